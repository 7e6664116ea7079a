"""Who is known as a person, and in which unit and under whom each works: as professional standards see to it. Nobody sees to their own."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from safehold.access.models import Posting, User
from safehold.access.staff import working
from safehold.access.standards.models import Member
from safehold.access.viewer import Viewer

JUDGES = "judge_looks"


class NotPlaced(ValueError):
    """There is no such posting at the viewer's agency, nobody has the number of the supervisor, or it is the viewer's own."""


class Placed(NamedTuple):
    posting: Posting
    known: bool


def at_work(viewer: Viewer) -> list[Placed]:
    """Everybody with a posting of today at the viewer's agency, and whether it is known who they are as a person."""
    viewer.must(JUDGES)
    known = set(Member.objects.values_list("staff_id", flat=True))
    found = working().filter(agency_id=viewer.agency).select_related("user").order_by("unit", "user__display_name", "role")
    return [Placed(posting, posting.user.staff_id in known) for posting in found]


def place(viewer: Viewer, number: int, *, unit: str, supervisor: str) -> Posting:
    """Raises NotPlaced."""
    viewer.must(JUDGES)
    found = working().filter(pk=number, agency_id=viewer.agency).exclude(user_id=viewer.user_id).select_related("user").first()
    if found is None:
        raise NotPlaced(_("There is no such posting here, or it is your own."))
    if supervisor and not User.objects.filter(staff_id=supervisor).exclude(pk=found.user_id).exists():
        raise NotPlaced(_("Nobody else here has the number %(number)s.") % {"number": supervisor})
    found.unit, found.supervisor = unit, supervisor
    found.save(update_fields=["unit", "supervisor"])
    return found
