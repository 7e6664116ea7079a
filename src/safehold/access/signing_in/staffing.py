"""The staff of an agency, as its administrator sees and changes them."""

from typing import NamedTuple

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from safehold.access import joining
from safehold.access.models import Posting, User
from safehold.access.roles import standard
from safehold.access.signing_in import acts, passwords, recovery, sessions
from safehold.access.signing_in.homes import NotYours, home, must_be_of, standing
from safehold.access.signing_in.members import Factors, factors
from safehold.access.signing_in.second_person import alone
from safehold.access.viewer import Viewer


class OfStaff(NamedTuple):
    user: User
    postings: list[Posting]


def staff_of(by: Viewer) -> list[OfStaff]:
    """Everybody with a posting at the viewer's agency that has not ended, by name."""
    by.must("administer")
    found: dict[int, OfStaff] = {}
    for posting in _standing_at(by).order_by("user__display_name", "user__staff_id", "role"):
        found.setdefault(posting.user_id, OfStaff(posting.user, [])).postings.append(posting)
    return list(found.values())


def one(by: Viewer, number: int) -> User:
    """Raises NotYours where they have no posting here."""
    by.must("administer")
    posting = _standing_at(by).filter(user_id=number).first()
    if posting is None:
        raise NotYours(_("Nobody of that number has a posting here."))
    return posting.user


def what_they_have(by: Viewer, user: User) -> tuple[Factors, bool]:
    """Their second things, and whether this agency answers for them."""
    by.must("administer")
    return factors(user), home(user) == by.agency


@transaction.atomic
def add(*, by: Viewer, staff_id: str, name: str, role: str) -> tuple[User, str]:
    """Posts somebody here from today, or asks a second person to. Who is new, in a role that an administrator gives alone, gets a first
    password, which is told once; else it is empty. A number that was somebody's before, who has left, is theirs again only when a second
    person agrees: cases may be restricted to it, and what was done by it stays under the name of then. Raises NotAdded, NotYours."""
    by.must("administer")
    known = User.objects.filter(staff_id=staff_id).first()
    if known is not None and known.is_active and standing(known).exists():
        _give(by, known, role)  # their name and password are another's matter
        return known, ""
    if known is None and alone(role):
        joining.post(staff_id, agency=by.agency, role=role, name=name, password=passwords.unguessable())
        user = User.objects.get(staff_id=staff_id)
        acts.by(by, "added", user, in_words(by, role))
        return user, passwords.give_first(user)
    why = _("They worked here before, and come back.") if known else _("They are new here.")
    user = known or joining.announce(staff_id, name)
    recovery.ask_role(by=by, user=user, role=role, name=name.strip(), why=why)
    return user, ""


@transaction.atomic
def post(*, by: Viewer, user: User, role: str) -> bool:
    """Whether they are posted from now; else a second person is asked. Raises NotAdded, NotYours."""
    one(by, user.pk)
    return _give(by, user, role)


def _give(by: Viewer, user: User, role: str) -> bool:
    _not_oneself(by, user)
    if not alone(role):
        recovery.ask_role(by=by, user=user, role=role, name="", why=_("They work here already, in another role or for another agency."))
        return False
    joining.post(user.staff_id, agency=by.agency, role=role)
    acts.by(by, "posted", user, in_words(by, role))
    return True


def in_words(by: Viewer, role: str) -> str:
    return f"{standard().roles[role].title}, {by.agency_name}"


@transaction.atomic
def end_posting(*, by: Viewer, user: User, number: int) -> None:
    """Ends a posting here, from now: sessions in it are in no posting. Whoever has but this one leaves instead. Raises NotYours."""
    posting = _standing_at(by).filter(pk=number, user=user).first()
    if posting is None:
        raise NotYours(_("They have no such posting here."))
    if home(user) == by.agency and standing(user).count() == 1:
        raise NotYours(_("It is their last posting. If they leave, say so, and to whom their work goes."))
    joining.end_posting(posting)
    acts.by(by, "posting_ended", user, in_words(by, posting.role))


@transaction.atomic
def end_sessions(*, by: Viewer, user: User, number: int | None = None) -> int:
    """One of them, or all. Raises NotYours."""
    one(by, user.pk)
    must_be_of(by, user)
    why = "ended by an administrator"
    ended = sessions.end_all(user, why) if number is None else sessions.end(user, [number], why)
    if ended:
        acts.by(by, "session_ended", user, why)
    return ended


def _not_oneself(by: Viewer, user: User) -> None:
    """Nobody gives themselves a role."""
    if user.pk == by.user_id:
        raise NotYours(_("Ask another administrator to do this for you."))


def _standing_at(by: Viewer) -> QuerySet[Posting]:
    by.must("administer")
    today = Q(last_day=None) | Q(last_day__gte=timezone.localdate())
    known = Q(role__in=standard().roles, user__is_active=True)
    return Posting.objects.filter(today, known, agency_id=by.agency).select_related("user", "agency")
