"""Who has looked at a person or a case, for those who may ask: staff of their own agency by name, of another by agency and role."""

from collections.abc import Iterable
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import msgspec
from django.db.models import QuerySet

from safehold.access.looks import Look, at
from safehold.access.viewer import Viewer

LONDON = ZoneInfo("Europe/London")
PAGE = 50
# As many as a sheet may hold that somebody can still read.
MOST = 20_000


class Between(msgspec.Struct, frozen=True):
    """The days from and to which looks are asked for, both included."""

    first: date | None = None
    last: date | None = None


def looked(viewer: Viewer, between: Between, *, persons: Iterable[int] = (), case_ids: Iterable[str] = ()) -> QuerySet[Look]:
    """The latest first, refusals among them. Raises Refused."""
    viewer.must("see_looks", persons=persons, case_ids=case_ids)
    found = Look.objects.filter(at(persons=persons, case_ids=case_ids)).select_related("user").order_by("-at", "-pk")
    if between.first is not None:
        found = found.filter(at__gte=datetime.combine(between.first, time.min, LONDON))
    if between.last is not None:
        found = found.filter(at__lte=datetime.combine(between.last, time.max, LONDON))
    return found


def named(viewer: Viewer, each: Look) -> bool:
    """Whether the viewer is told which member of staff it was, and from where: their own agency's alone."""
    return each.agency == viewer.agency
