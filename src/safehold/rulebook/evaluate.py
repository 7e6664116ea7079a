"""Which duties arose in a case and what became of each: a pure function of the record, the rules and the time of asking.

States, in order of precedence: not applicable, fulfilled (by the due time), released, waived (by the due time), pending, unknown
(the record does not say, or does not reach that far), uncertain (its dates are too coarse), late, breached.
"""

from collections.abc import Iterator, Mapping

from safehold.chronology.envelope import EventId
from safehold.chronology.times import When
from safehold.identity.cases import CaseRecord, MentionId
from safehold.rulebook.calendar import OutsideCalendar
from safehold.rulebook.conditions import hold
from safehold.rulebook.due import Reckoned, concerns, due_time, runs_from, without_stops
from safehold.rulebook.model import Rule, Standard, State
from safehold.rulebook.obligation import Obligation, settle
from safehold.rulebook.repeats import repeated
from safehold.rulebook.responses import NOT_MET, Duty, Met, meet
from safehold.rulebook.rulebook import Rulebook
from safehold.rulebook.sentences import outcome, says
from safehold.rulebook.triggers import Started, started
from safehold.rulebook.truth import NO, UNSAID, UNSURE, YES, Truth, negated
from safehold.rulebook.view import View

_MISSES: dict[State, Truth] = {"late": YES, "breached": YES, "uncertain": UNSURE, "unknown": UNSAID}


def evaluate(
    record: CaseRecord,
    rules: Rulebook,
    *,
    now: int,
    standard: Standard,
    today: int,
    coverage: Mapping[str, int] | None = None,
    what_if: frozenset[str] = frozenset(),
) -> list[Obligation]:
    """Every obligation that arose in a case, in the order of their triggers, as it stands at `now`.

    `standard` chooses the versions in force when the trigger occurred, or those in force at `today`. `what_if` names proposed rules to
    try as if they were in force. `coverage` is up to when each agency's records are complete; None takes all as complete.
    """
    return [settle(each, now, coverage) for each in complete(record, rules, standard=standard, today=today, what_if=what_if)]


def complete(
    record: CaseRecord, rules: Rulebook, *, standard: Standard, today: int, what_if: frozenset[str] = frozenset()
) -> list[Obligation]:
    """Obligations as they will be at the end of time with every record complete: the form to store, and to `settle` when read."""
    view = View(record)
    found: list[tuple[Started, Obligation]] = []
    missed: list[Rule] = []
    for rule in rules.concerning(
        record.events, record.victim_events, record.suspect_events, record.agency_events, standard=standard, today=today, what_if=what_if
    ):
        if any(trigger.missed for trigger in rule.triggers):
            missed.append(rule)
        else:
            found.extend(_judged(rule, started(rule, view), view, rules, standard))
    for rule in missed:
        found.extend(_judged(rule, list(_misses(rule, found)), view, rules, standard))
    found.sort(key=lambda pair: (pair[0].event.order, pair[1].rule, pair[1].subject, pair[1].each))
    return [obligation for _, obligation in found]


def _misses(rule: Rule, found: list[tuple[Started, Obligation]]) -> Iterator[Started]:
    """Starts of a rule that another rule's miss triggers: each at the time when the other fell due."""
    for trigger in rule.triggers:
        for start, obligation in found:
            truth = _MISSES.get(obligation.state)
            if obligation.rule == trigger.missed and obligation.due is not None and truth is not None:
                yield Started(trigger.name, start.events, obligation.due, truth)


def _judged(rule: Rule, starts: list[Started], view: View, rules: Rulebook, standard: Standard) -> Iterator[tuple[Started, Obligation]]:
    rivals = frozenset(event.id for start in starts for event in start.events)
    for start in starts:
        if standard == "then" and not (rule.in_force_from <= start.at.earliest and start.at.latest < rule.in_force_to):
            continue
        for subject, each, person in _owed(rule, start, view):
            yield start, _judge(rule, start, view, rules, rivals, subject, each, person)


def _owed(rule: Rule, start: Started, view: View) -> Iterator[tuple[str, str, int | None]]:
    """For whom a duty is owed: the subject as a mention, and apart from it each agency or value, or each person in a role.

    Where the trigger names nobody in the role, the duty is owed all the same, once.
    """
    event, key = start.event, view.record.key
    if rule.scope == "agency":
        yield event.agency, "", None
        return
    about_suspect = rule.scope in ("suspect", "staff") and key.suspect is not None
    subject = view.mention(event, key.suspect if about_suspect else key.victim, "suspect" if about_suspect else "victim") or str(event.id)
    if rule.per is None:
        yield subject, "", None
    elif rule.per.field:
        values = event.data.get(rule.per.field)
        for value in dict.fromkeys(values if isinstance(values, list) else [values] if values else []):
            yield subject, str(value), None
    else:
        if not event.mentions(rule.per.role):
            yield subject, "", None
        for mention in event.mentions(rule.per.role):
            yield f"{event.id}/{mention.ref}", "", view.record.persons.get(MentionId(event.id, mention.ref))


def _judge(
    rule: Rule, start: Started, view: View, rules: Rulebook, rivals: frozenset[EventId], subject: str, each: str, person: int | None
) -> Obligation:
    at = runs_from(rule, start, view)
    beyond = ""
    try:
        reckoned = due_time(rule.window, start, at, view, rules.calendar)
    except OutsideCalendar as error:
        reckoned, beyond = Reckoned(None, dated=False), str(error)
    if rule.kind in ("forbidden", "precedence"):
        reckoned = Reckoned(start.at if rule.kind == "precedence" else None)
    elif reckoned.due is not None and "clock.stopped" in view.pair:
        reckoned = Reckoned(without_stops(reckoned.due, rule, start, view))
    own = frozenset([event.id for event in start.events])
    duty = Duty(view, rule, start, at, reckoned.due, reckoned.dated, each, person, rivals, own)
    arises, exempt = _arises(rule, start, view)
    met, due = _met(duty), reckoned.due
    if rule.until:
        met, due = repeated(duty, rules.calendar)
    released = NOT_MET
    for release in rule.releases:
        released = max(released, meet(release, _untimed(duty)), key=lambda one: one.ever)
    waiver = _waiver(rule, start, due, view)
    waits = due is None and rule.kind != "forbidden" and reckoned.dated
    sure = arises if reckoned.dated else UNSAID
    state = _state(exempt, sure, met, released, waived=waiver is not None, waiting=waits)
    who, agency = _owner(rule, start, each, view)
    deciding: dict[str, tuple[EventId, ...]] = {"fulfilled": met.events, "late": met.events, "released": released.events}
    if waiver is not None:
        deciding["waived"] = (waiver,)
    done = {"fulfilled": met.done, "late": met.done, "released": released.done}.get(state)
    return Obligation(
        rule=rule.id,
        version=rule.version,
        kind=rule.kind,
        trigger=tuple(event.id for event in start.events),
        subject=subject,
        each=each,
        triggered_at=start.at,
        due=due,
        state=state,
        decided_by=deciding.get(state, ()),
        who=who,
        agency=agency,
        source=rule.source,
        says=says(rule, start, due, who, agency, each),
        outcome=beyond or outcome(rule, state, done, missing=sure == UNSAID or met.by_due == UNSAID),
        timed=rule.kind != "forbidden" and reckoned.dated,
    )


def _arises(rule: Rule, start: Started, view: View) -> tuple[Truth, bool]:
    """How surely the duty arose, and whether an exception surely holds."""
    event = start.event
    if not rule.exceptions:
        return start.truth, False
    excepted = max(hold((exception,), view, event, event) for exception in rule.exceptions)
    return min(start.truth, negated(excepted)), excepted == YES


def _met(duty: Duty) -> Met:
    rule, event = duty.rule, duty.start.event
    if rule.kind == "forbidden":
        truth = negated(max(hold((each,), duty.view, event, event) for each in rule.forbidden_when))
        return Met(truth, truth, (), None)
    assert rule.met_by is not None
    met = meet(rule.met_by, duty)
    return Met(met.by_due, met.by_due, met.events, met.done) if rule.kind == "precedence" else met


def _untimed(duty: Duty) -> Duty:
    """The same duty with no due time: what releases may come at any time."""
    return Duty(duty.view, duty.rule, duty.start, duty.runs_from, None, True, duty.each, duty.person, duty.rivals, duty.own)


def _state(exempt: bool, arises: Truth, met: Met, released: Met, *, waived: bool, waiting: bool) -> State:
    if exempt:
        return "not_applicable"
    if met.by_due == YES:
        return "fulfilled"
    if released.ever == YES:
        return "released"
    if waived:
        return "waived"
    if waiting:
        return "pending"
    doubts = (arises, met.by_due, negated(released.ever) if released.ever != NO else YES)
    if UNSAID in doubts:
        return "unknown"
    if UNSURE in doubts:
        return "uncertain"
    return "late" if met.ever == YES else "breached"


def _waiver(rule: Rule, start: Started, due: When | None, view: View) -> EventId | None:
    """The event that waived this duty, by one who may, while it could still be waived."""
    if rule.waiver is None or "duty.waived" not in view.pair:
        return None
    for event in view.pair["duty.waived"]:
        by = event.data.get("by")
        role = by.get("role") if isinstance(by, dict) else event.actor.role if event.actor else ""
        in_time = due is None or rule.waiver.until == "any_time" or event.occurred_at.latest <= due.earliest
        if role in rule.waiver.roles and in_time and concerns(event, rule, start, view):
            return event.id
    return None


def _owner(rule: Rule, start: Started, each: str, view: View) -> tuple[str, str]:
    """The role and agency that must act, after any handing over."""
    owner = rule.agency
    agency = each if owner.each else owner.slug or str(start.event.data.get(owner.field) or "") or start.event.agency
    who = rule.who
    for event in view.pair.get("duty.handed_over", ()):
        to = event.data.get("to")
        if isinstance(to, dict) and concerns(event, rule, start, view):
            who, agency = str(to.get("role") or who), str(to.get("agency") or agency)
    return who, agency
