"""When each event of a file comes in, if it is told as live events. What was published without its day is put on one, and says so.

An event comes in when its source knew it. Where only a span is known, and nothing says when it was recorded, a day within the span is
assumed: events of one kind and one span are spread evenly over it, after whatever they are about. Asked for late, each comes at the end of
its span, which is the latest that anybody can have known. Pure.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Literal

import msgspec

from safehold.chronology.envelope import Event, EventId
from safehold.chronology.times import DAY, HOUR, MINUTE, When, exactly

How = Literal["spread", "late"]
APART = 10 * MINUTE  # between what came one after the other, where nothing says how long
BY_DAY, FROM, UNTIL = DAY + HOUR, 8 * HOUR, 20 * HOUR  # a day with a change of clocks has an hour more


class Came(msgspec.Struct, frozen=True):
    """`event` is as it came: with the time that is assumed, where one is. `within` is then what its source says."""

    at: int
    event: Event
    within: When | None = None


def as_they_came(events: Iterable[Event], how: How = "spread") -> list[Came]:
    """In the order in which they came in."""
    found = sorted(events, key=lambda event: event.order)
    assumed = _Assumed(found) if how == "spread" else None
    return sorted((_came(event, assumed) for event in found), key=lambda each: (each.at, each.event.order))


def _came(event: Event, assumed: "_Assumed | None") -> Came:
    if not _undated(event):
        return Came(event.recorded_at, event)
    at = assumed.at(event.id) if assumed is not None else event.occurred_at.latest
    return Came(at, msgspec.structs.replace(event, occurred_at=exactly(at), recorded_at=at), event.occurred_at)


def _undated(event: Event) -> bool:
    """Whether nothing but a span is known: a source that says nothing of when it knew is read as knowing at its end."""
    return not event.occurred_at.exact and event.recorded_at == event.occurred_at.latest


class _Assumed:
    def __init__(self, events: list[Event]) -> None:
        self._events = {event.id: event for event in events}
        self._place: dict[EventId, tuple[int, int]] = {}
        self._found: dict[EventId, int] = {}
        together: dict[object, list[EventId]] = defaultdict(list)
        for event in events:
            if _undated(event):
                span = event.occurred_at
                together[span, "" if _of_a_day(span) else event.kind].append(event.id)
        for ids in together.values():
            for number, each in enumerate(ids, 1):
                self._place[each] = (number, len(ids) + 1)

    def at(self, key: EventId, beneath: frozenset[EventId] = frozenset()) -> int:
        if key not in self._found:
            self._found[key] = self._worked_out(self._events[key], beneath | {key})
        return self._found[key]

    def _worked_out(self, event: Event, beneath: frozenset[EventId]) -> int:
        if not _undated(event):
            return event.recorded_at
        span = event.occurred_at
        first, last = (span.earliest + FROM, span.earliest + UNTIL) if _of_a_day(span) else (span.earliest, span.latest)
        number, parts = self._place[event.id]
        wanted = first + (last - first) * number // parts
        known = (each for each in event.references if each in self._events and each not in beneath)
        after = max((self.at(each, beneath) + APART for each in known), default=0)
        if after > wanted:  # what it is about takes up the first part of its span
            wanted = after if _of_a_day(span) else after + max(0, last - after) * number // parts
        return min(wanted - wanted % MINUTE, span.latest)


def _of_a_day(span: When) -> bool:
    return span.latest - span.earliest < BY_DAY
