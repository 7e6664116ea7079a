"""Duties that come round again until something ends them: each act starts the next stretch, and the first one missed decides."""

from safehold.chronology.envelope import EventId
from safehold.chronology.times import When
from safehold.rulebook.calendar import Calendar
from safehold.rulebook.due import due_time
from safehold.rulebook.model import Response
from safehold.rulebook.responses import Duty, Met, answering
from safehold.rulebook.truth import NO, UNSURE, YES, Truth


def repeated(duty: Duty, calendar: Calendar) -> tuple[Met, When | None]:
    """How the whole run was met, and the due time that matters: the first missed, or the last reached."""
    assert duty.rule.met_by is not None
    acts = _times(_leaves(duty.rule.met_by), duty)
    ends = _times(duty.rule.until, duty)
    at, surely = duty.runs_from, YES
    done: list[tuple[When, EventId]] = []
    while True:
        due = due_time(duty.rule.window, duty.start, at, duty.view, calendar).due
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


def _times(responses: tuple[Response, ...], duty: Duty) -> list[tuple[When, EventId]]:
    found = [(event.occurred_at, event.id) for response in responses for event, truth in answering(response, duty) if truth == YES]
    return sorted(found)


def _leaves(response: Response) -> tuple[Response, ...]:
    if response.join == "leaf":
        return (response,)
    return tuple(leaf for part in response.parts for leaf in _leaves(part))
