"""Attended with a conflict of interest: for supervisors and professional standards, until each has said what was done."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from safehold.access.looks import look
from safehold.access.staff import agency_names, staff_names
from safehold.access.standards import attended
from safehold.access.standards.alerts import JUDGES, NotAnswered
from safehold.web.standards.forms import DoneForm

# Told to professional standards alone: to whoever supervises, that there is one is enough to send somebody else.
KINDS = {
    "concerned": _("it is a case of theirs, or of somebody of their line or unit"),
    "declared": _("they have declared it"),
    "on record": _("they stand on record with somebody of it"),
    "home": _("somebody of it lives where they do, or has their family name and postcode"),
}


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer
    found = list(attended.told(viewer))
    names, agencies = staff_names({each.staff_id for each in found}), agency_names()
    why = viewer.may(JUDGES)
    listed: list[dict[str, Any]] = [
        {
            "number": each.pk,
            "who": f"{names.get(each.staff_id, '')} {each.staff_id}".strip(),
            "agency": agencies.get(each.agency, each.agency),
            "at": each.attended_at,
            "why": "; ".join(str(KINDS.get(kind, kind)) for kind in each.kinds) if why else "",
            "cases": each.case_ids,
        }
        for each in found
    ]
    look(viewer, "page", case_ids=sorted({case for each in found for case in each.case_ids}), task="attended with a conflict")
    context = {"listed": listed, "form": DoneForm()}
    return TemplateResponse(request, "standards/attended.html", context)


@require_POST
def answer(request: HttpRequest, number: int) -> HttpResponse:
    request.viewer.must(attended.REVIEWS)
    form = DoneForm(request.POST)
    if not form.is_valid():
        messages.warning(request, " ".join(each for said in form.errors.values() for each in said))
        return redirect("attended")
    try:
        attended.answer(request.viewer, number, **form.cleaned_data)
    except NotAnswered as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Answered. It is kept with who attended."))
    return redirect("attended")
