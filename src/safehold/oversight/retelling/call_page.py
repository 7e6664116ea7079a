"""What the page of a call would have shown when it came in: who this may be, what is on record of them, and the grade that is suggested.
Pure: from the events that had come in before it, by the same linking and the same grading as the page itself."""

from collections.abc import Iterable, Mapping

import msgspec

from safehold.chronology.envelope import Event, EventId
from safehold.chronology.times import DAY, BadTime, read_when
from safehold.identity.cases import CaseKey, CaseRecord, MentionId
from safehold.identity.link import Linked
from safehold.practice.response.grading import standard as grading
from safehold.practice.response.suggestion import Facts, Suggestion, suggest
from safehold.practice.safeguarding.standing import REPORTS, standing_of

TWELVE_MONTHS = 365 * DAY
AFRAID = 2  # times
STOPS = {"suspect.wanted": "arrest.made", "bail.set": "bail.ended", "order.made": "order.ended"}
KNOWN_AS = {"suspect.wanted": "he is wanted", "bail.set": "bail in force", "order.made": "order in force"}


class CallShown(msgspec.Struct, frozen=True):
    """`earlier` and `lately` count reports on record, in all and of the last 12 months. `also` are names of people who may be the same, of
    whom nobody has said whether they are."""

    who: str
    on_record: bool
    also: tuple[str, ...]
    earlier: int
    lately: int
    last: int | None
    grade: str
    said_or_done: tuple[str, ...]
    in_force: tuple[str, ...]
    suggested: Suggestion


def call_shown(call: Event, before: Iterable[Event], linked: Linked, cases: Mapping[CaseKey, CaseRecord]) -> CallShown:
    known = {event.id: event for event in before}
    hers = linked.persons.get(MentionId(call.id, call.mentions("victim")[0].ref)) if call.mentions("victim") else None
    his = {linked.persons.get(MentionId(call.id, mention.ref)) for mention in call.mentions("suspect")}
    mine = [record for key, record in cases.items() if key.victim == hers and (not his or key.suspect in his or key.suspect is None)]
    # As it stood before the call: what the call says itself is on the left of the page.
    past = [_without(record, call) for record in mine]
    reports = sorted({each.id: each for record in past for each in record.events if each.kind in REPORTS}.values(), key=lambda e: e.order)
    stood = max((standing_of(record) for record in past), key=lambda row: int(row[6]), default=None)
    grade = str(stood[0]) if stood else ""
    dangers = tuple(stood[7]) if stood else ()
    at = call.occurred_at.latest
    lately = [each for each in reports if each.occurred_at.latest > at - TWELVE_MONTHS]
    in_force = _in_force((each for record in past for each in (*record.events, *record.suspect_events)), at)
    markers = _markers((each for record in past for each in (*record.events, *record.suspect_events)), at)
    facts = _facts(call, grade, in_force, markers, bool(lately))
    return CallShown(
        who=_name(call),
        on_record=any(person == hers and mention.event in known for mention, person in linked.persons.items()),
        also=_also(hers, linked, known),
        earlier=len(reports),
        lately=len(lately),
        last=reports[-1].occurred_at.latest if reports else None,
        grade=grade,
        said_or_done=dangers,
        in_force=tuple(KNOWN_AS[kind] for kind in in_force),
        suggested=suggest(facts, grading()),
    )


def _without(record: CaseRecord, call: Event) -> CaseRecord:
    def less(events: tuple[Event, ...]) -> tuple[Event, ...]:
        return tuple(each for each in events if each.id != call.id)

    return msgspec.structs.replace(
        record, events=less(record.events), victim_events=less(record.victim_events), suspect_events=less(record.suspect_events)
    )


def _facts(call: Event, grade: str, in_force: list[str], markers: set[str], repeat: bool) -> Facts:
    def said(name: str) -> bool:
        return call.data.get(name) is True

    return Facts(
        domestic=call.data.get("domestic") is not False,
        threat_to_kill=said("threat_to_kill"),
        strangled=said("strangulation"),
        weapon=said("weapon"),
        suspect_present=said("suspect_present"),
        injuries=said("injuries"),
        children_present=said("children_present"),
        afraid=isinstance(times := call.data.get("fear_expressed"), int) and times >= AFRAID,
        high_risk=grade == "high" or "high_risk" in markers,
        treat_as_urgent="treat_as_urgent" in markers,
        firearms="firearms" in markers,
        weapons_known="weapons" in markers,
        order_in_force="order.made" in in_force,
        bail_in_force="bail.set" in in_force,
        wanted="suspect.wanted" in in_force,
        repeat=repeat,
    )


def _in_force(events: Iterable[Event], at: int) -> list[str]:
    """Which of bail, an order and a search for him is on, each once."""
    listed = list(events)
    found = []
    for kind, stop in STOPS.items():
        begun = [each for each in listed if each.kind == kind and _lasts(each, "until", at)]
        if begun:
            last = max(begun, key=lambda each: each.order)
            if not any(each.kind == stop and each.order > last.order for each in listed):
                found.append(kind)
    return found


def _markers(events: Iterable[Event], at: int) -> set[str]:
    found: set[str] = set()
    for event in sorted(events, key=lambda each: each.order):
        if event.kind == "marker.set" and _lasts(event, "expires", at):
            found.add(str(event.data.get("marker", "")))
        elif event.kind == "marker.lifted":
            found.discard(str(event.data.get("marker", "")))
    return found


def _lasts(event: Event, field: str, at: int) -> bool:
    try:
        return field not in event.data or read_when(event.data[field]).latest >= at
    except BadTime:
        return True


def _also(hers: int | None, linked: Linked, known: Mapping[EventId, Event]) -> tuple[str, ...]:
    others = {b if a == hers else a for a, b in linked.possible if hers in (a, b)}
    names: dict[int, str] = {}
    for mention, person in linked.persons.items():
        if person in others and mention.event in known:
            named = next((each for each in known[mention.event].people if each.ref == mention.ref), None)
            if named is not None and (named.given_name or named.family_name):
                names.setdefault(person, f"{named.given_name} {named.family_name.upper()}".strip())
    return tuple(names.values())


def _name(call: Event) -> str:
    for mention in call.mentions("victim"):
        if mention.given_name or mention.family_name:
            return f"{mention.given_name} {mention.family_name.upper()}".strip()
    return "nobody named"
