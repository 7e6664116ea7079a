"""What an agency recorded itself, for its own systems: one event read back, and what it has in a case. Nothing restricted is read."""

from typing import Any

import msgspec

from safehold.access.reading import matching
from safehold.access.viewer import Viewer
from safehold.chronology.envelope import EventId
from safehold.chronology.exporting import written
from safehold.chronology.recording import rows
from safehold.chronology.session import session


class Own(msgspec.Struct, frozen=True):
    """`event` is as it is exported; `received` an instant; `persons` and `cases` are for the log."""

    event: dict[str, Any]
    received: int
    persons: tuple[int, ...]
    cases: tuple[str, ...]


class InCase(msgspec.Struct, frozen=True):
    """How many events the agency has recorded of a case, and between which instants they happened."""

    events: int
    first: int | None
    last: int | None


def own_event(viewer: Viewer, key: EventId) -> Own | None:
    with session() as cursor:
        with matching():
            found = rows(cursor, _OWN, [key.source, key.id, viewer.agency, viewer.staff_id, viewer.staff_id])
            seq, received = found[0] if found else (0, 0)
            persons = rows(cursor, "SELECT DISTINCT person_id FROM identity_involvement WHERE event_id = %s", [seq])
            cases = rows(cursor, "SELECT case_id FROM identity_case_event WHERE event_id = %s", [seq])
        event = rows(cursor, "SELECT names, bodies, kept FROM chronology_event WHERE seq = %s", [seq])
    if not event:
        return None
    return Own(written(*event[0]), received, tuple(number for (number,) in persons), tuple(case for (case,) in cases))


def in_case(viewer: Viewer, case: str) -> InCase:
    """Whoever calls this has found the case among those that the viewer may see."""
    with session() as cursor:
        return InCase(*rows(cursor, _IN_CASE, [case, viewer.agency])[0])


# Not of a restricted case, nor of what was corrected or struck out and is of such a case by whom it names.
_OWN = """
SELECT e.seq, e.received FROM chronology_event e WHERE e.source = %s AND e.source_id = %s AND e.agency = %s
   AND NOT EXISTS (SELECT FROM identity_case_event c JOIN identity_restriction r ON r.case_id = c.case_id
                    WHERE c.event_id = e.seq AND NOT %s = ANY(r.staff_ids))
   AND NOT EXISTS (SELECT FROM identity_involvement i JOIN identity_case c ON c.victim_id = i.person_id
                     JOIN identity_restriction r ON r.case_id = c.id
                    WHERE i.event_id = e.seq AND NOT %s = ANY(r.staff_ids) AND (c.suspect_id IS NULL
                       OR EXISTS (SELECT FROM identity_involvement o WHERE o.event_id = e.seq AND o.person_id = c.suspect_id)))
"""
_IN_CASE = """
SELECT count(*), min(e.earliest), max(e.latest) FROM identity_case_event c JOIN chronology_event e ON e.seq = c.event_id
 WHERE c.case_id = %s AND e.agency = %s
"""
