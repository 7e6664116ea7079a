"""Where somebody goes on to while they sign in: the next step, and in the end the page that they asked for."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from safehold.access import postings
from safehold.access.signing_in import acts, attempts, half, second
from safehold.access.signing_in.members import factors
from safehold.web.kept import store
from safehold.web.kept.parent import page_of
from safehold.web.within import within


def asked_for(request: HttpRequest) -> str:
    """Where the person was going, if that is a page of this site."""
    return within(request, request.POST.get("next") or request.GET.get("next", ""))


def onward(request: HttpRequest, wanted: str) -> HttpResponse:
    """To what is still to be shown, set up or chosen; else in, where they are told what others did about their signing in."""
    if request.user.is_authenticated:
        for said in [*acts.tell(request.user), *attempts.told(request.user)]:
            messages.warning(request, said)
        if wanted and postings.KEY not in request.session:  # they choose one first
            return redirect(f"{reverse('posting')}?{urlencode({'next': wanted})}")
        return redirect(wanted or "home")
    found = half.of(request)
    if found is None:
        return redirect("sign-in")
    user, note = found
    step = "choose-password" if note.factor else "second" if any(factors(user)) else "set-up"
    return redirect(reverse(step) + (f"?{urlencode({'next': wanted})}" if wanted else ""))


def kept_for(request: HttpRequest) -> str:
    """Where the form that was sent waits until a code or a passkey is shown."""
    viewer = request.viewer
    posting = postings.numbered(viewer.posting_id) if viewer else None
    request.not_taken = True
    return store.keep(request, posting, "fresh") if posting else ""


def needs_fresh(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For pages that change who may sign in: a code or a passkey shown within the last minutes."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if second.fresh(request, request.user):
            return view(request, *args, **kwargs)
        back = request.get_full_path() if request.method == "GET" else kept_for(request) or page_of(request.path)
        return redirect(f"{reverse('again')}?{urlencode({'next': back})}")

    return asked
