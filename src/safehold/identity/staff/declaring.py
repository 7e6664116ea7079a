"""Conflicts of interest that staff declare, or professional standards for them: from then on they are not given the work, nor shown it."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from safehold.access.models import User
from safehold.access.standards.models import Conflict
from safehold.access.viewer import Viewer
from safehold.identity.models import Case, Person

JUDGES = "judge_looks"


class NotDeclared(ValueError):
    """What was to be declared is of nobody whom the viewer sees, or of nobody who works here."""


@transaction.atomic
def declare(viewer: Viewer, *, case_id: str = "", person: int | None = None, staff_id: str = "", why: str) -> Conflict:
    """Of a case, or of a person in every case. `staff_id` is somebody else's, for professional standards. Raises NotDeclared, Refused."""
    whose = staff_id.strip() or viewer.staff_id
    if whose != viewer.staff_id:
        viewer.must(JUDGES)
        if not User.objects.filter(staff_id=whose).exists():
            raise NotDeclared(_("Nobody here has that number."))
    one: int | None = None
    other: int | None = None
    if case_id:
        case = Case.objects.for_viewer(viewer).filter(id=case_id).first()
        one, other = (case.victim_id, case.suspect_id) if case is not None else (None, None)
    elif person is not None and Person.objects.for_viewer(viewer).filter(id=person).exists():
        one = person
    if one is None:
        raise NotDeclared(_("There is nobody there."))
    return Conflict.objects.create(staff_id=whose, person=one, other=other, why=why, said_by_id=viewer.user_id)


def of(viewer: Viewer) -> QuerySet[Conflict]:
    """The viewer's own that hold, the latest first: without whom they are of, whom they see no more."""
    return Conflict.objects.filter(staff_id=viewer.staff_id, ended_at=None).order_by("-at")


def of_others(viewer: Viewer) -> QuerySet[Conflict]:
    viewer.must(JUDGES)
    return Conflict.objects.filter(ended_at=None).exclude(staff_id=viewer.staff_id).select_related("said_by").order_by("-at")


def end(viewer: Viewer, number: int) -> None:
    """By professional standards, and never one's own. Raises NotDeclared."""
    if not of_others(viewer).filter(pk=number).update(ended_at=timezone.now(), ended_by_id=viewer.user_id):
        raise NotDeclared(_("It has ended already."))
