"""A review that is over, to its chair alone: what it made and recommended, and the hold on its records, which is still theirs to lift."""

import time

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from safehold.access.looks import look
from safehold.access.viewer import Viewer
from safehold.chronology.envelope import Refused as NotRecorded
from safehold.documents.reviews.content import TITLES
from safehold.practice.reviews import actions, deciding, seats
from safehold.practice.reviews.material import kept_from_viewer
from safehold.practice.reviews.models import Review
from safehold.web import errors
from safehold.web.reviews.forms import LiftForm


def kept_by(viewer: Viewer, number: int) -> Review | None:
    """A review that is over, where the viewer chaired it and its case is not kept from them."""
    review = seats.review(viewer, number)
    until = seats.until(review) if review is not None else None
    if review is None or until is None or until > time.time_ns() // 1000 or not _keeps(viewer, review):
        return None
    return review


def lifted(request: HttpRequest, number: int, what: str) -> HttpResponse | None:
    """The one thing that its chair still says."""
    review = kept_by(request.viewer, number) if what == "hold_lifted" else None
    form = LiftForm(request.POST)
    if review is None:
        return None
    if not form.is_valid():
        messages.error(request, _("Say why the records need be held no longer."))
    else:
        try:
            actions.say(review, by=request.viewer, what=what, body=form.body(), subject=form.subject())
        except (actions.CannotDo, NotRecorded) as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("It is kept."))
    return redirect("review", number)


def _keeps(viewer: Viewer, review: Review) -> bool:
    return seats.panel(review).chairs(viewer) and review.case_id not in kept_from_viewer()


def shown(request: HttpRequest, review: Review, until: int) -> HttpResponse:
    viewer = request.viewer
    refused = not _keeps(viewer, review)
    look(viewer, "page", case_ids=[review.case_id], refused=refused, why="the review is over")
    if refused:
        return errors.not_found(request)
    stands = seats.stands(review)
    made = [each for each in review.papers.filter(what="made").order_by("-id") if stands.leaves(each.pk)]
    context = {
        "review": review,
        "until": until,
        "made": [(each.pk, f"{TITLES.get(each.of, each.of)} ({each.form})", each.at) for each in made],
        "recommendations": stands.recommendations,
        "holds": stands.holds,
        "held": stands.held,
        "again": not stands.held and viewer.may(seats.HOLD) and deciding.to_decide_on(viewer, review.case_id) is not None,
    }
    return TemplateResponse(request, "reviews/over.html", context)
