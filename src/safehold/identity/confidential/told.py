"""What was compared in confidence, by counts alone, for whoever answers for it."""

from typing import NamedTuple

from django.db import transaction

from safehold.chronology.recording import rows
from safehold.chronology.session import recorder


class Day(NamedTuple):
    """`what` is recording, rebuild, new key or no key; `left_out` are records whose key was not at hand."""

    day: str
    what: str
    runs: int
    compared: int
    agreed: int
    left_out: int


def compared() -> list[Day]:
    """The newest day first."""
    with transaction.atomic(), recorder() as cursor:
        query = "SELECT day::text, what, runs, compared, agreed, left_out FROM confidential.compared()"
        return [Day(*row) for row in rows(cursor, query)]
