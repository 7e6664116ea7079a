"""Whether somebody may be given work of a case: not where they or their line stand in it, where they have said that they must not, nor
where what is known of them says that they are close to somebody in it. Whoever assigns work is told no more than that it cannot be.
"""

from collections.abc import Iterable

from safehold.access.reading import matching
from safehold.chronology.recording import rows
from safehold.chronology.session import session
from safehold.identity.staff.closeness import Conflict, conflicts_read


def conflicts(staff_id: str, cases: Iterable[str]) -> set[Conflict]:
    with matching(), session() as cursor:
        return conflicts_read(cursor, staff_id, cases)


def concerned(cases: Iterable[str]) -> dict[str, set[str]]:
    """Of these cases those with a member of staff in them: those who never see each."""
    with matching(), session() as cursor:
        query = "SELECT case_id, kept_from FROM standards_case WHERE case_id = ANY(%s::text[])"
        return {case: set(kept) for case, kept in rows(cursor, query, [sorted(set(cases))])}
