"""Signing in for the first time, or anew: setting up an app or a passkey, then a password of one's own."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from safehold.access.models import User
from safehold.access.signing_in import codes, entering, half, passkeys, passwords, sealing
from safehold.access.signing_in import second as showing
from safehold.access.signing_in.members import factors
from safehold.web.signing_in.forms import CodeForm, NewPasswordForm
from safehold.web.signing_in.onward import asked_for, onward

SVG = "image/svg+xml"


@require_http_methods(["GET", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    user = _without_factors(request)
    if user is None:
        return onward(request, asked_for(request))

    def done(factor: str) -> HttpResponse:
        entering.shown(request, factor)
        return onward(request, asked_for(request))

    title = _("Set up a second way to show that it is you")
    return setting_up(request, user, done, {"title": title, "first": True, "picture": "set-up-picture", "only": ""})


@require_GET
def picture(request: HttpRequest) -> HttpResponse:
    user = _without_factors(request)
    if user is None:
        raise Http404
    return drawn(request, user)


@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "POST"])
def choose_password(request: HttpRequest) -> HttpResponse:
    found = half.of(request)
    if found is None or not found[1].factor:
        return onward(request, asked_for(request))
    form = NewPasswordForm(request.POST or None, first=True)
    if request.method == "POST" and form.is_valid():
        try:
            entering.chosen(request, form.cleaned_data["password"])
        except passwords.UnfitPassword as refusal:
            form.add_error("password", str(refusal))
        except entering.SignInRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return onward(request, asked_for(request))
    context = {"form": form, "next": asked_for(request), "title": _("Choose a password of your own"), "first": True}
    return TemplateResponse(request, "signing_in/password.html", context, status=422 if form.errors else 200)


def setting_up(request: HttpRequest, user: User, done: Callable[[str], HttpResponse], page: dict[str, object]) -> HttpResponse:
    """The page on which an app or a passkey is set up; what follows once one is; or the question that a browser puts to a passkey."""
    if request.method == "POST" and "ask" in request.POST:
        return JsonResponse(passkeys.offer_new(request, user))
    form, refused = CodeForm(request.POST if request.method == "POST" and "answer" not in request.POST else None), ""
    try:
        if "answer" in request.POST:
            passkeys.add(request, user, request.POST["answer"], request.POST.get("name", ""))
            return done(showing.PASSKEY)
        if form.is_bound and form.is_valid():
            return done(showing.set_up_app(request, user, form.cleaned_data["code"]))
    except passkeys.BadPasskey:
        refused = _("The passkey could not be made. Try again, or use another way.")
    except (showing.NotShown, entering.SignInRefused) as refusal:
        refused = str(refusal)
    except sealing.NoKey:
        refused = _("An app cannot be set up: whoever runs Safehold must set SAFEHOLD_FACTOR_KEYS. Add a passkey.")
    context = {"form": form, "refused": refused, "next": asked_for(request), "staff_id": user.staff_id}
    context |= _secret(request, user)
    context |= {"passkeys": passkeys.possible(request)} | page
    return TemplateResponse(request, "signing_in/set-up.html", context, status=422 if form.errors or refused else 200)


def drawn(request: HttpRequest, user: User) -> HttpResponse:
    try:
        return HttpResponse(codes.picture(showing.app_to_set_up(request, user), user.staff_id), content_type=SVG)
    except sealing.NoKey as error:
        raise Http404 from error


def _secret(request: HttpRequest, user: User) -> dict[str, str]:
    try:
        secret = showing.app_to_set_up(request, user)
    except sealing.NoKey:
        return {"secret": "", "link": ""}
    return {"secret": codes.in_fours(secret), "link": codes.link(secret, user.staff_id)}


def _without_factors(request: HttpRequest) -> User | None:
    """Somebody half signed in who has nothing to show yet: with a password alone nobody adds to what they have."""
    found = half.of(request)
    return None if found is None or found[1].factor or any(factors(found[0])) else found[0]
