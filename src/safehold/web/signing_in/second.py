"""The page on which a code or a passkey is shown: to finish signing in, or once more for what needs it fresh."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from safehold.access.models import User
from safehold.access.signing_in import entering, half, passkeys, sessions
from safehold.access.signing_in import second as showing
from safehold.access.signing_in.members import factors
from safehold.web.signing_in.forms import CodeForm
from safehold.web.signing_in.onward import asked_for, onward


@require_http_methods(["GET", "POST"])
def second(request: HttpRequest) -> HttpResponse:
    found = half.of(request)
    if found is None or found[1].factor or not any(factors(found[0])):
        return onward(request, asked_for(request))

    def done(factor: str) -> HttpResponse:
        entering.shown(request, factor)
        return onward(request, asked_for(request))

    return _shown(request, found[0], _("Show that it is you"), done)


@require_http_methods(["GET", "POST"])
def again(request: HttpRequest) -> HttpResponse:
    user = request.user
    if showing.fresh(request, user):
        return redirect(asked_for(request) or "own-sign-in")
    if not any(factors(user)):  # they came by single sign-on alone
        sessions.leave(request, "to show again who they are")
        return redirect("sign-in")

    def done(_factor: str) -> HttpResponse:
        showing.now_fresh(request)
        return redirect(asked_for(request) or "own-sign-in")

    return _shown(request, user, _("Show once more that it is you"), done)


def _shown(request: HttpRequest, user: User, title: str, done: Callable[[str], HttpResponse]) -> HttpResponse:
    """The page; what follows a code or a passkey that is right; or the question that a browser puts to a passkey."""
    if request.method == "POST" and "ask" in request.POST:
        return JsonResponse(passkeys.ask(request, user))
    form, refused = CodeForm(request.POST if request.method == "POST" and "answer" not in request.POST else None), ""
    try:
        if "answer" in request.POST:
            return done(showing.passkey(request, user, request.POST["answer"]))
        if form.is_bound and form.is_valid():
            return done(showing.code(request, user, form.cleaned_data["code"]))
    except (showing.NotShown, entering.SignInRefused) as refusal:
        refused = str(refusal)
    has = factors(user)
    context = {"form": form, "title": title, "next": asked_for(request), "refused": refused}
    context |= {"has": has, "passkeys": has.passkeys and passkeys.possible(request)}
    return TemplateResponse(request, "signing_in/second.html", context, status=422 if form.errors or refused else 200)
