"""What somebody changes of their own signing in. Whatever changes, their other sessions end."""

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from safehold.access.models import User
from safehold.access.signing_in import acts, attempts, entering, passkeys, passwords, sessions
from safehold.access.signing_in.members import factors


class NotTheirs(Exception):
    """The password that they were asked for is not right, or not looked at for now."""


class LastOne(Exception):
    """Without it they could not sign in."""


def others_out(request: HttpRequest, user: User) -> None:
    sessions.end_all(user, "ways to sign in changed", but=request.session.session_key)


def change_password(request: HttpRequest, user: User, current: str, new: str) -> None:
    """Raises NotTheirs, UnfitPassword."""
    free = attempts.free(request, user.staff_id)
    if not user.check_password(current[: passwords.LONGEST]) or not free:
        if free:
            attempts.failed(request, user.staff_id)
        raise NotTheirs(_("That is not your password, or too many attempts make you wait 15 minutes."))
    with transaction.atomic():
        passwords.choose(user, new)
        acts.own(request, user, "password_changed")
        sessions.end_all(user, "password changed")
        entering.enter(request, user, entering.PASSWORD, request.session.get(entering.FACTOR, ""))


def remove_passkey(request: HttpRequest, user: User, number: int) -> None:
    """Raises LastOne."""
    has = factors(user)
    if not has.app and has.passkeys < 2:
        raise LastOne(_("It is your only way to show that it is you. Add another first."))
    if passkeys.remove(request, user, number):
        others_out(request, user)
