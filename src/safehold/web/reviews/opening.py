"""Deciding whether a review is held of a case, and opening it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from safehold.access.looks import look
from safehold.access.staff import agency_names
from safehold.access.viewer import Grounds
from safehold.chronology.envelope import Refused as NotRecorded
from safehold.identity.actions import pair
from safehold.practice.reviews import actions, deciding, seats
from safehold.practice.reviews.kinds import standard
from safehold.web import errors
from safehold.web.reviews.forms import OpenForm
from safehold.web.reviews.reaching import PURPOSE


@require_http_methods(["GET", "POST"])
def open_(request: HttpRequest, case_id: str) -> HttpResponse:
    """Of a case that the viewer sees, or of a death of which their partnership was told."""
    viewer = request.viewer
    viewer.must(seats.HOLD, case_ids=[case_id])
    found = deciding.to_decide_on(viewer, case_id)
    if found is None:
        look(viewer, "page", case_ids=[case_id], refused=True, why="not a case on whose review this viewer decides")
        return errors.not_found(request)
    case, of = found.case, found.death
    viewer.trace.grounds = Grounds(f"review of case {case.id}", PURPOSE, "")
    look(viewer, "page", persons=pair(case).values(), case_ids=[case.id])
    kinds = [(name, each.title) for name, each in standard().kinds.items() if each.death or found.seen]
    initial: dict[str, Any] = {"kind": of if of in standard().kinds else "", "agencies": found.agencies}
    form = OpenForm(
        request.POST if request.method == "POST" else None, agencies=sorted(agency_names().items(), key=lambda each: each[1]), kinds=kinds,
        initial=initial,
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        opening = actions.Opening(
            given["kind"], given["hold"] == "yes", given["reason"], given["directed"], given["scope_from"], given["scope_to"],
            tuple(given["agencies"]), given["terms"],
        )  # fmt: skip
        try:
            review = actions.open_review(by=viewer, case=case, opening=opening)
        except (actions.CannotDo, NotRecorded) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The review is open.") if opening.hold else _("The decision is recorded: no review is held."))
            return redirect("review", review.pk)
    context = {"form": form, "who": found.who, "case": case, "seen": found.seen, "due_at": found.due, "earlier": found.earlier}
    return TemplateResponse(request, "reviews/open.html", context, status=422 if form.errors else 200)
