"""Whom somebody may be named by: staff at work today, found by a part of their name or number, but for those who must not be named."""

from collections.abc import Collection

from django.db.models import Q

from safehold.access.models import Posting
from safehold.access.staff import working
from safehold.access.viewer import Viewer

JUDGES = "judge_looks"
MOST = 12
SHORTEST = 2  # letters


def staff_like(viewer: Viewer, text: str, never: Collection[str]) -> list[Posting]:
    """Of any agency, those of the viewer's own first: whoever handles a case of staff may well be of another."""
    viewer.must(JUDGES)
    words = text.split()
    if not words or max(map(len, words)) < SHORTEST:
        return []
    found = working().exclude(user__staff_id__in=list(never)).select_related("user", "agency")
    for word in words:
        found = found.filter(Q(user__display_name__icontains=word) | Q(user__staff_id__icontains=word))
    listed = sorted(found[: MOST * 4], key=lambda each: (each.agency_id != viewer.agency, each.user.display_name, each.pk))
    return listed[:MOST]
