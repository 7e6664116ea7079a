"""What became of one duty: made ready once for each rule, and asked of each start in a case."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import msgspec

from safehold.chronology.envelope import EventId
from safehold.chronology.times import When
from safehold.rulebook.calendar import OutsideCalendar
from safehold.rulebook.due import concerns, without_stops
from safehold.rulebook.duty import Duty
from safehold.rulebook.facts import only_possible_history
from safehold.rulebook.model import Rule, State
from safehold.rulebook.obligation import Obligation
from safehold.rulebook.responses import NOT_MET, Meets, Met
from safehold.rulebook.sentences import done_at, outcome
from safehold.rulebook.triggers import Started
from safehold.rulebook.truth import NO, TRUTHS, UNSAID, UNSURE, YES, Truth, negated
from safehold.rulebook.view import Index, View

if TYPE_CHECKING:
    from safehold.rulebook.plan import Plan


class Hearing(msgspec.Struct, frozen=True, gc=False):
    """What the duties of one rule are judged by in one case: what there meets and releases them, which is less than the rule knows of, and
    whether anything there stops clocks, waives duties or hands them over. `rivals` are the ids of all that start the same rule."""

    view: View
    index: Index
    meets: Meets | None
    releases: list[Meets]
    rivals: frozenset[EventId]
    stops: bool
    waivers: bool
    handed_over: bool


Judge = Callable[[Hearing, Started, str, str, int | None], Obligation]
"""What became of a duty, by its start, its subject and for whom apart it is owed."""


def heard(plan: "Plan", starts: Iterable[Started], view: View) -> Hearing:
    rule, pair = plan.rule, view.pair
    index = view.scopes[rule.scope]
    meets = plan.meeting(view, index) if plan.repeats is None else None
    releases = [release for each in plan.releases if (release := each(view, index)) is not None] if plan.releases else []
    answered = meets is not None or plan.repeats is not None or releases
    rivals = frozenset([key for each in starts for key in each.ids]) if answered else frozenset[EventId]()
    stops, waivers = plan.due is not None and "clock.stopped" in pair, rule.waiver is not None and "duty.waived" in pair
    return Hearing(view, index, meets, releases, rivals, stops, waivers, "duty.handed_over" in pair)


def judging(plan: "Plan") -> Judge:
    rule = plan.rule
    rule_id, version, kind, source = rule.id, rule.version, rule.kind, rule.source
    forbidden, precedes = kind == "forbidden", kind == "precedence"
    anchor, lasts, reckon, unless, repeats = plan.anchor, plan.lasts, plan.due, plan.unless, plan.repeats
    says, endings, owner, recorders, asks_history = plan.says, plan.endings, plan.owner, plan.recorders, plan.asks_history

    def judge(case: Hearing, start: Started, subject: str, each: str, person: int | None) -> Obligation:
        view, event, at = case.view, start.event, start.at
        runs_from = at if anchor is None else anchor(start, view)
        due, dated, beyond = None, True, ""
        try:
            if lasts is not None:
                due = lasts(runs_from)
            elif reckon is not None:
                due, dated = reckon(start, runs_from, view)
            elif precedes:
                due = at
        except OutsideCalendar as error:
            due, dated, beyond = None, False, str(error)
        if case.stops and due is not None:
            due = without_stops(due, rule, start, view)
        arises, excepted = start.truth, NO
        if unless is not None and (excepted := unless(view, event, event)) != NO:
            arises = min(arises, negated(excepted))
        met = released = NOT_MET
        if case.meets is not None:
            met = case.meets(Duty(view, case.index, start, runs_from, each, person, case.rivals, due, dated))
        elif repeats is not None:
            met, due = repeats(Duty(view, case.index, start, runs_from, each, person, case.rivals, due, dated))
        if case.releases:  # whatever the due time
            released = _released(case.releases, Duty(view, case.index, start, runs_from, each, person, case.rivals))
        waiver = _waiver(rule, start, due, view) if case.waivers else None
        sure = arises if dated else UNSAID
        waits = due is None and dated and not forbidden
        if waits or excepted == YES or waiver is not None or released is not NOT_MET:
            state = state_of(excepted == YES, sure, met, released, waiver is not None, waits)
        else:
            state = _USUALLY[sure][met.by_due][met.ever]
        who, agency = (recorders, event.agency) if recorders is not None and not case.handed_over else owner(start, each, view)
        deciding: tuple[EventId, ...] = ()
        done = None
        if state == "fulfilled" or state == "late":
            deciding, done = met.events, met.done
        elif state == "released":
            deciding, done = released.events, released.done
        elif state == "waived" and waiver is not None:
            deciding = (waiver,)
        maybe = state == "uncertain" and asks_history and start.truth == UNSURE and only_possible_history(view, event)
        if beyond:
            ending = beyond
        elif maybe or state == "unknown":
            ending = outcome(rule, state, done, missing=sure == UNSAID or met.by_due == UNSAID, maybe=maybe)
        else:
            ending = endings[state] if done is None else done_at(endings[state], done)
        # By place, in the order of its fields: by name would take as long as a third of all else here.
        return Obligation(
            rule_id, version, kind, start.ids, subject, each, at, due, state, deciding, who, agency, source,
            says(start, due, who, agency, each), ending, dated and not forbidden,
        )  # fmt: skip

    return judge


def _released(releases: Iterable[Meets], duty: Duty) -> Met:
    """By what releases a duty most surely."""
    best = NOT_MET
    for release in releases:
        met = release(duty)
        if met.ever > best.ever:
            best = met
    return best


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


_USUALLY = [
    [[state_of(False, arises, Met(by_due, ever), NOT_MET, False, False) for ever in TRUTHS] for by_due in TRUTHS] for arises in TRUTHS
]
"""What a duty comes to that nothing releases, waives or exempts from, by how surely it arose, was met in time and was met ever."""


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
