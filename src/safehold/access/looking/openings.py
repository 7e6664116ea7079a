"""Which openings matter to a viewer now, found in one query for each request: their own that stand, and how many they were told of that
nobody has answered for. By the database's clock, as the database itself judges, which finds them by index (access.openings_known)."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Case, Q, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Now

from safehold.access.looking.models import Opening
from safehold.access.viewer import Viewer


class Standing(NamedTuple):
    """An opening of the viewer's own that has not ended."""

    number: int
    kind: str
    role: str
    case_id: str
    person: int | None
    purpose: str
    why: str
    until: datetime


class Known(NamedTuple):
    own: tuple[Standing, ...]
    unanswered: int


def known(viewer: Viewer) -> Known:
    """The newest of their own first. Asked once for each request, and again once something was opened or ended in it."""
    found = viewer.trace.openings
    if not isinstance(found, Known):
        found = viewer.trace.openings = _found(viewer)
    return found


def glass_broken(viewer: Viewer) -> list[str]:
    """The cases that are otherwise kept from them, in this agency."""
    return sorted({each.case_id for each in known(viewer).own if each.kind == Opening.Kind.BREAK_GLASS})


def told(viewer: Viewer) -> Q:
    """What the viewer was told of, by their number or by the role that they hold here."""
    return Q(kind="break_glass", told__overlap=_called(viewer)) & ~Q(user_id=viewer.user_id)


def _called(viewer: Viewer) -> list[str]:
    return [viewer.staff_id, f"{viewer.agency}/{viewer.role}"]


def _found(viewer: Viewer) -> Known:
    stands = Q(ended_at=None) | Q(ended_at__gt=Now())
    own = stands & Q(user_id=viewer.user_id, agency=viewer.agency, opened_at__lte=Now(), until__gt=Now())
    unanswered = told(viewer) & Q(outcome="")
    found = Opening.objects.filter(
        own | unanswered, pk__in=RawSQL("SELECT access.openings_known(%s, %s)", [viewer.user_id, _called(viewer)])
    )
    rows = found.annotate(mine=Case(When(user_id=viewer.user_id, then=Value(True)), default=Value(False)))
    listed = list(rows.order_by("-opened_at", "-pk").values_list("mine", "pk", *Standing._fields[1:]))
    return Known(tuple(Standing(*row) for mine, *row in listed if mine), sum(not mine for mine, *_ in listed))
