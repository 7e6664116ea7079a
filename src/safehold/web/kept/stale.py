"""A form whose token is of an earlier sign-in in this browser. That it comes from a page of ours is said by its origin, which no other site
can say; it is still not taken, and given back to look at."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from safehold.web import errors
from safehold.web.kept.fields import sent_as
from safehold.web.kept.middleware import UNASKED, waits


def forged(request: HttpRequest, **_given: Any) -> HttpResponse:
    return given_back(request) or errors.forged(request)


def given_back(request: Any) -> HttpResponse | None:
    match = request.resolver_match
    ours = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    if not ours or match is None or match.view_name in UNASKED or not hasattr(request, "viewer"):
        return None
    posting = sent_as(request)
    return waits(request, posting, "ended" if request.viewer is None else "stale") if posting is not None else None
