"""What was lately announced and still stands, of duties that the viewer sees: what has been answered since is told no more."""

import hashlib

import msgspec
from django.db.models import Q

from safehold.access.standing_in import standing_in
from safehold.access.viewer import Viewer
from safehold.database.engine import plans
from safehold.practice.safeguarding.worklist import duties_of_agency
from safehold.rulebook.models import Obligation
from safehold.rulebook.unheld import agencies_elsewhere
from safehold.running.lead import standard
from safehold.running.models import Notice

MOST, SHOWN = 60, 6


class Announced(msgspec.Struct, frozen=True):
    """`overdue` or else due soon, and `due` when that was or is."""

    duty: Obligation
    overdue: bool
    due: int


def lately(viewer: Viewer, now: int, *, role: str = "") -> list[Announced]:
    """The newest first: what has become overdue in the last day, then what is due soon."""
    agencies = {viewer.agency, *agencies_elsewhere(viewer)}
    of_late = Notice.objects.filter(
        _whose(viewer, role), agency__in=agencies, due__gt=now - standard().shown, due__lte=now + standard().most
    )
    notices = {(bytes(each.duty), each.due): each for each in of_late.order_by("-due", "-what")[:MOST]}
    if not notices:
        return []
    triggers = {each.trigger_event for each in notices.values()}
    standing = duties_of_agency(viewer, now, role=role).filter(trigger_event__in=triggers).exclude(state="unknown")
    found = [Announced(duty, duty.due_latest <= now, duty.due_latest) for duty in standing if (_key(duty), duty.due_latest) in notices]
    return sorted(found, key=lambda each: (not each.overdue, -each.due if each.overdue else each.due, each.duty.rule, each.duty.pk))


def _whose(viewer: Viewer, role: str) -> Q:
    """Of a role: its own, those it was asked to help with, and, on the viewer's own list, those that would stand on nobody's."""
    if not role:
        return Q()
    helped = (
        Obligation.objects.owed_by(viewer).to_answer().filter(help_role=role).exclude(help_role="").values_list("trigger_event", flat=True)
    )
    with plans.anew():  # few of very many
        found = Q(who=role) | Q(trigger_event__in=list(helped))
    stands = standing_in(viewer)
    return found | ~Q(agency=viewer.agency, who__in=stands.held) if stands.here and role == viewer.role else found


def _key(duty: Obligation) -> bytes:
    """As announcing.py makes it."""
    return hashlib.sha256("\x1f".join((duty.rule, duty.trigger, duty.subject, duty.each)).encode()).digest()
