"""Suspects who are wanted and have not been found, with the last time that somebody tried."""

import msgspec

from safehold.access.viewer import Viewer
from safehold.chronology.recording import rows
from safehold.chronology.session import session
from safehold.chronology.store import load
from safehold.practice.custody_and_court.models import Whereabouts


class Wanted(msgspec.Struct, frozen=True):
    person: int
    wanted_for: str
    since: int | None
    tried_at: int | None
    result: str


def wanted(viewer: Viewer) -> list[Wanted]:
    """Of those whom the viewer sees; who was longest not looked for comes first."""
    found = list(Whereabouts.objects.for_viewer(viewer).filter(status="wanted"))
    with session() as cursor:
        last = dict(rows(cursor, _LAST, [[each.person_id for each in found]])) if found else {}
        events = load(cursor, last.values())
    listed = []
    for each in found:
        tried = events.get(last.get(each.person_id, 0))
        at = tried.occurred_at.latest if tried else None
        # An attempt before he was wanted for this is not an answer to it.
        counts = at is not None and (each.since_at is None or at >= each.since_at)
        result = str(tried.data.get("result", "")) if tried and counts else ""
        listed.append(Wanted(each.person_id, each.wanted_for, each.since_at, at if counts else None, result))
    return sorted(listed, key=lambda each: (each.tried_at or each.since or 0, each.person))


_LAST = """
SELECT DISTINCT ON (i.person_id) i.person_id, e.seq FROM identity_involvement i JOIN chronology_event e ON e.seq = i.event_id
 WHERE i.person_id = ANY(%s::bigint[]) AND i.role = 'suspect' AND e.kind = 'arrest.attempted'
 ORDER BY i.person_id, e.latest DESC, e.seq DESC
"""
