"""Signing in with a staff number and a password, slowed after repeated failures."""

from datetime import timedelta

from django.contrib.auth import authenticate, login
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from safehold.access import postings
from safehold.access.models import SignInFailure, User

FAILURES = 5
FAILURES_FROM_ANYWHERE = 20
WITHIN = timedelta(minutes=15)


class SignInRefused(Exception):
    """The sign-in is refused; the message may be shown, and does not tell whether the number exists."""


def sign_in(request: HttpRequest, *, staff_id: str, password: str) -> User:
    """Signs in, and chooses the posting when there is only one today. Raises SignInRefused."""
    staff_id = staff_id.strip()[:40]
    where_from = request.META.get("REMOTE_ADDR") or None
    if _locked(staff_id, where_from):
        raise SignInRefused(_("Too many attempts. Wait 15 minutes, or ask an administrator."))
    user = authenticate(request, username=staff_id, password=password)
    if not isinstance(user, User):
        SignInFailure.objects.create(staff_id=staff_id, where_from=where_from)
        raise SignInRefused(_("The staff number or the password is not right."))
    enter(request, user)
    return user


def enter(request: HttpRequest, user: User) -> None:
    """Starts the session of a member of staff who has been recognised. Raises SignInRefused when nothing is posted to them today."""
    held = list(postings.postings_of(user))
    if not held:
        raise SignInRefused(_("You have no posting today. Ask an administrator."))
    login(request, user)
    if len(held) == 1:
        request.session[postings.KEY] = held[0].pk


def _locked(staff_id: str, where_from: str | None) -> bool:
    recent = SignInFailure.objects.filter(staff_id=staff_id, at__gt=timezone.now() - WITHIN)
    return recent.filter(where_from=where_from).count() >= FAILURES or recent.count() >= FAILURES_FROM_ANYWHERE
