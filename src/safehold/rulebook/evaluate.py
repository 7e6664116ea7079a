"""Which duties arose in a case and what became of each: a pure function of the record, the rules and the time of asking.

States, in order of precedence: not applicable, fulfilled (by the due time), released, waived (by the due time), pending, unknown
(the record does not say, or does not reach that far), uncertain (too coarse in its dates or in who is who), late,
breached.
"""

from collections.abc import Iterator, Mapping
from itertools import chain

from safehold.chronology.envelope import EventId
from safehold.chronology.times import When
from safehold.identity.cases import CaseRecord
from safehold.rulebook.calendar import OutsideCalendar
from safehold.rulebook.due import concerns, without_stops
from safehold.rulebook.duty import Duty
from safehold.rulebook.facts import only_possible_history
from safehold.rulebook.model import Rule, Standard, State
from safehold.rulebook.obligation import Obligation, settle
from safehold.rulebook.plan import Plan
from safehold.rulebook.responses import NOT_MET, Meets, Met
from safehold.rulebook.rulebook import Rulebook
from safehold.rulebook.sentences import outcome
from safehold.rulebook.triggers import Started
from safehold.rulebook.truth import NO, UNSAID, UNSURE, YES, Truth, negated
from safehold.rulebook.view import View

_Found = tuple[int, str, str, str, int, Started, Obligation]
"""An obligation with its start, after what puts it in order."""
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
    found: dict[str, list[_Found]] = {}
    missed: list[Plan] = []
    for plan in rules.plans(view, standard=standard, today=today, what_if=what_if):
        if plan.after_a_miss:
            missed.append(plan)
        else:
            starts = plan.starts(view)
            if starts:
                _judge_all(plan, starts, view, standard, found.setdefault(plan.rule.id, []))
    for plan in missed:
        starts = list(_misses(plan.rule, found))
        if starts:
            _judge_all(plan, starts, view, standard, found.setdefault(plan.rule.id, []))
    return [each[-1] for each in sorted(chain.from_iterable(found.values()))]


def _misses(rule: Rule, found: Mapping[str, list[_Found]]) -> Iterator[Started]:
    """Starts of a rule that another rule's miss triggers: each at the time when the other fell due."""
    for trigger in rule.triggers:
        for *_, start, obligation in found.get(trigger.missed, ()):
            if obligation.due is not None and obligation.state in _MISSES:
                yield Started(trigger.name, start.event, start.events, start.ids, obligation.due, _MISSES[obligation.state])


def _judge_all(plan: Plan, starts: list[Started], view: View, standard: Standard, found: list[_Found]) -> None:
    """Adds the obligations of a rule to those found."""
    rule, place = plan.rule, view.history.place
    index = view.scopes[rule.scope]
    then = standard == "then"
    meets = plan.meeting(view, index) if plan.repeats is None else None
    releases = [release for each in plan.releases if (release := each(view, index)) is not None] if plan.releases else []
    rivals = frozenset([key for each in starts for key in each.ids])
    for start in starts:
        at = start.at
        if then and (at.earliest < rule.in_force_from or at.latest >= rule.in_force_to):
            continue
        if plan.anchor is not None:
            at = plan.anchor(start, view)
        for subject, each, person in plan.owed(start, view):
            duty = Duty(view, index, start, at, each, person, rivals)
            found.append((place[start.event.id], rule.id, subject, each, len(found), start, _judge(plan, duty, subject, meets, releases)))


def _judge(plan: Plan, duty: Duty, subject: str, meets: Meets | None, releases: list[Meets]) -> Obligation:
    """What became of one duty, given as it is before its due time is reckoned."""
    rule, view, start, each = plan.rule, duty.view, duty.start, duty.each
    released = NOT_MET
    for release in releases:  # whatever the due time
        done_with = release(duty)
        if done_with.ever > released.ever:
            released = done_with
    beyond = ""
    due, dated = start.at if rule.kind == "precedence" else None, True
    if plan.due is not None:
        try:
            due, dated = plan.due(start, duty.runs_from, view)
        except OutsideCalendar as error:
            due, dated, beyond = None, False, str(error)
        if due is not None and "clock.stopped" in view.pair:
            due = without_stops(due, rule, start, view)
    duty.due, duty.dated = due, dated
    arises, exempt = start.truth, False
    if plan.unless is not None:
        excepted = plan.unless(view, start.event, start.event)
        arises, exempt = min(arises, negated(excepted)), excepted == YES
    if plan.repeats is not None:
        met, due = plan.repeats(duty)
    else:
        met = meets(duty) if meets is not None else NOT_MET
    waiver = _waiver(rule, start, due, view) if "duty.waived" in view.pair else None
    waits = due is None and rule.kind != "forbidden" and dated
    sure = arises if dated else UNSAID
    state = state_of(exempt, sure, met, released, waiver is not None, waits)
    who, agency = plan.owner(start, each, view)
    deciding: tuple[EventId, ...] = ()
    done = None
    if state in ("fulfilled", "late"):
        deciding, done = met.events, met.done
    elif state == "released":
        deciding, done = released.events, released.done
    elif state == "waived" and waiver is not None:
        deciding = (waiver,)
    unsaid = sure == UNSAID or met.by_due == UNSAID
    maybe = state == "uncertain" and plan.asks_history and start.truth == UNSURE and only_possible_history(view, start.event)
    # By place, in the order of its fields: by name would take as long as a third of all else here.
    return Obligation(
        rule.id, rule.version, rule.kind, start.ids, subject, each, start.at, due, state, deciding, who, agency, rule.source,
        plan.says(start, due, who, agency, each), beyond or outcome(rule, state, done, missing=unsaid, maybe=maybe),
        dated and rule.kind != "forbidden",
    )  # fmt: skip


def state_of(exempt: bool, arises: Truth, met: Met, released: Met, waived: bool, waiting: bool) -> State:
    """What a duty comes to at the end of time, in order of precedence."""
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
    if rule.waiver is None:
        return None
    for event in view.pair["duty.waived"]:
        by = event.data.get("by")
        role = by.get("role") if isinstance(by, dict) else event.actor.role if event.actor else ""
        in_time = due is None or rule.waiver.until == "any_time" or event.occurred_at.latest <= due.earliest
        if role in rule.waiver.roles and in_time and concerns(event, rule, start, view):
            return event.id
    return None
