"""What followed from an event: all that is about it, directly or through what is about it, in order."""

from collections import defaultdict

from safehold.chronology.envelope import Event, EventId
from safehold.chronology.history import History


class FollowUp:
    def __init__(self, history: History) -> None:
        self._after: dict[EventId, list[Event]] = defaultdict(list)
        for event in history.events:
            for target in history.about(event):
                if target.id != event.id:
                    self._after[target.id].append(event)

    def of(self, event: Event) -> list[Event]:
        found: dict[EventId, Event] = {}
        waiting = [event.id]
        while waiting:
            for after in self._after.get(waiting.pop(), ()):
                if after.id not in found and after.id != event.id:
                    found[after.id] = after
                    waiting.append(after.id)
        return sorted(found.values(), key=lambda each: each.order)
