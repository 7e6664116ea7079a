"""What is asked of cases before anybody is shown them: what was recorded in them lately, and whom an answer would give away."""

from collections.abc import Iterable

from safehold.access.reading import checking, matching
from safehold.chronology.envelope import Event
from safehold.chronology.recording import rows
from safehold.chronology.session import session
from safehold.chronology.store import load


def lately(cases: Iterable[str], since: int) -> list[Event]:
    """What any agency recorded in these cases since an instant, by when it was recorded."""
    with session() as cursor:
        found = rows(
            cursor,
            "SELECT DISTINCT e.seq FROM identity_case_event c JOIN chronology_event e ON e.seq = c.event_id"
            " WHERE c.case_id = ANY(%s::text[]) AND e.recorded >= %s",
            [sorted(cases), since],
        )
        return list(load(cursor, [seq for (seq,) in found]).values())


def cases_about(person: int) -> list[str]:
    """Every case in which an event concerns somebody, as a child or a witness too. Whoever shows one has it narrowed to a viewer."""
    with matching(), session() as cursor:
        return [
            case
            for (case,) in rows(
                cursor,
                "SELECT DISTINCT c.case_id FROM identity_involvement i JOIN identity_case_event c ON c.event_id = i.event_id"
                " WHERE i.person_id = %s ORDER BY 1",
                [person],
            )
        ]


def of_staff(case: str) -> bool:
    """Whether the victim or the suspect is on record as staff of any agency, or somebody has said so of them: that there is such a case is
    told to nobody else."""
    with checking(), session() as cursor:
        found = rows(cursor, _STAFF, [case, case, case])
        marked = [seq for (seq,) in rows(cursor, _MARKED, [case])]
        return bool(found[0][0]) or any(event.data.get("marker") == "staff_suspect" for event in load(cursor, marked).values())


_STAFF = """
SELECT EXISTS (SELECT FROM identity_case c JOIN identity_person p ON p.id IN (c.victim_id, c.suspect_id)
                WHERE c.id = %s AND p.staff_of <> '')
    OR EXISTS (SELECT FROM identity_case_event c JOIN chronology_event e ON e.seq = c.event_id
                WHERE c.case_id = %s AND e.kind = 'staff.suspected')
    OR EXISTS (SELECT FROM standards_case WHERE case_id = %s)
"""
_MARKED = """
SELECT e.seq FROM identity_case_event c JOIN chronology_event e ON e.seq = c.event_id WHERE c.case_id = %s AND e.kind = 'marker.set'
"""
