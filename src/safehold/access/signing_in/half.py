"""Who has shown one thing that they know, and not yet what they have. Nobody is signed in so: the session holds a note for ten minutes."""

import time
from typing import Any

import msgspec
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from safehold.access.models import User

KEY = "half"
SECONDS = 10 * 60
OF_ANOTHER = ("setting_up",)


class Half(msgspec.Struct):
    """`how` is what was shown: password, or single sign-on. `factor` is the second thing, once it was shown; then only a password of
    their own may be wanting."""

    user_id: int
    how: str
    at: float
    password_hash: str
    factor: str = ""


def begin(request: HttpRequest, user: User, how: str) -> None:
    for key in OF_ANOTHER:  # whoever began before at this browser
        request.session.pop(key, None)
    request.session.cycle_key()
    briefly(request)
    keep(request, Half(user.pk, how, time.time(), user.get_session_auth_hash()))


def briefly(request: HttpRequest) -> None:
    """Of somebody who is not signed in no session is kept for long: anybody can begin one."""
    if not request.user.is_authenticated:
        request.session.set_expiry(SECONDS)


def keep(request: HttpRequest, half: Half) -> None:
    request.session[KEY] = msgspec.to_builtins(half)


def drop(request: HttpRequest) -> None:
    request.session.pop(KEY, None)


def of(request: HttpRequest) -> tuple[User, Half] | None:
    """None where nobody is half signed in, it took too long, or their password has changed meanwhile."""
    given: Any = request.session.get(KEY)
    half = msgspec.convert(given, Half) if given else None
    if half is None or not 0 <= time.time() - half.at <= SECONDS:
        return None
    user = User.objects.filter(pk=half.user_id, is_active=True).first()
    if user is None or not constant_time_compare(user.get_session_auth_hash(), half.password_hash):
        return None
    return user, half
