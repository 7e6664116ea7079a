"""Which roles an administrator gives alone, and who is a second person for the rest: see second_person.yaml."""

from datetime import timedelta
from functools import lru_cache
from importlib import resources

import msgspec
import yaml
from django.db.models import QuerySet
from django.utils import timezone

from safehold.access.roles import standard
from safehold.access.signing_in.models import Act
from safehold.access.staff import working
from safehold.access.viewer import Viewer

BROUGHT = ("added", "posted", "posting_asked")  # by whoever asked it
GIVEN = ("added", "posted", "posting_agreed")


class Numbers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    alone: frozenset[str]
    lately_days: int
    told_days: int


@lru_cache(maxsize=1)
def numbers() -> Numbers:
    text = resources.files("safehold.access.signing_in").joinpath("second_person.yaml").read_text(encoding="utf-8")
    return msgspec.convert(yaml.safe_load(text), Numbers)


def alone(role: str) -> bool:
    return role in numbers().alone


def brought_by(user_id: int) -> QuerySet[Act]:
    """Who added or posted somebody lately: by their numbers. For these they are no second person."""
    lately = timezone.now() - timedelta(days=numbers().lately_days)
    return Act.objects.filter(user=user_id, what__in=BROUGHT, at__gt=lately, by__isnull=False).values("by")


def given(viewer: Viewer) -> QuerySet[Act]:
    """Roles that were given lately at the viewer's agency, the latest first, for those who are told of it."""
    lately = timezone.now() - timedelta(days=numbers().told_days)
    found = Act.objects.filter(agency=viewer.agency, what__in=GIVEN, at__gt=lately) if is_told(viewer) else Act.objects.none()
    return found.select_related("user", "by").order_by("-at", "-pk")


def is_told(viewer: Viewer) -> bool:
    """Professional standards; where nobody is, those who answer for what is opened in an emergency."""
    if viewer.may("judge_looks"):
        return True
    judges = [name for name, role in standard().roles.items() if "judge_looks" in role.may]
    return viewer.may("review_openings") and not working().filter(agency_id=viewer.agency, role__in=judges).exists()
