"""Which duties arose in a case and what became of each: a pure function of the record, the rules and the time of asking.

States, in order of precedence: not applicable, fulfilled (by the due time), released, waived (by the due time), pending, unknown
(the record does not say, or does not reach that far), uncertain (its dates are too coarse), late, breached.
"""

from collections.abc import Iterator, Mapping

from safehold.chronology.envelope import EventId
from safehold.chronology.times import When
from safehold.identity.cases import CaseRecord, MentionId
from safehold.rulebook.calendar import OutsideCalendar
from safehold.rulebook.due import Reckoned, concerns, without_stops
from safehold.rulebook.model import Rule, Standard, State
from safehold.rulebook.obligation import Obligation, settle
from safehold.rulebook.plan import Plan
from safehold.rulebook.responses import NOT_MET, Duty, Met
from safehold.rulebook.rulebook import Rulebook
from safehold.rulebook.sentences import outcome
from safehold.rulebook.triggers import Started
from safehold.rulebook.truth import NO, UNSAID, UNSURE, YES, Truth, negated
from safehold.rulebook.view import View

_NOT_DUE = Reckoned(None)
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
    missed: list[Plan] = []
    for plan in rules.plans(view, standard=standard, today=today, what_if=what_if):
        if plan.after_a_miss:
            missed.append(plan)
        else:
            _judge_all(plan, plan.starts(view), view, standard, found)
    for plan in missed:
        _judge_all(plan, list(_misses(plan.rule, found)), view, standard, found)
    orders = {start.event.id: start.event.order for start, _ in found}
    found.sort(key=lambda pair: (orders[pair[0].event.id], pair[1].rule, pair[1].subject, pair[1].each))
    return [obligation for _, obligation in found]


def _misses(rule: Rule, found: list[tuple[Started, Obligation]]) -> Iterator[Started]:
    """Starts of a rule that another rule's miss triggers: each at the time when the other fell due."""
    for trigger in rule.triggers:
        for start, obligation in found:
            truth = _MISSES.get(obligation.state)
            if obligation.rule == trigger.missed and obligation.due is not None and truth is not None:
                yield Started(trigger.name, start.event, start.events, obligation.due, truth)


def _judge_all(plan: Plan, starts: list[Started], view: View, standard: Standard, found: list[tuple[Started, Obligation]]) -> None:
    """Adds the obligations of a rule to those found."""
    rule = plan.rule
    rivals: frozenset[EventId] | None = None
    for start in starts:
        if standard == "then" and not (rule.in_force_from <= start.at.earliest and start.at.latest < rule.in_force_to):
            continue
        if rivals is None:
            rivals = frozenset([event.id for each in starts for event in each.events])
        at = plan.anchor(start, view) if plan.anchor is not None else start.at
        own = frozenset([event.id for event in start.events])
        above = tuple([view.ancestors(event) for event in start.events])
        for subject, each, person in _owed(rule, start, view):
            duty = Duty(view, view.kinds(rule.scope), start, at, None, True, each, person, rivals, own, above)
            found.append((start, _judge(plan, duty, subject)))


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


def _judge(plan: Plan, duty: Duty, subject: str) -> Obligation:
    """What became of one duty, given as it is before its due time is reckoned."""
    rule, view, start, each = plan.rule, duty.view, duty.start, duty.each
    released = NOT_MET
    for release in plan.releases:  # whatever the due time
        released = max(released, release(duty), key=lambda one: one.ever)
    reckoned, beyond = _reckon(plan, duty)
    duty.due, duty.dated = reckoned
    arises, exempt = _arises(plan, start, view)
    if plan.repeats is not None:
        met, due = plan.repeats(duty)
    else:
        met, due = _met(plan, duty), reckoned.due
    waiver = _waiver(rule, start, due, view)
    waits = due is None and rule.kind != "forbidden" and reckoned.dated
    sure = arises if reckoned.dated else UNSAID
    state = _state(exempt, sure, met, released, waived=waiver is not None, waiting=waits)
    who, agency = _owner(rule, start, each, view)
    deciding: tuple[EventId, ...] = ()
    done = None
    if state in ("fulfilled", "late"):
        deciding, done = met.events, met.done
    elif state == "released":
        deciding, done = released.events, released.done
    elif state == "waived" and waiver is not None:
        deciding = (waiver,)
    return Obligation(
        rule=rule.id,
        version=rule.version,
        kind=rule.kind,
        trigger=tuple([event.id for event in start.events]),
        subject=subject,
        each=each,
        triggered_at=start.at,
        due=due,
        state=state,
        decided_by=deciding,
        who=who,
        agency=agency,
        source=rule.source,
        says=plan.says(start, due, who, agency, each),
        outcome=beyond or outcome(rule, state, done, missing=sure == UNSAID or met.by_due == UNSAID),
        timed=rule.kind != "forbidden" and reckoned.dated,
    )


def _reckon(plan: Plan, duty: Duty) -> tuple[Reckoned, str]:
    """When it was due, and why that cannot be said where the calendar does not reach."""
    rule, start, view, beyond = plan.rule, duty.start, duty.view, ""
    if rule.kind == "forbidden":
        return _NOT_DUE, ""
    if rule.kind == "precedence":
        return Reckoned(start.at), ""
    try:
        reckoned = plan.due(start, duty.runs_from, view)
    except OutsideCalendar as error:
        reckoned, beyond = Reckoned(None, dated=False), str(error)
    if reckoned.due is not None and "clock.stopped" in view.pair:
        reckoned = Reckoned(without_stops(reckoned.due, rule, start, view))
    return reckoned, beyond


def _arises(plan: Plan, start: Started, view: View) -> tuple[Truth, bool]:
    """How surely the duty arose, and whether an exception surely holds."""
    if plan.unless is None:
        return start.truth, False
    excepted = plan.unless(view, start.event, start.event)
    return min(start.truth, negated(excepted)), excepted == YES


def _met(plan: Plan, duty: Duty) -> Met:
    if plan.forbidden is not None:
        truth = negated(plan.forbidden(duty.view, duty.start.event, duty.start.event))
        return Met(truth, truth, (), None)
    assert plan.meets is not None
    met = plan.meets(duty)
    return Met(met.by_due, met.by_due, met.events, met.done) if plan.rule.kind == "precedence" else met


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
    trigger = next((each for each in rule.triggers if each.name == start.name), rule.triggers[0])
    owner = trigger.agency or rule.agency
    own = view.force(start.event) if owner.police else start.event.agency
    agency = each if owner.each else owner.slug or str(start.event.data.get(owner.field) or "") or own
    who = trigger.who or rule.who
    for event in view.pair.get("duty.handed_over", ()):
        to = event.data.get("to")
        if isinstance(to, dict) and concerns(event, rule, start, view):
            who, agency = str(to.get("role") or who), str(to.get("agency") or agency)
    return who, agency
