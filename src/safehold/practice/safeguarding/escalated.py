"""Duties that have come to the viewer because nobody answered them, by the case that each concerns, whose danger is greatest first."""

import msgspec
from django.db import connection

from safehold.access.viewer import Viewer
from safehold.chronology.recording import rows
from safehold.database.engine import plans
from safehold.practice.safeguarding.worklist import Place, duties_of_agency
from safehold.rulebook.escalated import UNMET, escalated_to
from safehold.rulebook.models import Obligation
from safehold.rulebook.state import rulebook

PAGE = 12
MOST = 60  # of the newest: what came earlier stands on the list of all roles, and is counted there


class Escalated(msgspec.Struct, frozen=True):
    """The most dangerous of the cases; `duties` in all, and whether there are more than were looked at."""

    places: list[Place]
    cases: int
    duties: int
    more: bool


NOTHING = Escalated([], 0, 0, more=False)


def escalated(viewer: Viewer, now: int) -> Escalated:
    """To the viewer's own role. What would have come to a role that nobody at the agency holds comes to the next."""
    if viewer.does.duties != "agency":
        return NOTHING
    unmet = duties_of_agency(viewer, now).filter(agency=viewer.agency, state_now__in=UNMET)
    ways = escalated_to(viewer.role, rulebook(), now)
    found = []
    for way in ways:
        newest_of_way = unmet.filter(way).order_by("-due_latest", "id")[: MOST + 1]
        with plans.anew():  # of a role at a time, the newest, among all that are overdue
            found += list(newest_of_way)
    newest = sorted({duty.pk: duty for duty in found}.values(), key=_newest)
    by_case = _by_case(newest[:MOST], now)
    return Escalated(by_case[:PAGE], len(by_case), len(newest[:MOST]), more=len(newest) > MOST)


def _newest(duty: Obligation) -> tuple[int, int]:
    return -(duty.due_latest or 0), duty.pk


def _by_case(duties: list[Obligation], now: int) -> list[Place]:
    named = sorted({case for duty in duties for case in duty.cases})
    with connection.cursor() as cursor:
        danger = dict(rows(cursor, "SELECT case_id, danger FROM access.dangers_at(%s::text[], %s)", [named, now])) if named else {}
    found: dict[str, list[Obligation]] = {}
    for duty in sorted(duties, key=_newest, reverse=True):
        found.setdefault(min(duty.cases, key=lambda case: (-danger.get(case, 0), case)), []).append(duty)
    places = [Place(case, danger.get(case, 0), listed) for case, listed in found.items()]
    return sorted(places, key=lambda place: (-place.danger, place.duties[0].due_latest or 0, place.case))
