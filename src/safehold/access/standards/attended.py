"""Who attended although they have a conflict of interest: told to supervisors of that agency and to professional standards, neither of whom
are they themselves nor kept from the case. Each says once what was done."""

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from safehold.access.standards.alerts import JUDGES, NotAnswered, Whose
from safehold.access.standards.models import Attended
from safehold.access.viewer import Viewer

REVIEWS = "review_openings"


def told(viewer: Viewer) -> QuerySet[Attended]:
    """Those that wait for the viewer: a supervisor of that agency, or professional standards; the latest first."""
    viewer.must(REVIEWS)
    never = Q(staff_id=viewer.staff_id) | Q(kept_from__contains=[viewer.staff_id])
    found = Attended.objects.exclude(never).order_by("-attended_at", "-pk")
    if not viewer.may(JUDGES):
        return found.filter(handled_at=None, agency=viewer.agency)
    waiting = list(found.filter(answered_at=None).values_list("pk", "staff_id", "agencies", "kept_from"))
    whose = Whose(viewer) if waiting else None
    return found.filter(pk__in=[number for number, *each in waiting if whose is not None and whose.is_for(*each)])


def waiting(viewer: Viewer) -> int:
    return told(viewer).count() if viewer.may(REVIEWS) else 0


def answer(viewer: Viewer, number: int, *, why: str) -> Attended:
    """Once by a supervisor, and once by professional standards. Raises NotAnswered."""
    found = told(viewer).filter(pk=number).first()
    if found is None:
        raise NotAnswered(_("Somebody has answered already, or it is not for you to answer."))
    part = "answered" if viewer.may(JUDGES) else "handled"
    said = {f"{part}_at": timezone.now(), f"{part}_by_id": viewer.user_id, f"{part}_why": why}
    for name, value in said.items():
        setattr(found, name, value)
    found.save(update_fields=[name.removesuffix("_id") for name in said])
    return found
