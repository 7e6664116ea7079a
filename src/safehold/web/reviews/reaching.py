"""A review as an address names it, for whoever sits on its panel. Every look of the request is logged with the review as its purpose."""

import time
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from safehold.access.looks import look
from safehold.access.staff import agency_names
from safehold.access.viewer import Grounds, Viewer
from safehold.practice.reviews import seats
from safehold.practice.reviews.entries import Standing
from safehold.practice.reviews.kinds import Kind, standard
from safehold.practice.reviews.material import Kept, Material, material
from safehold.practice.reviews.models import Review
from safehold.practice.reviews.people import outside
from safehold.web import errors
from safehold.web.reviews import over
from safehold.web.reviews.days import as_day

PURPOSE = "review"
# Its pages: the name of each, and what it is called.
PAGES = (
    ("review", _("The review")),
    ("review-chronology", _("Chronology")),
    ("review-findings", _("Findings")),
    ("review-reports", _("Management reports")),
    ("review-learning", _("Learning")),
    ("review-contact", _("Family")),
    ("review-people", _("Names and panel")),
    ("review-leaving", _("Report")),
)


class Reached(msgspec.Struct, frozen=True):
    viewer: Viewer
    review: Review
    kind: Kind
    stands: Standing
    panel: seats.Panel
    material: Material
    agencies: dict[str, str]
    now: int
    until: int | None = None

    @property
    def chairs(self) -> bool:
        return self.panel.chairs(self.viewer)

    @property
    def leads(self) -> bool:
        return self.chairs or (self.viewer.may(seats.HOLD) and self.viewer.agency == self.review.agency)

    @property
    def called(self) -> dict[int, str]:
        """What everybody is called outside the review."""
        return outside(self.material.people, self.stands.pseudonyms)


def reached(request: HttpRequest, number: int) -> Reached | HttpResponse:
    """The answer where there is no such review for the viewer, or its case is kept from them."""
    viewer = request.viewer
    review = seats.review(viewer, number)
    if review is None:
        viewer.trace.looked = True  # nobody is shown
        return errors.not_found(request)
    viewer.trace.grounds = Grounds(f"review {review.number}", PURPOSE, "")
    until = seats.until(review)
    if until is not None and until <= time.time_ns() // 1000:
        return over.shown(request, review, until)
    try:
        found = material(viewer, review)
    except Kept:
        look(viewer, "page", case_ids=[review.case_id], refused=True, why="kept from this viewer, who was told so")
        return TemplateResponse(request, "reviews/kept.html", {"review": review}, status=403)
    look(viewer, "page", persons=found.people, case_ids=[each.id for each in found.cases])
    return Reached(
        viewer,
        review,
        standard().kinds[review.kind],
        seats.stands(review),
        seats.panel(review),
        found,
        agency_names(),
        time.time_ns() // 1000,
        until,
    )


def page(request: HttpRequest, open_: Reached, name: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    her = open_.material.people.get(open_.material.case.victim_id)
    frame = {
        "wrong": None,
        "as_day": as_day,
        "review": open_.review,
        "until": open_.until,
        "kind": open_.kind,
        "who": her.name if her else str(_("name not known")),
        "stands": open_.stands,
        "chairs": open_.chairs,
        "leads": open_.leads,
        "agencies": open_.agencies,
        "pages": [(each, title, each == name) for each, title in PAGES],
        "called": open_.called,
    }
    return TemplateResponse(request, f"reviews/{name.removeprefix('review-')}.html", frame | context, status=status)
