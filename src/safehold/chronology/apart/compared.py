"""Events with all that is held in confidence of them, for what compares, guards or records again and tells nobody. Read as the recorder."""

from collections.abc import Mapping

from safehold.chronology.apart.opening import opened
from safehold.chronology.envelope import Event
from safehold.chronology.session import recorder


def in_whole(events: Mapping[int, Event]) -> dict[int, Event]:
    """By number. What is still named as withheld has no key here."""
    if not any(event.withheld for event in events.values()):
        return dict(events)
    with recorder() as cursor:
        return opened(cursor, events)
