"""A page that answers a form stands in the browser's history as something that was sent: going back to it, or loading it again, would end
at an error of the browser's. So a form that was refused is kept, and answered by leading on to its own address with `again`: there it is
read anew, as if it were sent now, and refused in the same words, with what was typed. Nothing is done there: where it would be taken now,
all of that is undone, and the form waits to be sent. What is only looked up is led on before it is looked up at all."""

import secrets
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.datastructures import MultiValueDict

from safehold.access.middleware import HALF_SIGNED_IN, PUBLIC, WITHOUT_POSTING
from safehold.web.kept import store
from safehold.web.kept.fields import NEVER, SENT_AS

AGAIN, KEY = "again", "refused"
LOGGED = "refused-logged"  # which looks were logged as the form was sent, until its refusal has been shown once
MOST = 5
# What is sent by POST so that no name stands in an address, and changes nothing.
LOOKED_UP = frozenset({"find-person", "retention-find"})
_NEITHER = PUBLIC | HALF_SIGNED_IN | WITHOUT_POSTING | NEVER


def led_on(request: Any, response: HttpResponse) -> HttpResponse:
    """The answer to a form: itself, or where its refusal can be loaded again."""
    refused = response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY and request.resolver_match.view_name not in _NEITHER
    return (onward(request) if refused else None) or response


def onward(request: Any) -> HttpResponse | None:
    """To where a form is read that was sent here; None where it may not be kept, or a script waits for its answer."""
    form = store.form_of(request, request.viewer.user_id, request.viewer.posting_id, "again")
    if form is None or request.headers.get("X-Safehold-Part"):
        return None
    request.not_taken = True
    key = secrets.token_urlsafe(12)
    held = dict(list(request.session.get(KEY, {}).items())[1 - MOST :])
    request.session[KEY] = held | {key: store.sealed(form)}
    request.session[LOGGED] = {key: request.viewer.trace.logged}
    query = request.GET.copy()
    query[AGAIN] = key
    found = redirect(f"{request.path}?{query.urlencode()}")
    found.status_code = int(HTTPStatus.SEE_OTHER)
    return found


def taken(request: Any) -> None:
    """What was refused at this address before has been taken, or given up for something else."""
    held = request.session.get(KEY, {})
    left = {key: each for key, each in held.items() if (form := store.unsealed(each, request.viewer.user_id)) and form.path != request.path}
    if left != held:
        request.session[KEY] = left


def wanted(request: HttpRequest) -> str:
    return request.GET.get(AGAIN, "") if request.method == "GET" else ""


def as_sent(request: Any, key: str) -> bool:
    """Makes of the request what was sent, where it waits for this viewer in this posting; whether it does."""
    viewer = request.viewer
    sealed = request.session.get(KEY, {}).get(key)
    form = store.unsealed(sealed, viewer.user_id) if sealed and viewer is not None else None
    if form is None or form.posting != viewer.posting_id or form.path != request.path:
        return False
    given = QueryDict(mutable=True)
    for name, value in [*form.fields, (SENT_AS, str(viewer.posting_id))]:
        given.appendlist(name, value)
    request.method, request.POST, request._files = "POST", given, MultiValueDict()
    request.refused_form = form
    viewer.trace.beforehand = frozenset(request.session.pop(LOGGED, {}).get(key, ()))
    return True


def without_key(request: Any) -> None:
    """What reads the address reads it as the form's own."""
    query = request.GET.copy()
    query.pop(AGAIN, None)
    request.GET = query
    request.META["QUERY_STRING"] = query.urlencode()


def answered(request: Any, response: HttpResponse) -> HttpResponse | None:
    """Where it would have been done now: to where it waits to be sent. None where the answer is one that may be shown again."""
    request.method = "GET"
    done = response.status_code < HTTPStatus.BAD_REQUEST and request.resolver_match.view_name not in LOOKED_UP
    return redirect(store.put(request, request.refused_form)) if done else None
