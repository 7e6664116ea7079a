"""Where suspects stand with police and courts, as far as whoever looks may know it. Of whom a case is kept from the viewer, the one row
that rests on all cases is not shown: it is put together from the events that they read, so that a case that they see loses no warning."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import connection

from safehold.access.viewer import Viewer
from safehold.chronology.recording import rows
from safehold.chronology.session import session
from safehold.chronology.store import load
from safehold.database.engine import plans
from safehold.database.roles import APP
from safehold.practice.custody_and_court.models import Whereabouts
from safehold.practice.custody_and_court.whereabouts import Stands, stands


def where_stands(viewer: Viewer, person: int) -> Stands | None:
    found = Whereabouts.objects.for_viewer(viewer).in_bulk([person]).get(person)
    if found is not None:
        return Stands(found.status, found.since_at, found.wanted_for, found.release_at)
    with session() as cursor:
        return _as_read(cursor, [person]).get(person)


def those_wanted(viewer: Viewer) -> dict[int, Stands]:
    """Everybody whom the viewer sees and who is wanted and not found."""
    with plans.anew():  # few are wanted among all who ever stood with either
        found = {
            each.person_id: Stands(each.status, each.since_at, each.wanted_for, each.release_at)
            for each in Whereabouts.objects.for_viewer(viewer).filter(status="wanted")
        }
    with session() as cursor:
        kept = [person for (person,) in rows(cursor, _EVER_WANTED)]
        parted = _as_read(cursor, kept) if kept else {}
    return found | {person: each for person, each in parted.items() if each.status == "wanted"}


def held_elsewhere(person: int, now: int) -> bool:
    """Whether bail or an order is in force against them in a case that is not the viewer's: that it is, and not what."""
    with connection.cursor() as cursor:
        ((held,),) = rows(cursor, "SELECT access.held_elsewhere(%s, %s)", [person, now])
    return bool(held)


def _as_read(cursor: Any, persons: Iterable[int]) -> dict[int, Stands]:
    his: dict[int, set[int]] = defaultdict(set)
    for person, event in rows(cursor, _HIS, [sorted(persons)]):
        his[person].add(event)
    if not his:
        return {}
    events = load(cursor, {event for listed in his.values() for event in listed})
    return {
        person: stands(sorted((events[event] for event in listed if event in events), key=lambda each: each.order))
        for person, listed in his.items()
    }


# As the application row security has narrowed them already; whoever else reads for a viewer is held to the same.
_HIS = f"""
SELECT person_id, event_id FROM identity_involvement
 WHERE person_id = ANY(%s::bigint[]) AND role = 'suspect' AND (current_user = '{APP}' OR access.sees_event_of_case(event_id))
"""  # nosec B608

# Of those of whom a case is kept from the viewer, who was wanted at any time: of the others it is known that they are not.
_EVER_WANTED = "SELECT DISTINCT person_id FROM access.events_about(access.kept_suspects(), 'suspect.wanted', 'suspect')"
