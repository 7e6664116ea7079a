"""The sessions that are open: whose, since when, from where; and ending them. A session whose row of Django's is gone is nobody's."""

from collections.abc import Iterable

from django.contrib.auth import logout
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from safehold.access.models import User
from safehold.access.signing_in.models import SignedIn


def begun(request: HttpRequest, user: User, how: str) -> None:
    now = timezone.now()
    SignedIn.objects.create(
        user=user,
        key=request.session.session_key,
        how=how,
        at=now,
        used=now,
        where_from=request.META.get("REMOTE_ADDR") or None,
        browser=request.headers.get("User-Agent", "")[:200],
    )


def used(request: HttpRequest) -> None:
    SignedIn.objects.filter(key=request.session.session_key, ended=None).update(used=timezone.now())


def open_of(user: User) -> list[SignedIn]:
    """The latest used first."""
    found = SignedIn.objects.filter(user=user, ended=None).order_by("-used", "-pk")
    alive = Session.objects.filter(session_key__in=[each.key for each in found], expire_date__gt=timezone.now())
    keys = set(alive.values_list("session_key", flat=True))
    return [each for each in found if each.key in keys]


def leave(request: HttpRequest, why: str) -> None:
    """Ends the request's own session."""
    if request.session.session_key:
        _note(SignedIn.objects.filter(key=request.session.session_key), why)
    logout(request)
    request.ended = True  # web/headers.py clears what the browser holds


def end(user: User, numbers: Iterable[int], why: str) -> int:
    """Ends these of somebody's sessions, at once; how many of them were open."""
    return _end(SignedIn.objects.filter(user=user, pk__in=list(numbers)), why)


def end_all(user: User, why: str, but: str | None = None) -> int:
    """Ends all of somebody's sessions, but for the one of this key."""
    return _end(SignedIn.objects.filter(user=user).exclude(key=but or ""), why)


def _end(chosen: QuerySet[SignedIn], why: str) -> int:
    keys = list(chosen.filter(ended=None).values_list("key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    return _note(SignedIn.objects.filter(key__in=keys), why)


def _note(chosen: QuerySet[SignedIn], why: str) -> int:
    return int(chosen.filter(ended=None).update(ended=timezone.now(), why=why))
