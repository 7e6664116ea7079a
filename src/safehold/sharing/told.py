"""What the check of a call may tell of sharing: that something was, by whom and how much, and nothing of what it says."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db import connection

from safehold.chronology.recording import rows


class SharedOf(NamedTuple):
    person: int
    agency: str
    extent: str


def shared_of(persons: Sequence[int]) -> list[SharedOf]:
    """With the agency of whoever the transaction names."""
    with connection.cursor() as cursor:
        found = rows(cursor, "SELECT person, of_agency, extent FROM access.shared_of(%s::bigint[]) ORDER BY 1, 2, 3", [persons])
    return [SharedOf(*row) for row in found]
