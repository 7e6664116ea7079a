"""Who has looked at somebody since, for those who must know it. Names of staff are told only to who may see the log of looks."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple

from django.db.models import Count, Max

from safehold.access.looks import Look, at
from safehold.access.viewer import Viewer


class Looked(NamedTuple):
    """Looks from one agency and role, or of one member of staff: how many, and when last (an instant)."""

    agency: str
    role: str
    staff_id: str
    looks: int
    last: int


def looked_since(viewer: Viewer, persons: Iterable[int], since: int) -> list[Looked]:
    """Everybody but the viewer, the latest first. What was refused was not seen."""
    of_whom = ["agency", "role", *(["user__staff_id"] if viewer.may("see_looks") else [])]
    after = datetime.fromtimestamp(since / 1_000_000, UTC)
    found = Look.objects.filter(at(persons=persons), refused=False, at__gte=after).exclude(user_id=viewer.user_id)
    counted = found.values(*of_whom).annotate(looks=Count("id"), last=Max("at")).order_by("-last", *of_whom)
    return [
        Looked(each["agency"], each["role"], each.get("user__staff_id", ""), each["looks"], round(each["last"].timestamp() * 1_000_000))
        for each in counted
    ]
