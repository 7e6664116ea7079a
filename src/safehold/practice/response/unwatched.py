"""Open calls that are on no supervisor's board: of a case that is kept to named staff, of whom none watches calls where the call was taken.
Professional standards, who are not of the line, are told that there is one: its reference, and nothing of the case."""

from typing import NamedTuple

from django.db import connection

from safehold.access.roles import standard
from safehold.access.viewer import Viewer
from safehold.chronology.recording import rows


class Unwatched(NamedTuple):
    reference: str
    received_at: int


def unwatched(viewer: Viewer) -> list[Unwatched]:
    """The longest open first."""
    if not viewer.may("judge_looks"):
        return []
    watching = [name for name, role in standard().roles.items() if "supervise_calls" in role.may]
    with connection.cursor() as cursor:
        return [Unwatched(*each) for each in rows(cursor, "SELECT * FROM access.calls_unwatched(%s)", [watching])]
