"""What is said of a case to somebody who does not see it: that it is kept from them and whom to ask, or nothing at all."""

import msgspec

from safehold.access import roles
from safehold.access.across import Contact, contact_at, kept_from
from safehold.access.involvement import still_involved
from safehold.access.models import Agency
from safehold.access.reading import matching
from safehold.access.staff import roles_at
from safehold.access.viewer import Viewer


class Kept(msgspec.Struct, frozen=True):
    """`own`: the viewer's agency is in it, so it is restricted; `ask` are those who can be asked."""

    own: bool
    ask: list[Contact]


def said(viewer: Viewer, case_id: str) -> Kept | None:
    """Nothing to whoever does not answer for a life at risk: to them it is as if there were none. Nothing to anybody where its very
    existence is kept: by a refuge or an inspectorate alone. The caller has found that there is such a case, that neither of its people is
    staff, and that the viewer does not see it."""
    if not viewer.may("break_glass"):
        return None
    with matching():
        agencies = set(still_involved(case_id))
    if viewer.agency in agencies:
        held = roles_at([viewer.agency]).get(viewer.agency, [])
        keep = [role for role in held if "restrict_records" in roles.standard().roles[role].may]
        return Kept(True, [Contact(viewer.agency, viewer.agency_name, role) for role in keep])
    told = agencies - kept_from(viewer).silent
    here = Agency.objects.filter(slug__in=told).order_by("slug").values_list("slug", flat=True)
    return Kept(False, [contact_at(slug) for slug in here]) if told else None
