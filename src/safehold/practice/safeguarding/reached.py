"""How a victim may be reached, as far as whoever is looking may know it."""

from collections.abc import Mapping
from types import MappingProxyType

from safehold.access.viewer import Viewer
from safehold.chronology.apart.opening import opened
from safehold.chronology.envelope import Event
from safehold.chronology.session import session
from safehold.chronology.store import load
from safehold.practice.safeguarding.models import SafeContact


def how_to_reach(viewer: Viewer, person: int, known: Mapping[int, Event] = MappingProxyType({})) -> Event | None:
    """The record that says it; what of it they may not read is named in its `withheld`. `known` are events read for them, by number."""
    found = SafeContact.objects.for_viewer(viewer).in_bulk([person]).get(person)
    if found is None or found.event_id in known:
        return known[found.event_id] if found else None
    with session() as cursor:
        return opened(cursor, load(cursor, [found.event_id])).get(found.event_id)
