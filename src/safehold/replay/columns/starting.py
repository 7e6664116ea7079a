"""What starts a rule's duties in a batch, and by when each is due."""

from typing import NamedTuple, cast

import numpy as np

from safehold.chronology.times import HOUR, MINUTE, When
from safehold.replay.columns.answering import Duties
from safehold.replay.columns.chronicle import Chronicle, Flags
from safehold.replay.columns.said import Said
from safehold.replay.columns.timing import Span
from safehold.rulebook.calendar import OutsideCalendar
from safehold.rulebook.conditions import compiled
from safehold.rulebook.model import Rule
from safehold.rulebook.plan import Plan
from safehold.rulebook.triggers import Started
from safehold.rulebook.truth import NO
from safehold.rulebook.view import View

_NO_VIEW = cast(View, None)  # nothing that columns can express asks for one
_EXACT = {"minutes": MINUTE, "hours": HOUR}


class Starts:
    """The rows that start a rule, how surely each does (`truth`), and by which of its triggers (`trigger`): the one that it surest meets,
    the first that the rule names of those as sure."""

    def __init__(self, plan: Plan, chronicle: Chronicle, said: Said) -> None:
        self.plan, self._said = plan, said
        self._fields = _asks_fields(plan.rule)
        self._started: dict[int, Started] = {}
        self.truth, self.trigger = (np.zeros(chronicle.rows, dtype=np.int64) for _ in range(2))
        for place, trigger in enumerate(plan.rule.triggers):
            rows = chronicle.rows_of(trigger.kinds)
            truths = said.holds(compiled(trigger.where) if trigger.where else None, rows)
            surer = truths > self.truth[rows]
            self.truth[rows[surer]], self.trigger[rows[surer]] = truths[surer], place
        self.due = _reckoned(self, chronicle)

    def started(self, row: int) -> Started:
        found = self._started.get(row)
        if found is None:
            event = self._said.event(row) if self._fields else self._said.bare(row)
            name, at = self.plan.rule.triggers[int(self.trigger[row])].name, self._said.when(row)
            found = self._started[row] = Started(name, event, (event,), (event.id,), at, int(self.truth[row]))
        return found


class Due(NamedTuple):
    """For each row of a batch by when it would be due; `dated` is false where the record lacks the date that the rule goes by, `fixed`
    where no clock runs. `beyond` says of rows what of their calendar is not known."""

    span: Span
    dated: Flags
    fixed: Flags
    beyond: dict[int, str]

    def at(self, row: int) -> tuple[When | None, bool, str]:
        when = When(int(self.span.earliest[row]), int(self.span.latest[row])) if self.fixed[row] else None
        return when, bool(self.dated[row]), self.beyond.get(row, "")


def duties(starts: Starts, chronicle: Chronicle) -> Duties:
    """One in each case of each row that starts one."""
    here = starts.truth[chronicle.member] != NO
    case, row = chronicle.member_case[here], chronicle.member[here]
    at, due = Span(chronicle.earliest, chronicle.latest).at(row), starts.due
    names = tuple(trigger.name for trigger in starts.plan.rule.triggers)
    return Duties(case, row, at, due.span.at(row), due.dated[row], due.fixed[row], starts.trigger[row], names)


def _reckoned(starts: Starts, chronicle: Chronicle) -> Due:
    plan, none = starts.plan, np.zeros(chronicle.rows, dtype=bool)
    length = plan.rule.window[0].length if plan.due is not None else None
    if plan.due is None:
        return Due(Span(chronicle.earliest, chronicle.latest), ~none, none, {})
    if length is not None and length.unit in _EXACT:
        span = length.amount * _EXACT[length.unit]
        return Due(Span(chronicle.earliest + span, chronicle.latest + span), ~none, ~none, {})
    earliest, latest, dated, fixed = chronicle.earliest.copy(), chronicle.latest.copy(), ~none, none.copy()
    beyond: dict[int, str] = {}
    for row in np.flatnonzero(starts.truth != NO).tolist():
        start = starts.started(row)
        try:
            due, dated[row] = plan.due(start, start.at, _NO_VIEW)
        except OutsideCalendar as error:
            due, dated[row], beyond[row] = None, False, str(error)
        if due is not None:
            earliest[row], latest[row], fixed[row] = due.earliest, due.latest, True
    return Due(Span(earliest, latest), dated, fixed, beyond)


def _asks_fields(rule: Rule) -> bool:
    """Whether more is asked of a trigger than when it was, and whose."""
    owners = any(owner is not None and owner.field for owner in (rule.agency, *(each.agency for each in rule.triggers)))
    return owners or "{" in rule.says or any(limit.date for limit in rule.window)
