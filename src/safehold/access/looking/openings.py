"""Which openings matter to a viewer now, found in one query for each request: their own that stand, and how many they were told of that
nobody has answered for. By the database's clock, as the database itself judges, which finds them by index (access.openings_known)."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Q

from safehold.access import asked
from safehold.access.looking.models import Opening
from safehold.access.viewer import Viewer


class Standing(NamedTuple):
    """An opening of the viewer's own that has not ended."""

    number: int
    kind: str
    role: str
    case_id: str
    person: int | None
    purpose: str
    why: str
    until: datetime


class Known(NamedTuple):
    own: tuple[Standing, ...]
    unanswered: int


def known(viewer: Viewer) -> Known:
    """The newest of their own first. Asked once for each request, and again once something was opened or ended in it."""
    found = viewer.trace.openings
    if not isinstance(found, Known):
        found = viewer.trace.openings = _found(viewer)
    return found


def glass_broken(viewer: Viewer) -> list[str]:
    """The cases that are otherwise kept from them, in this agency."""
    return sorted({each.case_id for each in known(viewer).own if each.kind == Opening.Kind.BREAK_GLASS})


def told(viewer: Viewer) -> Q:
    """What the viewer was told of, by their number or by the role that they hold here."""
    return Q(kind="break_glass", told__overlap=_called(viewer)) & ~Q(user_id=viewer.user_id)


def _called(viewer: Viewer) -> list[str]:
    return [viewer.staff_id, f"{viewer.agency}/{viewer.role}"]


def _found(viewer: Viewer) -> Known:
    called = _called(viewer)
    listed = asked.rows(_KNOWN, [viewer.user_id, viewer.user_id, called, viewer.user_id, viewer.agency, called, viewer.user_id])
    return Known(tuple(Standing(*row) for mine, *row in listed if mine), sum(not mine for mine, *_ in listed))


# Their own that stand, and what `told` tells of; both are narrowed by the database to what the viewer may know of.
_KNOWN = """
SELECT user_id = %s, id, kind, role, case_id, person, purpose, why, until FROM looking_opening
 WHERE id IN (SELECT access.openings_known(%s, %s))
   AND (((ended_at IS NULL OR ended_at > statement_timestamp()) AND user_id = %s AND agency = %s
         AND opened_at <= statement_timestamp() AND until > statement_timestamp())
        OR (kind = 'break_glass' AND outcome = '' AND told && %s AND user_id <> %s))
 ORDER BY opened_at DESC, id DESC
"""
