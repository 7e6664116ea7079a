"""One agency asks another about somebody whom only the other knows. It is kept, not derived: what was typed, why, and how it was answered.

Who is meant is kept as mentions, which whoever asked has not been told of; a person's number may be another tomorrow.
"""

import msgspec
from django.db.models import Q, QuerySet
from django.utils import timezone

from safehold.access.across import Contact, answering
from safehold.access.models import Asking
from safehold.access.standing_in import standing_in
from safehold.access.viewer import Viewer


class Question(msgspec.Struct, frozen=True):
    """What is asked, and for which task; `mentions` are of whoever it is about."""

    typed: str
    why: str
    task: str
    mentions: tuple[int, ...]


class NotAsked(ValueError):
    """The question is not there any more, or was not put to the viewer's agency."""


def ask(viewer: Viewer, contact: Contact, question: Question) -> Asking:
    """Once for each task and agency: asked again, it is the same question. The caller logs the look."""
    known = asked(viewer, question.task).get(contact.agency)
    if known is not None:
        return known
    given = msgspec.structs.asdict(question) | {"mentions": list(question.mentions)}
    by = {"user_id": viewer.user_id, "agency": viewer.agency, "asker_role": viewer.role}
    return Asking.objects.create(of=contact.agency, role=contact.role, **by, **given)


def asked(viewer: Viewer, task: str) -> dict[str, Asking]:
    """What the viewer's agency has asked for this task, by whom it asked."""
    return {each.of: each for each in Asking.objects.filter(agency=viewer.agency, task=task).order_by("-at")}


def waiting(viewer: Viewer) -> QuerySet[Asking]:
    """What others ask of the viewer's agency and nobody has answered, that is the viewer's to answer: the oldest first."""
    found = Asking.objects.filter(of=viewer.agency, answered_at=None).select_related("user").order_by("at")
    if viewer.does.duties == "agency":
        return found
    here = standing_in(viewer)
    mine = Q(role=viewer.role)
    if here.here:
        return found.filter(mine | ~Q(role__in=here.held))
    # A question put to a role that answers no more stands with whoever sees all of the agency's.
    return found.filter(mine) if viewer.role in answering() else found.none()


def answer(viewer: Viewer, number: int, said: str) -> Asking:
    """Raises NotAsked."""
    found = waiting(viewer).filter(pk=number).first()
    if found is None:
        raise NotAsked("Somebody has answered already, or this was not asked of your agency.")
    found.answered_at, found.answered_by_id, found.answer = timezone.now(), viewer.user_id, said
    found.save(update_fields=["answered_at", "answered_by", "answer"])
    return found
