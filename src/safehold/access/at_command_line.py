"""Somebody of the staff looks from the command line: by the number they give, in a posting of today, and logged as on a page."""

from safehold.access.models import Posting, User
from safehold.access.postings import NoPosting, postings_of
from safehold.access.viewer import Viewer


def reader(staff_id: str, *, permission: str, page: str) -> Viewer:
    """In the first posting whose role may do this, else in the first. Raises NoPosting."""
    user = User.objects.filter(staff_id=staff_id, is_active=True).first()
    held = [] if user is None else [_viewer(posting, page) for posting in postings_of(user).select_related("user", "agency")]
    if not held:
        raise NoPosting(f"nobody of the number {staff_id} has a posting today")
    return next((viewer for viewer in held if viewer.may(permission)), held[0])


def _viewer(posting: Posting, page: str) -> Viewer:
    user, agency = posting.user, posting.agency
    return Viewer(user.pk, user.staff_id, user.display_name, agency.slug, agency.name, agency.kind, posting.role, posting.pk, page)
