"""The accounts of other systems of the administrator's agency, and their tokens."""

import secrets

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from safehold.access.signing_in import services
from safehold.access.signing_in.models import Service
from safehold.web.administration import forms
from safehold.web.administration.presenters import service_shown
from safehold.web.signing_in.onward import needs_fresh

MADE = "made"  # which form has made the last token


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    request.viewer.must("administer")
    now = timezone.now()
    shown = [service_shown(each, now) for each in services.of_agency(request.viewer.agency)]
    return TemplateResponse(request, "administration/services.html", {"services": shown})


@needs_fresh
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    request.viewer.must("administer")
    form = forms.Service(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.make(request.viewer.agency, form.cleaned_data["name"], form.cleaned_data["is_for"], request.viewer)
        except services.NoService as refusal:
            form.add_error("name", str(refusal))
        else:
            return redirect("service", made.name)
    context = {"form": form, "title": _("Add a service account"), "button": _("Add a service account")}
    return TemplateResponse(request, "administration/form.html", context, status=422 if form.errors else 200)


@needs_fresh
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, name: str) -> HttpResponse:
    """The account; or, once and on this answer alone, a token that was made for it. Each form makes one token: loaded again, the answer
    makes no second one."""
    service = _service(request, name)
    form, token = forms.Token(request.POST or None), ""
    if request.method == "POST" and request.POST.get("once", "") == request.session.get(MADE, ()):
        messages.warning(request, _("That token was made already, and is not shown again. Revoke it if nobody wrote it down."))
        return redirect("service", name)
    if request.method == "POST" and form.is_valid():
        try:
            request.session[MADE] = request.POST.get("once", "") or None
            token = services.make_token(service, form.cleaned_data["scopes"], form.cleaned_data["days"], request.viewer)
        except services.NoService as refusal:
            form.add_error(None, str(refusal))
    shown = service_shown(_service(request, name), timezone.now())
    context = {"service": shown, "form": form, "token": token, "scopes": services.scopes(), "once": secrets.token_urlsafe(9)}
    return TemplateResponse(request, "administration/service.html", context, status=422 if form.errors else 200)


@require_POST
def revoke(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """It needs nothing fresh: a token that has leaked does not wait."""
    try:
        services.revoke(_service(request, name), number, request.viewer)
    except services.NoService as error:
        raise Http404 from error
    messages.success(request, _("Revoked. It opens nothing any more."))
    return redirect("service", name)


@needs_fresh
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, name: str) -> HttpResponse:
    """Asked first: all its tokens end at once, and its name is spent."""
    service = _service(request, name)
    if request.method == "GET":
        return TemplateResponse(request, "administration/end.html", {"service": service_shown(service, timezone.now())})
    services.end(service, request.viewer)
    messages.success(request, _("The account has ended, and all its tokens."))
    return redirect("services")


def _service(request: HttpRequest, name: str) -> Service:
    request.viewer.must("administer")
    try:
        return services.service_of(request.viewer.agency, name)
    except services.NoService as error:
        raise Http404 from error
