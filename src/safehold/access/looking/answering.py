"""What is unusual, for those who look into the conduct of staff; and their answer to it."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from safehold.access import roles
from safehold.access.involvement import lasting
from safehold.access.looking.models import Unusual
from safehold.access.looks import Look
from safehold.access.models import Agency
from safehold.access.staff import roles_at
from safehold.access.viewer import Viewer

JUDGES = "judge_looks"


class NotAnswered(ValueError):
    """It is not the viewer's to answer, or somebody has."""


def before(viewer: Viewer) -> QuerySet[Unusual]:
    """Of the viewer's agency, and, where they lead in their area, of the agencies there at which nobody looks into it. An emergency that
    was not accepted is seen at the agency whose case it was as well, and goes beyond the area where nobody there looks into it. Nobody is
    shown what is said of themselves. The most serious first."""
    viewer.must(JUDGES)
    own_case = lasting(viewer.agency, case_id=OuterRef("case_ids__0"))
    near, all_told = _agencies(viewer)
    shown = Q(agency__in=near) | (Q(sign="glass_refused") & (Q(agency__in=all_told) | Exists(own_case)))
    found = Unusual.objects.filter(shown).exclude(user_id=viewer.user_id)
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


def _agencies(viewer: Viewer) -> tuple[set[str], set[str]]:
    """Those for which the viewer's answers in their area; and with them those for which nobody does in theirs, so that it goes, as breaking
    the glass is told (glass.supervisors), to any agency of the same kind and, where there is none, to whoever looks into it anywhere."""
    agencies = {each.slug: each for each in Agency.objects.all()}
    working = roles_at(agencies)
    judged = {at for at, held in working.items() if any(JUDGES in roles.standard().roles[role].may for role in held)}
    near: set[str] = {viewer.agency}
    beyond: set[str] = set()
    for slug, one in agencies.items():
        around = {at for at in working if agencies[at].area == one.area}
        leading = {at for at in around if agencies[at].kind == Agency.Kind.POLICE} or around
        alike = {at for at in judged if agencies[at].kind == one.kind} or judged
        if slug not in judged and viewer.agency in (leading & judged or alike):
            (near if viewer.agency in leading else beyond).add(slug)
    return near, near | beyond
