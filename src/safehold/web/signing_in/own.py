"""How somebody signs in, as they see and change it themselves; and their sessions."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from safehold.access.signing_in import changing, passwords, sessions
from safehold.access.signing_in.members import since
from safehold.chronology.times import instant
from safehold.web.signing_in.forms import NewPasswordForm
from safehold.web.signing_in.onward import needs_fresh
from safehold.web.signing_in.presenters import passkeys_shown, sessions_shown
from safehold.web.signing_in.setting_up import drawn, setting_up


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    app_since = since(request.user)
    context = {
        "app_since": instant(app_since) if app_since else None,
        "passkeys": passkeys_shown(request.user),
        "sessions": sessions_shown(request.user, request.session.session_key or ""),
    }
    return TemplateResponse(request, "signing_in/own.html", context)


@needs_fresh
@require_POST
def session_end(request: HttpRequest, number: int) -> HttpResponse:
    if sessions.end(request.user, [number], "ended by its owner"):
        messages.success(request, _("The session has ended."))
    return redirect("own-sign-in")


@needs_fresh
@require_http_methods(["GET", "POST"])
def app(request: HttpRequest) -> HttpResponse:
    return _another(request, "app", _("Set up an authenticator app"), _("Your app is set up. Other sessions of yours have ended."))


@needs_fresh
@require_GET
def picture(request: HttpRequest) -> HttpResponse:
    return drawn(request, request.user)


@needs_fresh
@require_http_methods(["GET", "POST"])
def passkey(request: HttpRequest) -> HttpResponse:
    return _another(request, "passkey", _("Add a passkey"), _("The passkey is added. Other sessions of yours have ended."))


def _another(request: HttpRequest, only: str, title: str, success: str) -> HttpResponse:
    def done(_factor: str) -> HttpResponse:
        changing.others_out(request, request.user)
        messages.success(request, success)
        return redirect("own-sign-in")

    return setting_up(request, request.user, done, {"title": title, "first": False, "picture": "own-app-picture", "only": only})


@needs_fresh
@require_POST
def passkey_remove(request: HttpRequest, number: int) -> HttpResponse:
    try:
        changing.remove_passkey(request, request.user, number)
    except changing.LastOne as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("The passkey is removed. Other sessions of yours have ended."))
    return redirect("own-sign-in")


@needs_fresh
@sensitive_post_parameters("current", "password", "again")
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            changing.change_password(request, request.user, form.cleaned_data["current"], form.cleaned_data["password"])
        except changing.NotTheirs as refusal:
            form.add_error("current", str(refusal))
        except passwords.UnfitPassword as refusal:
            form.add_error("password", str(refusal))
        else:
            messages.success(request, _("Your password is changed. Other sessions of yours have ended."))
            return redirect("own-sign-in")
    context = {"form": form, "title": _("Change your password"), "first": False, "next": ""}
    return TemplateResponse(request, "signing_in/password.html", context, status=422 if form.errors else 200)
