"""Beginning anew: an administrator asks it for somebody, and a second person answers."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from safehold.access.signing_in import recovery, second_person, staffing
from safehold.access.signing_in.homes import NotYours
from safehold.web.administration import forms
from safehold.web.administration.presenters import acts_shown, recoveries_shown
from safehold.web.administration.staff import told_once
from safehold.web.signing_in.onward import needs_fresh


@needs_fresh
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, number: int) -> HttpResponse:
    form = forms.Anew(request.POST or None)
    try:
        user = staffing.one(request.viewer, number)
    except NotYours as error:
        raise Http404 from error
    if request.method == "POST" and form.is_valid():
        try:
            recovery.ask(by=request.viewer, user=user, why=form.cleaned_data["why"])
        except NotYours as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Asked. A second person has a day to agree, and then hands over a first password."))
            return redirect("staff-member", number)
    title = _("Let %(name)s begin anew") % {"name": user}
    says = _("What they sign in with now goes on until then.")
    context = {"form": form, "title": title, "button": _("Ask a second person"), "says": says}
    return TemplateResponse(request, "administration/form.html", context, status=422 if form.errors else 200)


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    request.viewer.must("confirm_recovery")
    return TemplateResponse(request, "administration/recoveries.html", {"waiting": recoveries_shown(recovery.answerable(request.viewer))})


@require_GET
def given(request: HttpRequest) -> HttpResponse:
    """Roles that were given lately, for professional standards."""
    if not second_person.is_told(request.viewer):
        request.viewer.must("judge_looks")
    return TemplateResponse(request, "administration/given.html", {"acts": acts_shown(second_person.given(request.viewer))})


@needs_fresh
@require_POST
def answer(request: HttpRequest, number: int) -> HttpResponse:
    try:
        if request.POST.get("answer") == "agree":
            user, first = recovery.agree(by=request.viewer, number=number)
            if first:
                return told_once(request, user, first)
            messages.success(request, _("Agreed. %(name)s is posted from today.") % {"name": user})
            return redirect("recoveries")
        recovery.decline(by=request.viewer, number=number)
    except NotYours as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Declined. They are told when they sign in."))
    return redirect("recoveries")
