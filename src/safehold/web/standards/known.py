"""Who staff are as people, and where and under whom they work: entered one by one here, or by `safehold staff import`."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from safehold.access import roles
from safehold.access.keyring import NoKey
from safehold.access.standards import lines
from safehold.access.standards.listed import Listed
from safehold.access.standards.sealed import AtHome
from safehold.identity.staff.loading import load
from safehold.identity.staff.seeing_anew import see_anew
from safehold.web.standards.forms import PersonForm, PlaceForm


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer
    at_work = lines.at_work(viewer)
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if given["staff_id"] == viewer.staff_id:
            form.add_error("staff_id", _("Ask another officer of professional standards to enter you."))
        else:
            try:
                load([Listed(1, given["staff_id"], viewer.agency, _home(given), None, None, None)])
            except NoKey as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Kept, sealed, and compared with everybody on record."))
                return redirect("staff-known")
    unknown = sum(not each.known for each in at_work)
    context = {"form": form, "at_work": at_work, "unknown": unknown, "place": PlaceForm(), "titles": roles.standard().roles}
    return TemplateResponse(request, "standards/known.html", context, status=422 if form.errors else 200)


@require_POST
def place(request: HttpRequest, posting: int) -> HttpResponse:
    request.viewer.must("judge_looks")
    form = PlaceForm(request.POST)
    if form.is_valid():
        try:
            lines.place(request.viewer, posting, **form.cleaned_data)
        except lines.NotPlaced as refusal:
            messages.warning(request, str(refusal))
        else:
            see_anew()
            messages.success(request, _("Kept. Cases of staff are kept from their line and unit by it from now on."))
    else:
        messages.warning(request, _("A unit has 120 letters at most, and a number 40."))
    return redirect("staff-known")


def _home(given: dict[str, Any]) -> AtHome:
    def several(text: str) -> tuple[str, ...]:
        return tuple(part.strip() for part in text.split(";") if part.strip())

    born = given["date_of_birth"]
    return AtHome(
        given["given_name"], given["family_name"], several(given["previous_names"]), born.isoformat() if born else "", "",
        given["address"], given["postcode"], several(given["phone"]), given["email"],
    )  # fmt: skip
