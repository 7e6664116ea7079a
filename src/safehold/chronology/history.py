"""What a set of events says once corrections are made, as known at a time: which events stand, and what each is about."""

from collections.abc import Iterable, Mapping

from safehold.chronology.envelope import Event, EventId


class History:
    """The events that stand, in their total order, whatever order they were given in.

    A corrected event is replaced by the one that corrects it (and that by its own correction); a voided event is dropped. What was
    about a replaced event is about its replacement. Both remain readable through `replaced`.
    """

    def __init__(self, events: Iterable[Event]) -> None:
        ordered = sorted(events, key=lambda event: event.order)
        self.by_id: dict[EventId, Event] = {event.id: event for event in ordered}
        self.replaced: dict[EventId, EventId] = {}
        voided: set[EventId] = set()
        latest_first = sorted(ordered, key=lambda event: (event.recorded_at, event.id), reverse=True)
        for event in latest_first:
            if event.corrects is not None and event.corrects in self.by_id and event.corrects != event.id:
                self.replaced.setdefault(event.corrects, event.id)
            if event.kind == "event.voided":
                voided.update(event.about)
        self.events: tuple[Event, ...] = tuple(event for event in ordered if event.id not in self.replaced and event.id not in voided)
        self._standing = {event.id for event in self.events}

    def resolve(self, key: EventId) -> Event | None:
        """The standing event that an id now names, or None if nothing stands under it."""
        seen: set[EventId] = set()
        while key in self.replaced and key not in seen:
            seen.add(key)
            key = self.replaced[key]
        return self.by_id[key] if key in self._standing else None

    def about(self, event: Event) -> tuple[Event, ...]:
        """The standing events that an event points to; ids that point nowhere are left out."""
        return tuple(found for found in map(self.resolve, event.references) if found is not None)


def as_known(events: Iterable[Event], at: int, *, agency: str | None = None, received: Mapping[EventId, int] | None = None) -> list[Event]:
    """The events known at an instant: by when their source knew them; for one agency, others' events from when it received them."""
    found = []
    for event in events:
        known = event.recorded_at
        if agency is not None and event.agency != agency and received is not None:
            known = max(known, received.get(event.id, known))
        if known <= at:
            found.append(event)
    return found
