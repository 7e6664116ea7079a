"""Of a case, what its agency may pass on in a part: what it recorded itself, and what agencies recorded whose records others may read."""

from collections.abc import Iterable

import msgspec

from safehold.access.across import kept_from
from safehold.access.models import Agency
from safehold.access.viewer import Viewer
from safehold.chronology.envelope import Event
from safehold.identity.chronicle import Entry
from safehold.sharing.extracting import may_leave
from safehold.sharing.subjects import standard


class Passable(msgspec.Struct, frozen=True):
    """`of_others` counts, by agency, what is for that agency to pass on; `withheld` what leaves in no part at all."""

    events: tuple[Event, ...]
    of_others: dict[str, int]
    withheld: int

    def of(self, subjects: Iterable[str]) -> list[Event]:
        wanted = [standard().subjects[name] for name in subjects if name in standard().subjects]
        return [event for event in self.events if any(subject.has(event.kind) for subject in wanted)]


def passable(viewer: Viewer, entries: Iterable[Entry]) -> Passable:
    """The newest first, as a case's chronicle has it."""
    theirs = kept_from(viewer).all
    events: list[Event] = []
    of_others: dict[str, int] = {}
    withheld = 0
    for entry in entries:
        event = entry.event
        if entry.struck is not None:
            continue
        if not may_leave(event):
            withheld += 1
        elif event.agency in theirs:
            of_others[event.agency] = of_others.get(event.agency, 0) + 1
        else:
            events.append(event)
    return Passable(tuple(events), of_others, withheld)


def receivers(viewer: Viewer) -> dict[str, tuple[str, str]]:
    """Name and kind of every agency but the viewer's."""
    found = Agency.objects.exclude(slug=viewer.agency).order_by("name").values_list("slug", "name", "kind")
    return {slug: (name, kind) for slug, name, kind in found}
