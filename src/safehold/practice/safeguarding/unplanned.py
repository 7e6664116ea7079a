"""Who is graded high, has no plan of which anybody owns an action, and is on no list for it: the duty to make one was met once, or never
began. What another system records can bring that about (it cancels the last action, or reviews the risk as high after it was lowered), and
is taken as it happened; so she is on the list of specialists and advocates by where she stands, in the transaction after it."""

import msgspec
from django.db import connection

from safehold.access.standing_in import standing_in
from safehold.access.viewer import Viewer
from safehold.chronology.recording import rows
from safehold.practice.safeguarding.models import Standing

PLAN = ("da_specialist", "idva")  # who makes plans
MOST = 50


class Unplanned(msgspec.Struct, frozen=True):
    case: str
    since: int


class Listed(msgspec.Struct, frozen=True):
    """Those who have waited longest; `more` where yet others wait."""

    places: list[Unplanned]
    more: bool


NOTHING = Listed([], more=False)


def unplanned(viewer: Viewer, *, role: str = "") -> Listed:
    """Of the list of one role of the viewer's agency, or of all. Where the police have no specialist it is that of whoever stands in."""
    whose = role in PLAN if role else viewer.may("rank_cases")
    if not (whose or (role == viewer.role and _stands_in(viewer))):
        return NOTHING
    viewer.trace.read.add(Standing.__name__)
    with connection.cursor() as cursor:
        found = [Unplanned(*row) for row in rows(cursor, "SELECT case_id, unplanned_at FROM access.unplanned(%s)", [MOST + 1])]
    return Listed(found[:MOST], more=len(found) > MOST)


def _stands_in(viewer: Viewer) -> bool:
    stands = standing_in(viewer)
    return stands.here and viewer.agency in stands.leading and stands.lacks(PLAN[0])
