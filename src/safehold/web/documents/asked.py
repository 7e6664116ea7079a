"""Requests for what is held: received, and what was done about each."""

import time
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from safehold.access.looks import look
from safehold.documents import asking as requests
from safehold.documents import register
from safehold.documents.known import held
from safehold.documents.making import MAKE
from safehold.documents.models import Request
from safehold.web import errors
from safehold.web.case.opening import opened
from safehold.web.case.seen import pair_of
from safehold.web.documents import presenters
from safehold.web.documents.forms import AskForm, FoundForm, StepForm
from safehold.web.naming import pair_name


@require_http_methods(["GET", "POST"])
def receive(request: HttpRequest, case_id: str = "") -> HttpResponse:
    viewer = request.viewer
    viewer.must(MAKE, case_ids=[case_id] if case_id else [])
    found = opened(request, case_id) if case_id else None
    if isinstance(found, HttpResponse):
        return found
    people = pair_of(viewer, found) if found else {}
    if found:
        look(viewer, "page", persons=people, case_ids=[found.id])
    form = AskForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = requests.receive(
                requests.Asked(given["name"], given["behalf"], given["reach"], given["words"]),
                by=viewer,
                asks=given["asks"],
                received=given["received"],
                held=held(viewer, found) if found else None,
            )
        except requests.CannotAsk as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The request is on record."))
            return redirect("document-request", made.pk)
    context = {"form": form, "who": pair_name(found, people) if found else "", "back": reverse("documents")}
    return TemplateResponse(request, "documents/receive.html", context, status=422 if form.errors else 200)


@require_GET
def request_(request: HttpRequest, number: int) -> HttpResponse:
    found = register.request(request.viewer, number)
    return _page(request, found, StepForm()) if found else _nothing(request)


@require_POST
def step(request: HttpRequest, number: int) -> HttpResponse:
    request.viewer.must(MAKE)
    found = register.request(request.viewer, number)
    if found is None:
        return _nothing(request)
    form = StepForm(request.POST)
    if form.is_valid():
        try:
            requests.step(found, form.cleaned_data["what"], form.cleaned_data["note"], by=request.viewer)
        except requests.CannotAsk as refusal:
            form.add_error(None, str(refusal))
        else:
            look(request.viewer, "page", persons=found.persons, case_ids=[found.case_id] if found.case_id else [])
            return redirect("document-request", number)
    return _page(request, found, form)


@require_POST
def found(request: HttpRequest, case_id: str, number: int) -> HttpResponse:
    """A request that came before its case was found is put to this one."""
    viewer = request.viewer
    case = opened(request, case_id, MAKE)
    if isinstance(case, HttpResponse):
        return case
    asked_for = register.request(viewer, number)
    if asked_for is None:
        return _nothing(request)
    form = FoundForm(request.POST)
    try:
        requests.find(asked_for, held(viewer, case), form.data.get("note", "")[:1000], by=viewer)
    except requests.CannotAsk as refusal:
        messages.warning(request, str(refusal))
        look(viewer, "page", case_ids=[case.id])
        return redirect("case-documents", case.id)
    look(viewer, "page", persons=pair_of(viewer, case), case_ids=[case.id], task=f"request {number}: its case was found")
    messages.success(request, _("The request is of this case now."))
    return redirect("document-request", number)


def _page(request: HttpRequest, found: Request, form: StepForm) -> HttpResponse:
    viewer, now = request.viewer, time.time_ns() // 1000
    look(viewer, "page", persons=found.persons, case_ids=[found.case_id] if found.case_id else [])
    context: dict[str, Any] = {
        "found": found,
        "said": presenters.asked(found, now),
        "asked": requests.asked(found),
        "steps": presenters.steps(found.steps.all()),
        "made": [presenters.listed(each, viewer) for each in found.documents.all()],
        "form": form,
        "ended": requests.ended(found),
        "case": reverse("case-documents", args=[found.case_id]) if found.case_id and viewer.may(MAKE) else "",
        "may_make": viewer.may(MAKE),
    }
    return TemplateResponse(request, "documents/request.html", context, status=422 if form.errors else 200)


def _nothing(request: HttpRequest) -> HttpResponse:
    request.viewer.trace.looked = True  # nobody is shown
    return errors.not_found(request)
