"""Who answers where nobody would: for roles that nobody at the viewer's agency holds, and for agencies at which nobody works.

Who holds a role is a matter of postings and of today, so nothing of it is stored: it is asked once for each request.
"""

from collections import defaultdict

import msgspec
from django.utils import timezone

from safehold.access import asked
from safehold.access.models import Agency
from safehold.access.roles import standard
from safehold.access.viewer import Viewer


class StandingIn(msgspec.Struct, frozen=True):
    """`held` are the roles that somebody at the viewer's agency holds today. `here` is whether the viewer answers for those that nobody
    does. `staffed` are all agencies at which somebody works. `leading` are the agencies that lead in the viewer's area: its police, or
    all where its police have nobody here. `others` are the agencies whose recordings the viewer's does not answer for: everybody's,
    unless it leads; else those of other areas, and those at which somebody works. `names` are what all agencies are called."""

    held: frozenset[str]
    here: bool
    staffed: frozenset[str]
    leading: frozenset[str]
    others: frozenset[str] | None
    names: dict[str, str] = {}

    def lacks(self, role: str) -> bool:
        return role not in self.held


def standing_in(viewer: Viewer) -> StandingIn:
    found = viewer.trace.standing_in
    if not isinstance(found, StandingIn):
        found = viewer.trace.standing_in = _found(viewer)
    return found


def answer_for_all(held: frozenset[str]) -> frozenset[str]:
    """Those of some roles that answer for every duty of their agency; where none does, all of them."""
    roles = standard().roles
    return frozenset(role for role in held if roles[role].duties == "agency" and "answer_duties" in roles[role].may) or held


# The roles of staff.working.
_WORKING = """
SELECT DISTINCT p.agency_id, p.role FROM access_posting p JOIN access_user u ON u.id = p.user_id
 WHERE u.is_active AND p.first_day <= %s AND (p.last_day IS NULL OR p.last_day >= %s) AND p.role = ANY(%s::text[])
"""


def _found(viewer: Viewer) -> StandingIn:
    roles: dict[str, set[str]] = defaultdict(set)
    today = timezone.localdate()
    for agency, role in asked.rows(_WORKING, [today, today, list(standard().roles)]):
        roles[agency].add(role)
    held = frozenset(roles[viewer.agency])
    here = viewer.may("answer_duties") and viewer.role in answer_for_all(held)
    agencies = list(Agency.objects.values_list("slug", "area", "kind", "name"))
    areas = {slug: (area, kind) for slug, area, kind, _ in agencies}
    area = areas.get(viewer.agency, ("", ""))[0]
    around = {slug for slug, (where, _) in areas.items() if where == area}
    staffed = frozenset(agency for agency, found in roles.items() if found)
    leading = frozenset(slug for slug in around & staffed if areas[slug][1] == Agency.Kind.POLICE) or frozenset(around & staffed)
    others = staffed | frozenset(areas.keys() - around) if viewer.agency in leading else None
    return StandingIn(held, here, staffed, leading, others, {slug: name for slug, _, _, name in agencies})
