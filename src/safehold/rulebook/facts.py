"""The closed list of facts that a rule may ask of a case, each as of the trigger. A rule names them; none of them knows a rule."""

from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any

import msgspec

from safehold.chronology.envelope import Event, Mention
from safehold.rulebook.model import Condition, Length
from safehold.rulebook.truth import NO, UNSAID, UNSURE, YES, Truth, said
from safehold.rulebook.view import View
from safehold.rulebook.windows import shifted

CONNECTED = frozenset(("partner", "ex_partner", "spouse", "ex_spouse", "parent", "child", "sibling", "other_family"))
_HISTORY = Condition("fact", fact="domestic_history")
_TRAINING = Condition("fact", fact="agency_supplies", one_of=("training.completed",))
_GRADED = {"risk.assessed": "grade", "risk.regraded": "to", "risk.supervised": "grade", "risk.specialist_reviewed": "grade"}


class Fact(msgspec.Struct, frozen=True):
    """A question of the case, what it means in words, and which arguments a rule may give it."""

    ask: Callable[[View, Event, Condition], Truth]
    means: str
    arguments: tuple[str, ...] = ()


def incident_domestic(view: View, event: Event, _condition: Condition) -> Truth:
    calls = view.about_kinds(event, ("call.received",))
    truth = NO
    if not calls:
        calls = [call for call in view.pair.get("call.received", ()) if view.before(call, event) == YES]
        if not calls:
            return UNSAID
    for call in calls:
        flag = call.data.get("domestic")
        for change in view.pair.get("call.reclassified", ()):
            if call.id in view.ancestors(change) and view.before(change, event) >= UNSURE and "domestic" in change.data:
                flag = change.data["domestic"]
        truth = max(truth, UNSAID if flag is None else said(bool(flag)))
    return truth


def personally_connected(view: View, event: Event, condition: Condition) -> Truth:
    """From the relation that this event, or any other that came before it, gives the suspect (or the victim)."""
    wanted = frozenset(condition.one_of if condition.fact == "personally_connected" else ()) or CONNECTED

    def build(at: Event) -> Truth:
        truth = UNSAID
        for other in chain((at,), view.record.events):
            relations = {mention.relation for mention in other.people if mention.relation and _in_case(view, other, mention)}
            if not relations:
                continue
            when = YES if other.id == at.id else view.before(other, at)
            if relations & wanted:
                truth = max(truth, when)
            elif when == YES and truth == UNSAID:
                truth = NO
            if truth == YES:
                break
        return truth

    return _once(view, "personally_connected" if wanted is CONNECTED else f"connected as {sorted(wanted)}", event, build)


def domestic_history(view: View, event: Event, condition: Condition) -> Truth:
    known = _known_history(view, event, condition)
    return UNSURE if known < UNSURE and _possible_history(view, event) else known


def _known_history(view: View, event: Event, condition: Condition) -> Truth:
    truth = personally_connected(view, event, condition)
    for call in view.pair.get("call.received", ()) if truth != YES else ():
        if call.data.get("domestic"):
            truth = max(truth, view.before(call, event))
    return truth


def _possible_history(view: View, event: Event) -> bool:
    """Whether a domestic call was made before this, between two who may be these."""
    since = view.record.possible_since
    return since is not None and since <= event.occurred_at.latest


def only_possible_history(view: View, event: Event) -> bool:
    """Whether nothing but who they may be makes this one of domestic abuse."""
    return _possible_history(view, event) and max(incident_domestic(view, event, _HISTORY), _known_history(view, event, _HISTORY)) < UNSURE


def domestic(view: View, event: Event, condition: Condition) -> Truth:
    first = incident_domestic(view, event, condition)
    return YES if first == YES else max(first, domestic_history(view, event, condition))


def suspect_charged(view: View, event: Event, _condition: Condition) -> Truth:
    last, unsure = view.by_then(view.passed("charges", lambda: _charges(view)), event)
    return YES if last is not None else UNSURE if unsure else NO


def _charges(view: View) -> Iterator[Event]:
    for kind in ("suspect.charged", "bail.set", "crime.outcome", "suspect.released"):
        for event in view.pair.get(kind, ()):
            data = event.data
            if kind == "suspect.charged" or "post_charge" in data.values() or "charged" in (data.get("outcome"), data.get("status")):
                yield event


def _in_force(view: View, event: Event, start: str, end: str, field: str, wanted: tuple[str, ...]) -> Truth:
    truth = NO
    for other in view.pair.get(start, ()):
        if wanted and other.data.get(field) not in wanted:
            continue
        began = YES if other.id == event.id else view.before(other, event)
        ends = [view.before(ended, event) for ended in view.pair.get(end, ()) if other.id in view.ancestors(ended) or not ended.about]
        over = max(ends, default=NO)
        truth = max(truth, min(began, {NO: YES, UNSURE: UNSURE, YES: NO}[over]))
    return truth


def bail_in_force(view: View, event: Event, condition: Condition) -> Truth:
    return _in_force(view, event, "bail.set", "bail.ended", "stage", condition.one_of)


def order_in_force(view: View, event: Event, condition: Condition) -> Truth:
    return _in_force(view, event, "order.made", "order.ended", "order", condition.one_of)


def high_risk(view: View, event: Event, _condition: Condition) -> Truth:
    """From the last grade given, or a standing marker of high risk."""
    last, unsure = view.by_then(view.passed("grades", lambda: _graded(view)), event)
    high = last is not None and _grade(last) == "high"
    doubt = bool(unsure) and any((_grade(each) == "high") != high for each in unsure)
    return max(UNSURE if doubt else said(high), _marked(view, event, ("high_risk",)))


def _graded(view: View) -> Iterator[Event]:
    return (event for kind in _GRADED for event in view.pair.get(kind, ()) if _grade(event) is not None)


def _grade(event: Event) -> Any:
    return event.data.get(_GRADED[event.kind])


def visible_high_risk(_view: View, event: Event, condition: Condition) -> Truth:
    """By the assessment itself: its score on an instrument that has a threshold, or its count of items answered yes."""
    if event.data.get("instrument") not in (condition.one_of or ("dash", "safelives_ric")):
        return NO if "instrument" in event.data else UNSAID
    score = event.data.get("score")
    if score is None:
        answers = event.data.get("answers")
        if not isinstance(answers, dict) or not answers:
            return UNSAID
        score = sum(answer == "yes" for answer in answers.values())
    return said(score >= condition.at_least)


def _marked(view: View, event: Event, wanted: tuple[str, ...]) -> Truth:
    truth = NO
    for other in view.pair.get("marker.set", ()):
        if other.data.get("marker") not in wanted:
            continue
        began = YES if other.id == event.id else view.before(other, event)
        lifted = max(
            (
                view.before(end, event)
                for end in view.pair.get("marker.lifted", ())
                if end.data.get("marker") == other.data["marker"] and end.order > other.order
            ),
            default=NO,
        )
        truth = max(truth, min(began, {NO: YES, UNSURE: UNSURE, YES: NO}[lifted]))
    return truth


def marker(view: View, event: Event, condition: Condition) -> Truth:
    return _marked(view, event, condition.one_of)


def prior_victims(view: View, event: Event, condition: Condition) -> Truth:
    """Other people who were the victim of this suspect before, within a stretch of time if one is given."""
    surest: dict[int, Truth] = {}
    of_others = _of_other_victims(view)
    if not of_others:
        return NO
    for other, persons in of_others:
        when = view.before(other, event)
        if when == NO:
            continue
        if condition.within is not None and other.occurred_at.earliest < shifted(event.occurred_at.latest, condition.within, back=True):
            when = min(when, NO if other.occurred_at.latest < shifted(event.occurred_at.earliest, condition.within, back=True) else UNSURE)
        for person in persons:
            surest[person] = max(surest.get(person, NO), when)
    needed = condition.at_least or 1
    ranked = sorted(surest.values(), reverse=True)
    return ranked[needed - 1] if len(ranked) >= needed else NO


def _of_other_victims(view: View) -> list[tuple[Event, frozenset[int]]]:
    """The suspect's events that name him and somebody else as the victim, with who they are."""
    found: list[tuple[Event, frozenset[int]]] | None = view.remembered.get("other victims")
    if found is None:
        found = view.remembered["other victims"] = []
        these, who, harmed = frozenset(view.record.key), view.who, ("victim", "deceased")
        # In most only the two of the case are named, which is soon seen.
        events = view.record.suspect_events
        named = {
            event.id: event for event in events for one in event.people if one.role in harmed and who((event.id, one.ref)) not in these
        }
        for event in named.values():
            others = view.victims(event) - these
            if others and event.mentions("suspect"):
                found.append((event, others))
    return found


def victim_has_died(view: View, event: Event, _condition: Condition) -> Truth:
    reported = view.kinds("victim").get("death.reported")
    if reported is None:
        return NO
    deaths = (
        view.before(other, event)
        for other in reported
        for mention in other.mentions("deceased")
        if view.person(other, mention) == view.record.key.victim
    )
    return max(deaths, default=NO)


def agency_supplies(view: View, event: Event, condition: Condition) -> Truth:
    """Whether the agency that recorded this has recorded anything of a kind, of whomever, or has declared that it does."""
    recorded = view.history.recorded
    for kind in condition.one_of:
        if recorded(event.agency, kind):
            return YES
        if any(kind in declared.data.get("kinds", ()) for declared in recorded(event.agency, "coverage.declared")):
            return YES
    return NO


def recorded_by_police(_view: View, event: Event, _condition: Condition) -> Truth:
    return said("police" in event.agency)


def trained_officer(view: View, event: Event, condition: Condition) -> Truth:
    """Whether one of the officers named had specialist-led training by then, where their agency supplies training records: within so long
    before, if a length is given."""
    officers = event.data.get("officers")
    if not officers or agency_supplies(view, event, _TRAINING) == NO:
        return UNSAID
    courses = view.history.recorded(event.agency, "training.completed")
    taken = (other for other in courses if other.data.get("staff_id") in officers and other.data.get("specialist_led"))
    return max((min(view.before(other, event), _lasted(other, event, condition.within)) for other in taken), default=NO)


def _lasted(other: Event, event: Event, within: Length | None) -> Truth:
    """Whether one event came no longer than so long before another."""
    if within is None or other.occurred_at.earliest >= shifted(event.occurred_at.latest, within, back=True):
        return YES
    return NO if other.occurred_at.latest < shifted(event.occurred_at.earliest, within, back=True) else UNSURE


def _in_case(view: View, event: Event, mention: Mention) -> bool:
    return view.person(event, mention) in (view.record.key.victim, view.record.key.suspect)


def _once(view: View, name: str, event: Event, build: Callable[[Event], Truth]) -> Truth:
    found = view.remembered.get((name, event.id))
    if found is None:
        found = view.remembered[(name, event.id)] = build(event)
    return int(found)


FACTS: dict[str, Fact] = {
    "incident_domestic": Fact(incident_domestic, "the call of this incident is marked domestic, or has been reclassified so"),
    "personally_connected": Fact(
        personally_connected, "the record gives victim and suspect as partners, former partners or family; one_of names which", ("one_of",)
    ),
    "domestic_history": Fact(domestic_history, "they are personally connected, or an earlier call between them was domestic"),
    "domestic": Fact(domestic, "the incident is domestic, or the two have domestic history"),
    "suspect_charged": Fact(suspect_charged, "the suspect has been charged, or is on bail after charge"),
    "bail_in_force": Fact(bail_in_force, "bail has been set and has not ended; one_of names the stages", ("one_of",)),
    "order_in_force": Fact(order_in_force, "an order has been made and has not ended; one_of names the orders", ("one_of",)),
    "high_risk": Fact(high_risk, "the last risk grade is high, or a marker of high risk stands"),
    "visible_high_risk": Fact(
        visible_high_risk,
        "this assessment's score, or its yes answers, reach at_least; one_of names the instruments",
        ("at_least", "one_of"),
    ),
    "marker": Fact(marker, "a marker named in one_of has been set and not lifted", ("one_of",)),
    "prior_victims": Fact(
        prior_victims, "the suspect has at_least so many other victims before, within a time if given", ("at_least", "within")
    ),
    "victim_has_died": Fact(victim_has_died, "the victim of the case has died"),
    "agency_supplies": Fact(agency_supplies, "the agency that recorded this supplies records of the kinds in one_of", ("one_of",)),
    "recorded_by_police": Fact(recorded_by_police, "the agency that recorded this is a police force"),
    "trained_officer": Fact(
        trained_officer,
        "an officer named has specialist-led training; unknown where the agency supplies no training records",
        ("within",),
    ),
}
