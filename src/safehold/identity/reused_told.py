"""Which sources give one number to several people, and how often: for whoever answers for the records of that source."""

from collections import defaultdict
from typing import Any, NamedTuple

from safehold.access.reading import matching
from safehold.chronology.recording import rows
from safehold.chronology.session import session
from safehold.identity.profiles import decode
from safehold.identity.reused import reused

# Of all sources together so many numbers are looked at; more than these are a fault that nobody mends number by number.
MOST_NUMBERS = 5000
_SEVERAL = """
SELECT p.source, p.ref, p.person_id, p.features FROM (
    SELECT source, ref FROM identity_profile WHERE named AND ref <> '' GROUP BY 1, 2 HAVING count(DISTINCT person_id) > 1
     ORDER BY 1, 2 LIMIT %s) several
  JOIN identity_profile p USING (source, ref) WHERE p.named ORDER BY p.id
"""


class Reusing(NamedTuple):
    """A source with how many of its numbers are several people's, and how many people that is."""

    source: str
    numbers: int
    people: int


def reusing_on_record() -> list[Reusing]:
    with matching(), session() as cursor:
        return reusing(cursor)


def reusing(cursor: Any) -> list[Reusing]:
    """The worst first."""
    found = [(source, ref, person, decode(bytes(stored))) for source, ref, person, stored in rows(cursor, _SEVERAL, [MOST_NUMBERS])]
    several = reused(features for *_, features in found)
    people: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for source, ref, person, _ in found:
        if (source, ref) in several:
            people[source][ref].add(person)
    listed = [Reusing(source, len(refs), sum(map(len, refs.values()))) for source, refs in people.items()]
    return sorted(listed, key=lambda each: (-each.numbers, each.source))
