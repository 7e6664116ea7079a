"""Beginning anew, for somebody who has lost what they sign in with: an administrator asks, a second person agrees and hands over a first
password. Neither can do it alone. There are no codes to keep in a drawer: a drawer is opened by whoever is near."""

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from safehold.access import joining
from safehold.access.models import User
from safehold.access.roles import standard
from safehold.access.signing_in import acts, passwords, sessions
from safehold.access.signing_in.homes import NotYours, must_be_of, standing
from safehold.access.signing_in.members import take_away_factors
from safehold.access.signing_in.models import Recovery
from safehold.access.signing_in.second_person import brought_by
from safehold.access.viewer import Viewer

LASTS = timedelta(days=1)


def ask(*, by: Viewer, user: User, why: str) -> Recovery:
    """Raises NotYours, Refused."""
    by.must("administer")
    must_be_of(by, user)
    if user.pk == by.user_id:
        raise NotYours(_("Ask another administrator to do this for you."))
    if not why.strip():
        raise NotYours(_("Say why, and how you know that it is they who ask."))
    waiting(by).filter(user=user).update(answered_at=timezone.now(), answered_by=by.user_id, agreed=False)  # one at a time
    asked = Recovery.objects.create(user=user, agency_id=by.agency, why=why.strip()[:500], asked_by_id=by.user_id, asked_at=timezone.now())
    acts.by(by, "recovery_asked", user, why.strip())
    return asked


def ask_role(*, by: Viewer, user: User, role: str, name: str, why: str) -> Recovery:
    """That somebody may work at the viewer's agency in a role which nobody gives alone. Until a second person agrees nothing of them
    changes, neither their name nor what they may. Raises Refused."""
    by.must("administer")
    waiting(by).filter(user=user, role=role).update(answered_at=timezone.now(), answered_by=by.user_id, agreed=False)
    asked = Recovery.objects.create(
        user=user, agency_id=by.agency, why=why, asked_by_id=by.user_id, asked_at=timezone.now(), role=role, name=name
    )
    acts.by(by, "posting_asked", user, _in_words(asked, by))
    return asked


def waiting(by: Viewer) -> QuerySet[Recovery]:
    """What was asked at the viewer's agency within a day, and nobody has answered."""
    asked = Recovery.objects.filter(agency_id=by.agency, answered_at=None, asked_at__gt=timezone.now() - LASTS)
    return asked.select_related("user", "asked_by").order_by("asked_at")


def answerable(by: Viewer) -> QuerySet[Recovery]:
    """Those that the viewer may answer: asked by another, who has not brought them here themselves lately, and not about themselves."""
    return waiting(by).exclude(asked_by=by.user_id).exclude(user=by.user_id).exclude(asked_by__in=brought_by(by.user_id))


def count(by: Viewer) -> int:
    return answerable(by).count() if by.may("confirm_recovery") else 0


@transaction.atomic
def agree(*, by: Viewer, number: int) -> tuple[User, str]:
    """Takes away all that somebody signs in with and ends their sessions; the first password to hand over. Where a role was asked for:
    gives it, with a first password to those who could not sign in before, and else none. Raises NotYours, Refused."""
    asked = _answer(by, number, agreed=True)
    user = asked.user
    if asked.role:
        return _given_role(by, asked)
    must_be_of(by, user)
    first = begin_anew(user)
    acts.by(by, "recovery_agreed", user)
    return user, first


@transaction.atomic
def decline(*, by: Viewer, number: int) -> User:
    """Raises NotYours, Refused."""
    user = _answer(by, number, agreed=False).user
    acts.by(by, "recovery_declined", user)
    return user


def begin_anew(user: User) -> str:
    take_away_factors(user)
    sessions.end_all(user, "begins anew")
    return passwords.give_first(user)


def _given_role(by: Viewer, asked: Recovery) -> tuple[User, str]:
    could = asked.user.is_active and standing(asked.user).exists()
    joining.post(asked.user.staff_id, agency=by.agency, role=asked.role, name="" if could else asked.name)
    user = User.objects.get(pk=asked.user_id)
    acts.by(by, "posting_agreed", user, _in_words(asked, by))
    return user, "" if could else begin_anew(user)


def _in_words(asked: Recovery, by: Viewer) -> str:
    return f"{standard().roles[asked.role].title}, {by.agency_name}"


def _answer(by: Viewer, number: int, *, agreed: bool) -> Recovery:
    by.must("confirm_recovery")
    asked = answerable(by).select_for_update(of=("self",)).filter(pk=number).first()
    if asked is None:
        raise NotYours(_("Nobody has asked this of you, or it was answered already. What was asked holds for a day."))
    Recovery.objects.filter(pk=number).update(answered_by=by.user_id, answered_at=timezone.now(), agreed=agreed)
    return asked
