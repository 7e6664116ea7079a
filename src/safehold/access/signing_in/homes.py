"""Which agency answers for somebody's signing in: the one of their oldest posting that stands. Another that has posted them too may end its
own posting and nothing else, so that no agency takes over another's staff by posting them."""

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from safehold.access.models import Posting, User
from safehold.access.viewer import Viewer


class NotYours(Exception):
    """Somebody, or something about them, that this agency does not answer for; the message may be shown."""


def standing(user: User) -> QuerySet[Posting]:
    """Somebody's postings that have not ended, those to come too."""
    on = timezone.localdate()
    held = Posting.objects.filter(Q(last_day=None) | Q(last_day__gte=on), user=user)
    return held.select_related("agency").order_by("first_day", "pk")


def home(user: User) -> str:
    """The agency's slug; nothing where no posting stands."""
    first = standing(user).first()
    return first.agency_id if first else ""


def must_be_of(by: Viewer, user: User) -> None:
    """Raises NotYours."""
    if home(user) != by.agency:
        raise NotYours(_("Another agency answers for how this person signs in. Ask its administrator."))
