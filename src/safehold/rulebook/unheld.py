"""Duties that would stand on nobody's list: of a role that nobody at the agency holds, or of an agency at which nobody works.

The first stand with those at the agency who answer for all its duties. The second stand with them at the agency that recorded what
started the duty and, where nobody works there either, at the police of the area.
"""

from typing import Any

from django.db import connection
from django.db.models import Q

from safehold.access import context
from safehold.access.standing_in import standing_in
from safehold.access.viewer import Viewer
from safehold.chronology.recording import rows

NONE = Q(pk__in=[])


def unheld(viewer: Viewer) -> Q:
    """The duties for which the viewer stands in."""
    return here(viewer) | elsewhere(viewer)


def here(viewer: Viewer) -> Q:
    """Of the viewer's agency, of roles that nobody there holds."""
    stands = standing_in(viewer)
    if not stands.here:
        return NONE
    context.stands_in(held=stands.held)
    return Q(agency=viewer.agency) & ~Q(who__in=stands.held)


def elsewhere(viewer: Viewer) -> Q:
    """Of agencies at which nobody works, as far as their duties come to the viewer's."""
    agencies = agencies_elsewhere(viewer)
    if not agencies:
        return NONE
    context.stands_in(elsewhere=agencies)
    ours, others = Q(begun_by=viewer.agency), standing_in(viewer).others
    if others is not None:
        ours |= Q(begun_by__isnull=False) & ~Q(begun_by__in=sorted(others))
    return Q(agency__in=agencies) & ours


def agencies_elsewhere(viewer: Viewer) -> frozenset[str]:
    """The agencies that owe something and at which nobody works, where the viewer may have to stand in. Asked once for each request."""
    stands = standing_in(viewer)
    if not stands.here:
        return frozenset()
    if viewer.trace.owing is None:
        with connection.cursor() as cursor:
            viewer.trace.owing = frozenset(agency for (agency,) in rows(cursor, "SELECT access.owing()"))
    return viewer.trace.owing - stands.staffed


def nobody_there(viewer: Viewer, duty: Any) -> bool:
    """Whether a duty is of a role that nobody holds, as far as the viewer's agency is concerned with it."""
    if duty.agency == viewer.agency:
        return standing_in(viewer).lacks(duty.who)
    return duty.agency not in standing_in(viewer).staffed


def answers(viewer: Viewer, duty: Any) -> bool:
    """Whether the viewer may act on a duty: their own, one that help was asked for, any of their agency if they answer for all, or one
    for which they stand in."""
    if not viewer.may("answer_duties"):
        return False
    if duty.agency != viewer.agency:
        return _ours(viewer, duty)
    if viewer.does.duties == "agency" or viewer.role in (duty.who, duty.help_role):
        return True
    stands = standing_in(viewer)
    return stands.here and stands.lacks(duty.who)


def _ours(viewer: Viewer, duty: Any) -> bool:
    stands = standing_in(viewer)
    if not stands.here or duty.agency in stands.staffed:
        return False
    return duty.begun_by == viewer.agency or (stands.others is not None and duty.begun_by not in stands.others)
