"""What a set of events says once corrections are made, as known at a time: which events stand, and what each is about."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from safehold.chronology.envelope import Event, EventId


class History:
    """The events that stand, in their total order, whatever order they were given in.

    A corrected event is replaced by the one that corrects it, and that by its own correction; of several corrections of one event the
    latest stands. A voided event is dropped, and with it what replaced it before the voiding; what corrects it afterwards stands. A
    voiding that was itself voided voids nothing. What was about a replaced event is about its replacement, which `replaced` names.
    `place` numbers those that stand.
    """

    def __init__(self, events: Iterable[Event]) -> None:
        ordered = sorted(events, key=lambda event: event.order)
        self.by_id: dict[EventId, Event] = {event.id: event for event in ordered}
        self.replaced = _replaced(self.by_id)
        dropped = _voided(self.by_id, self.replaced) | self.replaced.keys()
        self.events: tuple[Event, ...] = tuple(event for event in ordered if event.id not in dropped) if dropped else tuple(ordered)
        self.place: dict[EventId, int] = {event.id: place for place, event in enumerate(self.events)}
        self._about: dict[EventId, tuple[Event, ...]] = {}
        self._shared: tuple[tuple[Event, ...], dict[str, list[Event]]] = ((), {})
        self._recorded: dict[tuple[str, str], list[Event]] | None = None

    def resolve(self, key: EventId) -> Event | None:
        """The standing event that an id now names, or None if nothing stands under it."""
        key = self.replaced.get(key, key)
        return self.by_id[key] if key in self.place else None

    def about(self, event: Event) -> tuple[Event, ...]:
        """The standing events that an event points to; ids that point nowhere are left out."""
        found = self._about.get(event.id)
        if found is None:
            found = self._about[event.id] = tuple([other for other in map(self.resolve, event.references) if other is not None])
        return found

    def recorded(self, agency: str, kind: str) -> list[Event]:
        """What stands of a kind that an agency has recorded, whomever it concerns."""
        if self._recorded is None:
            self._recorded = defaultdict(list)
            for event in self.events:
                self._recorded[event.agency, event.kind].append(event)
        return self._recorded.get((agency, kind), [])

    def shared(self, events: tuple[Event, ...]) -> dict[str, list[Event]]:
        """By kind, events that many cases share and that may be far more than a case has: sorted out once while the same are asked for."""
        known, found = self._shared
        if known is not events:
            found = by_kind(events)
            self._shared = (events, found)
        return found


def by_kind(events: Iterable[Event]) -> dict[str, list[Event]]:
    found: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        found[event.kind].append(event)
    return dict(found)


def _replaced(by_id: Mapping[EventId, Event]) -> dict[EventId, EventId]:
    """Each event that was corrected, and the one that stands for it and for all that corrected it: the latest that nothing corrects."""
    together: dict[EventId, set[EventId]] = {}
    corrected: set[EventId] = set()
    for event in by_id.values():
        if event.corrects is not None and event.corrects in by_id and event.corrects != event.id:
            corrected.add(event.corrects)
            group = together.get(event.id, {event.id}) | together.get(event.corrects, {event.corrects})
            together.update(dict.fromkeys(group, group))
    found = {}
    for group in {id(group): group for group in together.values()}.values():
        # Where events correct one another in a circle nothing is left that nothing corrects, and still a warning must not be lost.
        standing = max(group - corrected or group, key=lambda key: _when_said(by_id[key]))
        found.update(dict.fromkeys(group - {standing}, standing))
    return found


def _voided(by_id: Mapping[EventId, Event], replaced: Mapping[EventId, EventId]) -> set[EventId]:
    found: set[EventId] = set()
    voiding = [event for event in by_id.values() if event.kind == "event.voided" and event.id not in replaced]
    for event in sorted(voiding, key=_when_said, reverse=True):
        if event.id in found:
            continue
        for target in event.about:
            standing = replaced.get(target, target)
            if standing in by_id and (standing == target or _when_said(by_id[standing]) < _when_said(event)):
                found.add(standing)
    return found


def _when_said(event: Event) -> tuple[int, EventId]:
    return (event.recorded_at, event.id)


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
