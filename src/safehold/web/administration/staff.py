"""The staff of the administrator's own agency: who works here, adding and posting them, their sessions, and leaving."""

import time

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from safehold.access.joining import NotAdded
from safehold.access.models import User
from safehold.access.signing_in import acts, staffing
from safehold.access.signing_in.homes import NotYours
from safehold.access.signing_in.second_person import alone
from safehold.chronology.declined import Declined
from safehold.practice.safeguarding import leaving
from safehold.web import words
from safehold.web.administration import forms
from safehold.web.administration.presenters import acts_shown, people, postings_shown, work_shown
from safehold.web.naming import role_title
from safehold.web.signing_in.onward import needs_fresh
from safehold.web.signing_in.presenters import sessions_shown

ASKED = gettext_lazy("Asked. Two people give this role: another has a day to agree, and hands over a first password if one is needed.")


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer
    context = {"people": people(viewer, staffing.staff_of(viewer), time.time_ns() // 1000), "acts": acts_shown(acts.of_agency(viewer))}
    return TemplateResponse(request, "administration/staff.html", context)


@needs_fresh
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    request.viewer.must("administer")
    form = forms.Add(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user, first = staffing.add(by=request.viewer, **form.cleaned_data)
        except (NotAdded, NotYours) as refusal:
            form.add_error("staff_id", str(refusal))
        else:
            if first:
                return told_once(request, user, first)
            at_once = user.is_active and alone(form.cleaned_data["role"])
            messages.success(request, _("Posted from today.") if at_once else ASKED)
            return redirect("administration")
    return _form(request, form, _("Add somebody"))


@require_GET
def member(request: HttpRequest, number: int) -> HttpResponse:
    viewer, user = request.viewer, _one(request, number)
    has, ours = staffing.what_they_have(viewer, user)
    context = {
        "user": user,
        "postings": postings_shown(user, viewer.agency),
        "form": forms.Post(),
        "has": has,
        "ours": ours,
        "own": user.pk == viewer.user_id,
        "sessions": sessions_shown(user, request.session.session_key or "") if ours else [],
        "acts": acts_shown(acts.of_agency(viewer, user)) if ours else [],
    }
    return TemplateResponse(request, "administration/member.html", context)


@needs_fresh
@require_POST
def post(request: HttpRequest, number: int) -> HttpResponse:
    user, form = _one(request, number), forms.Post(request.POST)
    try:
        if form.is_valid():
            posted = staffing.post(by=request.viewer, user=user, role=form.cleaned_data["role"])
            messages.success(request, _("Posted from today.") if posted else ASKED)
        else:
            messages.warning(request, _("Choose a role."))
    except NotYours as refusal:
        messages.warning(request, str(refusal))
    return redirect("staff-member", number)


@needs_fresh
@require_POST
def posting_end(request: HttpRequest, number: int, posting: int) -> HttpResponse:
    try:
        staffing.end_posting(by=request.viewer, user=_one(request, number), number=posting)
    except NotYours as refusal:
        messages.warning(request, str(refusal))
        return redirect("staff-member", number)
    messages.success(request, _("The posting has ended."))
    return redirect("administration")


@require_POST
def sessions_end(request: HttpRequest, number: int) -> HttpResponse:
    """It needs nothing fresh: a stolen phone does not wait."""
    return _ended(request, number, None)


@require_POST
def session_end(request: HttpRequest, number: int, session: int) -> HttpResponse:
    return _ended(request, number, session)


@needs_fresh
@require_http_methods(["GET", "POST"])
def leaves(request: HttpRequest, number: int) -> HttpResponse:
    viewer, user = request.viewer, _one(request, number)
    try:
        found = leaving.would_leave(viewer, user)
        named = [(each.pk, f"{each.user}, {role_title(each.role)}") for each in leaving.takers(viewer, user)]
        form = forms.Leaves(request.POST if request.method == "POST" else None, takers=named)
        if request.method == "POST" and form.is_valid():
            found = leaving.leave(by=viewer, user=user, **form.cleaned_data)
            taker = dict(named).get(form.cleaned_data["to"], "")
            return TemplateResponse(request, "administration/left.html", work_shown(found) | {"user": user, "taker": taker})
    except NotYours as refusal:
        messages.warning(request, str(refusal))
        return redirect("staff-member", number)
    except Declined as refusal:
        form.add_error("to", str(refusal))
    context = work_shown(found) | {"form": form, "user": user}
    return TemplateResponse(request, "administration/leaves.html", context, status=422 if form.errors else 200)


def told_once(request: HttpRequest, user: User, first: str) -> HttpResponse:
    """The first password is on this answer and nowhere else."""
    return TemplateResponse(request, "administration/first.html", {"user": user, "first": first})


def _ended(request: HttpRequest, number: int, session: int | None) -> HttpResponse:
    try:
        ended = staffing.end_sessions(by=request.viewer, user=_one(request, number), number=session)
    except NotYours as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, ngettext("%(n)d session has ended.", "%(n)d sessions have ended.", ended) % {"n": ended})
    return redirect("staff-member", number)


def _one(request: HttpRequest, number: int) -> User:
    try:
        return staffing.one(request.viewer, number)
    except NotYours as error:
        raise Http404 from error


def _form(request: HttpRequest, form: forms.Add, title: str) -> HttpResponse:
    context = {"form": form, "title": title, "button": words.sentence(title)}
    return TemplateResponse(request, "administration/form.html", context, status=422 if form.errors else 200)
