"""Who looks at a colleague's assessment as a supervisor. The duty comes to somebody at every agency, so somebody there must be able to."""

from django.utils.translation import gettext as _

from safehold.access.roles import standard
from safehold.access.standing_in import standing_in
from safehold.access.viewer import Refused, Viewer

SUPERVISES = "supervise_risk"


def may_supervise(viewer: Viewer) -> bool:
    """Whoever is permitted; at an agency at which nobody is, those who answer there for roles that nobody holds, if they assess risk."""
    if viewer.may(SUPERVISES):
        return True
    stands = standing_in(viewer)
    return stands.here and viewer.may("record_risk") and not any(SUPERVISES in standard().roles[role].may for role in stands.held)


def must_supervise(viewer: Viewer, case: str) -> None:
    """Raises Refused."""
    if not may_supervise(viewer):
        raise Refused(_("A supervisor looks at a colleague’s assessment of risk: you are not here as one."), case_ids=[case])
