"""What is unusual, for those who look into the conduct of staff; and their answer to it."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from safehold.access import roles
from safehold.access.looking.models import Unusual
from safehold.access.looks import Look
from safehold.access.models import Agency
from safehold.access.staff import roles_at
from safehold.access.standing_in import standing_in
from safehold.access.viewer import Viewer

JUDGES = "judge_looks"


class NotAnswered(ValueError):
    """It is not the viewer's to answer, or somebody has."""


def before(viewer: Viewer) -> QuerySet[Unusual]:
    """Of the viewer's agency, and, where they lead in their area, of the agencies there at which nobody looks into it. Nobody is shown what
    is said of themselves. The most serious first."""
    viewer.must(JUDGES)
    found = Unusual.objects.filter(agency__in=_agencies(viewer)).exclude(user_id=viewer.user_id)
    return found.select_related("user", "answered_by").order_by("-severity", "-last_at", "pk")


def waiting(viewer: Viewer) -> int:
    return before(viewer).filter(outcome="").count() if viewer.may(JUDGES) else 0


def answer(viewer: Viewer, number: int, *, outcome: str, why: str) -> Unusual:
    """Raises NotAnswered."""
    found = before(viewer).filter(pk=number, outcome="").select_for_update(of=("self",)).first()
    if found is None:
        raise NotAnswered(_("Somebody has answered already, or it is not for you to answer."))
    found.outcome, found.outcome_why, found.answered_by_id, found.answered_at = outcome, why, viewer.user_id, timezone.now()
    found.save(update_fields=["outcome", "outcome_why", "answered_by", "answered_at"])
    return found


def looks_of(numbers: Iterable[int]) -> list[Look]:
    return list(Look.objects.filter(pk__in=list(numbers)).order_by("at", "pk"))


def _agencies(viewer: Viewer) -> set[str]:
    here = standing_in(viewer)
    own = {viewer.agency}
    if viewer.agency not in here.leading:
        return own
    area = Agency.objects.get(slug=viewer.agency).area
    around = set(Agency.objects.filter(area=area).values_list("slug", flat=True))
    judged = {at for at, held in roles_at(around).items() if any(JUDGES in roles.standard().roles[role].may for role in held)}
    return own | (around - judged)
