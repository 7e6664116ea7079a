"""Declaring a conflict of interest: one's own, or somebody's by professional standards."""

from typing import Any

import msgspec
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from safehold.access.looks import look
from safehold.access.staff import staff_names
from safehold.access.standards.models import Conflict
from safehold.chronology.times import instant
from safehold.identity.staff import declaring
from safehold.web.standards.forms import ConflictForm


class Line(msgspec.Struct, frozen=True):
    number: int
    whose: str
    said_by: str
    at: int
    why: str


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer
    viewer.must("answer_duties")
    standards = viewer.may(declaring.JUDGES)
    initial = {name: request.GET.get(name, "")[:60] for name in ("case", "person")}
    form = ConflictForm(request.POST if request.method == "POST" else None, others=standards, initial=initial)
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = form.cleaned_data
        try:
            declaring.declare(viewer, case_id=given["case"], person=given["person"], staff_id=given.get("staff_id", ""), why=given["why"])
        except declaring.NotDeclared as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Declared. You are given nothing of it and shown nothing of it from now on."))
            viewer.trace.looked = True  # whether they see it is all that was read
            return redirect("conflicts")
    own, others = list(declaring.of(viewer)), list(declaring.of_others(viewer)) if standards else []
    names = staff_names(each.staff_id for each in others)
    look(viewer, "page", task="conflicts of interest")
    context = {"form": form, "own": [_line(each, {}) for each in own], "others": [_line(each, names) for each in others]}
    return TemplateResponse(request, "standards/conflicts.html", context, status=422 if form.errors else 200)


@require_POST
def end(request: HttpRequest, number: int) -> HttpResponse:
    try:
        declaring.end(request.viewer, number)
    except declaring.NotDeclared as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("It has ended."))
    return redirect("conflicts")


def _line(each: Conflict, names: dict[str, str]) -> Line:
    by = each.said_by.display_name if each.said_by_id in names or names else ""
    return Line(each.pk, names.get(each.staff_id, each.staff_id), by, instant(each.at), each.why)
