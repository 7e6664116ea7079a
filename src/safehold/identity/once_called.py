"""The numbers under which a person or a case may have been looked at before their records were linked or parted."""

from collections.abc import Iterable

from safehold.chronology.recording import rows
from safehold.chronology.session import session

# A person of many records met by one of many: more names than this no case is asked for by.
MOST = 2000


def persons_once(person: int) -> list[int]:
    """A person's number is that of a mention of theirs, so each mention may once have named a person."""
    with session() as cursor:
        found = rows(cursor, "SELECT id FROM identity_mention WHERE person_id = %s ORDER BY id", [person])
    return [number for (number,) in found]


def cases_once(victim: int, suspect: int | None) -> list[str]:
    if suspect is None:
        return [str(number) for number in persons_once(victim)]
    return _joined(persons_once(victim), persons_once(suspect))


def _joined(victims: Iterable[int], suspects: list[int]) -> list[str]:
    return [f"{one}-{other}" for one in victims for other in suspects][:MOST]
