"""Somebody of the staff looks from the command line: by the number they give, in a posting of today, and logged as on a page. Whoever gives
none is logged as the command line, with what the machine calls them."""

import getpass
from collections.abc import Iterable

from django.db import transaction

from safehold.access.looks import look
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


def looked(kind: str, task: str, *, persons: Iterable[int] = (), case_ids: Iterable[str] = (), by: Viewer | None = None) -> None:
    """Logged, and committed, before anything is shown or written."""
    with transaction.atomic():
        look(by or _nobody(), kind, persons=persons, case_ids=case_ids, purpose="records", why=f"as {_machines_name()}", task=task)


def _nobody() -> Viewer:
    """Under whom what is done at the command line stands in the log of looks: somebody who can never sign in."""
    made = {"display_name": "At the command line", "is_active": False, "password": "!"}
    user, _ = User.objects.get_or_create(staff_id="command-line", defaults=made)
    return Viewer(user.pk, user.staff_id, user.display_name, "", "", "", "command_line", 0, "command line")


def _machines_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "somebody without a name"


def _viewer(posting: Posting, page: str) -> Viewer:
    user, agency = posting.user, posting.agency
    return Viewer(user.pk, user.staff_id, user.display_name, agency.slug, agency.name, agency.kind, posting.role, posting.pk, page)
