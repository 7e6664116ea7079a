"""Which duties arose in a case and what became of each: a pure function of the record, the rules and the time of asking.

States, in order of precedence: not applicable, fulfilled (by the due time), released, waived (by the due time), pending, unknown
(the record does not say, or does not reach that far), uncertain (too coarse in its dates or in who is who), late,
breached.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from operator import attrgetter

from safehold.chronology.envelope import EventId
from safehold.identity.cases import CaseRecord
from safehold.rulebook.judging import heard
from safehold.rulebook.model import Rule, Standard, State
from safehold.rulebook.obligation import Obligation, settled
from safehold.rulebook.plan import Plan
from safehold.rulebook.rulebook import Rulebook
from safehold.rulebook.triggers import Started
from safehold.rulebook.truth import UNSAID, UNSURE, YES, Truth
from safehold.rulebook.view import View

_Judged = tuple[Started, Obligation]
_Kept = dict[str, list[_Judged]]
"""What was found by the rules whose misses start others, each obligation with its start."""
_OF_ONE_EVENT = attrgetter("rule", "subject", "each")
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
    return settled(complete(record, rules, standard=standard, today=today, what_if=what_if), now, coverage)


def complete(
    record: CaseRecord,
    rules: Rulebook,
    *,
    standard: Standard,
    today: int,
    what_if: frozenset[str] = frozenset(),
    only: Collection[EventId] | None = None,
) -> list[Obligation]:
    """Obligations as they will be at the end of time with every record complete: the form to store, and to `settle` when read. With
    `only`, those that started with one of these events, or the last of several, and no others."""
    view, then = View(record), standard == "then"
    plans = rules.plans(view, standard=standard, today=today, what_if=what_if)
    missed = [plan for plan in plans if plan.after_a_miss]
    kept: _Kept = {trigger.missed: [] for plan in missed for trigger in plan.rule.triggers}
    started: defaultdict[EventId, list[Obligation]] = defaultdict(list)
    for plan in plans:
        if not plan.after_a_miss and (starts := plan.starts(view)):
            _judge_all(plan, starts, view, then, started, kept.get(plan.rule.id), only)
    for plan in missed:
        if starts := list(_misses(plan.rule, kept)):
            _judge_all(plan, starts, view, then, started, kept.get(plan.rule.id), only)
    found: list[Obligation] = []
    for last in sorted(started, key=view.history.place.__getitem__):
        found += sorted(started[last], key=_OF_ONE_EVENT)
    return found


def _misses(rule: Rule, kept: _Kept) -> Iterator[Started]:
    """Starts of a rule that another rule's miss triggers: each at the time when the other fell due."""
    for trigger in rule.triggers:
        for start, obligation in kept.get(trigger.missed, ()):
            if obligation.due is not None and obligation.state in _MISSES:
                yield Started(trigger.name, start.event, start.events, start.ids, obligation.due, _MISSES[obligation.state])


def _judge_all(
    plan: Plan,
    starts: list[Started],
    view: View,
    then: bool,
    started: Mapping[EventId, list[Obligation]],
    kept: list[_Judged] | None,
    only: Collection[EventId] | None,
) -> None:
    """Adds the obligations of a rule to those found, by the event that started each, or the last of several. Those that are not asked for
    are rivals of the others all the same."""
    wanted = starts if only is None else [start for start in starts if start.event.id in only]
    if not wanted:
        return
    rule, owed = plan.rule, plan.owed
    judge, case, subjects, role = plan.judge, heard(plan, starts, view), view.subjects(plan.subject), plan.subject
    for start in wanted:
        event, at = start.event, start.at
        if then and (at.earliest < rule.in_force_from or at.latest >= rule.in_force_to):
            continue
        here = started[event.id]
        if owed is None:
            here.append(judge(case, start, subjects.get(event.id) or view.subject(event, role), "", None))
            if kept is not None:
                kept.append((start, here[-1]))
            continue
        found = [judge(case, start, *each) for each in owed(start, view)]
        here += found
        if kept is not None:
            kept += [(start, each) for each in found]
