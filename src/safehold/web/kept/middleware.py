"""Every form says in which posting it was opened. One that comes when the session has ended, in another posting, or from whoever sat here
before is not taken: what was typed waits for whoever typed it, and for nobody else."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse

from safehold.access.middleware import HALF_SIGNED_IN, PUBLIC, WITHOUT_POSTING
from safehold.access.models import Posting
from safehold.access.postings import numbered
from safehold.web import errors, security
from safehold.web.kept import refused, store
from safehold.web.kept.fields import CALLS, KEPT, sent_as, sent_as_number

UNASKED = PUBLIC | HALF_SIGNED_IN | WITHOUT_POSTING


class Sent:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        response = self._again(request) if refused.wanted(request) else self.get_response(request)
        match, viewer = request.resolver_match, getattr(request, "viewer", None)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and request.method == "GET" and not response.content:
            return errors.only_sent(request, response)
        if request.method == "POST" and viewer and match and store.KEY in request.session and _taken(request, response):
            store.drop(request, request.POST.get(KEPT, ""))
            if match.view_name in CALLS:
                store.drop_call(request, viewer.user_id, request.POST.get("call", ""))
        if request.method == "POST" and viewer and match and getattr(request, "system", None) is None:
            if _taken(request, response) and response.status_code < HTTPStatus.BAD_REQUEST and refused.KEY in request.session:
                refused.taken(request)
            return refused.led_on(request, response)
        return response

    def _again(self, request: Any) -> HttpResponse:
        """A form that was refused, read anew for whoever comes back to it or loads it again. Nothing of it is done."""
        request.again, request.refused_form = refused.wanted(request), None
        refused.without_key(request)
        with transaction.atomic():
            response = self.get_response(request)
            if request.refused_form is None:
                return response
            waiting = refused.answered(request, response)
            if waiting is not None:
                transaction.set_rollback(True)
        return waiting or response

    def process_view(self, request: Any, *_: Any) -> HttpResponse | None:
        name = request.resolver_match.view_name
        if getattr(request, "again", "") and request.viewer is not None and refused.as_sent(request, request.again):
            return None
        if request.method != "POST" or name in UNASKED or getattr(request, "system", None) is not None:
            return None
        viewer = request.viewer
        if viewer is not None and sent_as_number(request) == viewer.posting_id:
            return refused.onward(request) if name in refused.LOOKED_UP else None
        posting = sent_as(request)
        if viewer is None:
            return waits(request, posting, "ended") if posting is not None else None
        if posting is None:
            own = numbered(viewer.posting_id)
            return waits(request, own, "unsaid") if own is not None else None
        return waits(request, posting, "posting")


def waits(request: Any, posting: Posting, why: str) -> HttpResponse:
    """To the page on which the form waits, by way of signing in or of choosing a posting where that comes first."""
    request.not_taken = True
    part = bool(request.headers.get("X-Safehold-Part"))
    if request.user.is_authenticated and posting.user_id != request.user.pk:
        security.tell(request, "form of somebody else's")
        return JsonResponse({"state": "another"}, status=409) if part else errors.anothers(request)
    if part and request.viewer is not None:
        return JsonResponse({"state": why}, status=409)
    address = store.keep(request, posting, why)
    if part:
        return JsonResponse({"state": why, "kept": bool(address)}, status=401)
    if request.viewer is not None:
        return redirect(address) if address else errors.forged(request)
    if request.user.is_authenticated:
        return redirect(f"{reverse('posting')}?{urlencode({'next': address})}")
    request.ended = settings.SESSION_COOKIE_NAME in request.COOKIES
    return redirect_to_login(address or reverse("home"), reverse("sign-in"))


def _taken(request: Any, response: HttpResponse) -> bool:
    return response.status_code < HTTPStatus.INTERNAL_SERVER_ERROR and not getattr(request, "not_taken", False)
