"""Duties that come round again until something ends them: each act starts the next stretch, and the first one missed decides."""

from collections.abc import Callable

from safehold.chronology.envelope import EventId
from safehold.chronology.times import When
from safehold.rulebook.answering import Answering, answering
from safehold.rulebook.due import Reckon
from safehold.rulebook.duty import Duty
from safehold.rulebook.model import Response, Rule
from safehold.rulebook.responses import Met
from safehold.rulebook.truth import NO, UNSURE, YES, Truth

Repeats = Callable[[Duty], tuple[Met, When | None]]
"""How the whole run was met, and the due time that matters: the first missed, or the last reached."""


def repeating(rule: Rule, reckon: Reckon) -> Repeats:
    assert rule.met_by is not None
    acting = [answering(leaf, rule) for leaf in _leaves(rule.met_by)]
    ending = [answering(response, rule) for response in rule.until]

    def repeats(duty: Duty) -> tuple[Met, When | None]:
        acts, ends = _times(acting, duty), _times(ending, duty)
        at, surely = duty.runs_from, YES
        done: list[tuple[When, EventId]] = []
        while True:
            due = reckon(duty.start, at, duty.view)[0]
            if due is None:
                return Met(surely, surely, tuple(event for _, event in done)), None
            ended = min((when for when, _ in ends if when.earliest <= due.latest and when.latest >= at.earliest), default=None)
            if ended is not None:
                surely = min(surely, YES if ended.latest <= due.earliest else UNSURE)
                return Met(surely, surely, tuple(event for _, event in done), ended), due
            step = next(((when, event) for when, event in acts if when > at and when.earliest <= due.latest), None)
            if step is None:
                after = [(when, event) for when, event in acts if when.earliest > due.latest]
                ever: Truth = YES if after else NO
                return Met(NO, ever, (after[0][1],) if after else (), after[0][0] if after else None), due
            surely = min(surely, YES if step[0].latest <= due.earliest else UNSURE)
            at = step[0]
            done.append(step)

    return repeats


def _times(found: list[Answering], duty: Duty) -> list[tuple[When, EventId]]:
    there = [(near, each.weigh) for each in found if (near := each.among(duty.view, duty.index)) is not None]
    return sorted(
        (event.occurred_at, event.id)
        for near, weigh in there
        for event in near(duty.start.events, duty.start.at.earliest)
        if weigh(event, duty) == YES
    )


def _leaves(response: Response) -> tuple[Response, ...]:
    if response.join == "leaf":
        return (response,)
    return tuple(leaf for part in response.parts for leaf in _leaves(part))
