"""Which postings a member of staff has today, and the one that a session is in."""

from datetime import date

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from safehold.access import asked
from safehold.access.models import Posting, User
from safehold.access.roles import standard
from safehold.access.viewer import Viewer

KEY = "posting"


class NoPosting(Exception):
    """The member of staff has no such posting today."""


def postings_of(user: User, day: date | None = None) -> QuerySet[Posting]:
    on = day or timezone.localdate()
    held = Posting.objects.filter(Q(last_day=None) | Q(last_day__gte=on), user=user, first_day__lte=on, role__in=standard().roles)
    return held.select_related("agency").order_by("agency__name", "role", "pk")


def choose(request: HttpRequest, user: User, posting_id: int) -> None:
    """Makes one of today's postings the session's. Raises NoPosting."""
    if not postings_of(user).filter(pk=posting_id).exists():
        raise NoPosting(f"{user.staff_id} has no posting {posting_id} today")
    request.session[KEY] = posting_id


def numbered(posting_id: int) -> Posting | None:
    """Whose posting and where: of any day, since a form may have been opened in one that has ended."""
    return Posting.objects.select_related("user", "agency").filter(pk=posting_id).first()


def viewer_of(request: HttpRequest, user: User) -> Viewer | None:
    """The viewer that a request's session makes, or None when no posting of today has been chosen."""
    today = timezone.localdate()
    found = asked.rows(_HELD, [request.session.get(KEY, 0), user.pk, today, today, list(standard().roles)])
    if not found:
        return None
    posting_id, role, agency, agency_name, agency_kind = found[0]
    return Viewer(
        user_id=user.pk,
        staff_id=user.staff_id,
        name=user.display_name,
        agency=agency,
        agency_name=agency_name,
        agency_kind=agency_kind,
        role=role,
        posting_id=posting_id,
        page=request.path[:500],
        where_from=request.META.get("REMOTE_ADDR", ""),
    )


# One of postings_of.
_HELD = """
SELECT p.id, p.role, a.slug, a.name, a.kind FROM access_posting p JOIN access_agency a ON a.slug = p.agency_id
 WHERE p.id = %s AND p.user_id = %s AND p.first_day <= %s AND (p.last_day IS NULL OR p.last_day >= %s) AND p.role = ANY(%s::text[])
"""
