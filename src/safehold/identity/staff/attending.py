"""Officers who attended although they have a conflict of interest there: recorded as it was, since an officer at the door cannot be undone,
and told at once, in the same transaction, to a supervisor and to professional standards."""

from collections.abc import Callable
from functools import partial
from typing import Any

from safehold.chronology.envelope import Event
from safehold.chronology.recording import Derivation, rows
from safehold.identity.cases_stored import case_id
from safehold.identity.involvement import Touched
from safehold.identity.staff.closeness import Conflict, conflicts_read

KIND = "attendance.recorded"
_KEPT = "SELECT agencies, kept_from FROM standards_case WHERE case_id = ANY(%s::text[])"
_LINE = "SELECT DISTINCT agency_id FROM access_posting p JOIN access_user u ON u.id = p.user_id WHERE u.staff_id = %s"
_TELL = """
INSERT INTO standards_attended
    (event_id, staff_id, agency, agencies, kinds, case_ids, kept_from, attended_at, handled_why, answered_why)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, '', '') ON CONFLICT (event_id, staff_id) DO NOTHING
"""


def telling(derivation: Derivation, touched: Touched) -> list[Callable[[], None]]:
    """To be done once all rows stand, of what was recorded now or bears on whom something has become known."""
    found: list[Callable[[], None]] = []
    for event in touched.history.events:
        if event.kind == KIND and touched.seq(event) in derivation.seqs and event.data.get("officers"):
            cases = [case_id(key) for key, record in touched.records.items() if event in record.events]
            if cases:
                found.append(partial(_tell, derivation.cursor, touched.seq(event), event, sorted(cases)))
    return found


def _tell(cursor: Any, seq: int, event: Event, cases: list[str]) -> None:
    for officer in dict.fromkeys(str(each) for each in event.data["officers"]):
        kinds = conflicts_read(cursor, officer, cases)
        if not kinds:
            continue
        kept = rows(cursor, _KEPT, [cases]) if Conflict.CONCERNED in kinds else []
        agencies = {event.agency, *(agency for (agency,) in rows(cursor, _LINE, [officer])), *(one for each, _ in kept for one in each)}
        never = {officer, *(one for _, each in kept for one in each)}
        told = [seq, officer[:200], event.agency, sorted(agencies), sorted(kinds), cases, sorted(never), event.occurred_at.earliest]
        cursor.execute(_TELL, told)
