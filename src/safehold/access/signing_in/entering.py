"""Signing in: a number and a password, and then something that somebody has; or a passkey, which is both. Nobody is signed in before."""

import time

from django.conf import settings
from django.contrib.auth import authenticate, login
from django.http import HttpRequest
from django.utils.translation import gettext as _

from safehold.access import postings
from safehold.access.models import User
from safehold.access.signing_in import acts, attempts, half, passkeys, passwords, sessions
from safehold.access.signing_in.members import factors

BEGAN, SEEN, FACTOR, FACTOR_AT = "began", "seen", "factor", "factor_at"
PASSWORD, PASSKEY, SINGLE = "password", "passkey", "single sign-on"


class SignInRefused(Exception):
    """The sign-in is refused; the message may be shown, and tells neither whether the number exists nor whether it has to wait."""


def by_password(request: HttpRequest, *, staff_id: str, password: str) -> User:
    """Half signs in, or wholly in a demonstration somebody who has nothing to show. Raises SignInRefused. Whatever is wrong, the password
    is hashed once and the same is said."""
    staff_id = staff_id.strip()[:40]
    free = attempts.free(request, staff_id)
    user = authenticate(request, username=staff_id, password=password[: passwords.LONGEST])
    if not free or not isinstance(user, User) or passwords.too_old(user):
        if free:
            attempts.failed(request, staff_id)
        raise SignInRefused(
            _("The staff number or the password is not right. Too many attempts make a number wait 15 minutes; an administrator can help.")
        )
    _posted(user)
    if settings.DEMONSTRATION and not any(factors(user)):
        enter(request, user, PASSWORD)
    else:
        half.begin(request, user, PASSWORD)
    return user


def by_passkey(request: HttpRequest, answer: str) -> User:
    """Raises SignInRefused. Failures at passwords do not keep a passkey out: nobody can guess one."""
    try:
        user = passkeys.shown(request, answer).user
    except passkeys.BadPasskey as error:
        raise SignInRefused(_("This passkey is not known here. Sign in with your password.")) from error
    if not user.is_active:
        raise SignInRefused(_("This passkey is not known here. Sign in with your password."))
    _posted(user)
    half.begin(request, user, PASSKEY)
    shown(request, PASSKEY)
    return user


def by_issuer(request: HttpRequest, user: User, *, two: bool) -> None:
    """Whom the single sign-on has named; `two` where it says that it asked for two things itself. Raises SignInRefused."""
    _posted(user)
    half.begin(request, user, SINGLE)
    if two:
        shown(request, SINGLE)


def shown(request: HttpRequest, factor: str) -> bool:
    """Somebody half signed in has shown a second thing. They are in, unless the password that they came by is not their own choice."""
    found = half.of(request)
    if found is None:
        raise SignInRefused(_("That took too long. Sign in again."))
    user, note = found
    if note.how != SINGLE and passwords.must_choose(user):
        note.factor = factor
        half.keep(request, note)
        return False
    enter(request, user, note.how, factor)
    return True


def chosen(request: HttpRequest, password: str) -> User:
    """A password of their own, at the end of signing in for the first time. Raises UnfitPassword, SignInRefused."""
    found = half.of(request)
    if found is None or not found[1].factor:
        raise SignInRefused(_("That took too long. Sign in again."))
    user, note = found
    passwords.choose(user, password)
    acts.own(request, user, "password_changed")
    sessions.end_all(user, "password changed")
    enter(request, user, note.how, note.factor)
    return user


def enter(request: HttpRequest, user: User, how: str, factor: str = "") -> None:
    """Starts the session. Raises SignInRefused where nothing is posted to them today."""
    _posted(user)
    half.drop(request)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    if request.session.session_key is None:  # where another was signed in here
        request.session.create()
    request.session.set_expiry(None)
    now = int(time.time())
    request.session[BEGAN] = request.session[SEEN] = now
    if factor:
        request.session[FACTOR], request.session[FACTOR_AT] = factor, now
    held = list(postings.postings_of(user))
    if len(held) == 1:
        request.session[postings.KEY] = held[0].pk
    sessions.begun(request, user, how if factor in ("", how) else f"{how} and {factor}")


def whole(request: HttpRequest) -> bool:
    """Whether a session was begun with a second thing. In a demonstration none is asked for."""
    return settings.DEMONSTRATION or bool(request.session.get(FACTOR))


def _posted(user: User) -> None:
    if not postings.postings_of(user).exists():
        raise SignInRefused(_("You have no posting today. Ask an administrator."))
