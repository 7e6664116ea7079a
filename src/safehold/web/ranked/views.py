"""Whom to help first: the list, how far the people of today reach, and what is said about it from a row."""

import time

import msgspec
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from safehold.access.looks import look
from safehold.chronology.envelope import Refused as NotRecorded
from safehold.identity.models import Case
from safehold.practice.safeguarding.ranking import actions, listing
from safehold.risk.ranking.weights import weights
from safehold.web.once import Already, once, shown
from safehold.web.ranked.presenters import shown as rows


class Refusal(msgspec.Struct, frozen=True):
    """What could not be recorded of a case, with what was typed: `why` of a disagreement, `owner` of a name."""

    case: str = ""
    why: str = ""
    owner: str = ""
    should_be: str = ""
    reason: str = ""


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    return _page(request)


def _page(request: HttpRequest, refused: Refusal | None = None) -> HttpResponse:
    viewer = request.viewer
    viewer.must(listing.PERMISSION)
    now = time.time_ns() // 1000
    asked = _number(request.GET.get("people", ""), actions.MOST_PEOPLE)
    found = listing.listed(viewer, now, people=asked, page=max(1, _number(request.GET.get("page", ""), 100) or 1))
    seen = rows(viewer, found, now)
    shown(request)
    look(viewer, "page", persons=seen.persons, case_ids=seen.cases)
    context = {
        "found": found,
        "shown": seen,
        "what_if": asked is not None,
        "owners": actions.those_who_may(viewer),
        "weights": weights(),
        "refused": refused or Refusal(),
        "kept": f"people={asked}&" if asked is not None else "",
    }
    return TemplateResponse(request, "ranked/first.html", context, status=422 if refused else 200)


@require_POST
def people(request: HttpRequest) -> HttpResponse:
    """How many people there are: tried, which moves the line for whoever tries it, or said for the day, which moves it for the unit."""
    viewer = request.viewer
    viewer.must(listing.PERMISSION)
    wanted = _number(request.POST.get("people", ""), actions.MOST_PEOPLE)
    if wanted is None:
        messages.warning(request, _("Give a number of people from 0 to %(most)d.") % {"most": actions.MOST_PEOPLE})
        return redirect("who-first")
    if request.POST.get("do") != "say":
        return redirect(f"{reverse('who-first')}?people={wanted}")
    try:
        with once(request):
            actions.say_people(by=viewer, people=wanted, now=time.time_ns() // 1000)
    except Already as already:
        return _already(request, already)
    messages.success(request, _("Recorded: there are %(n)d of you today.") % {"n": wanted})
    return redirect("who-first")


@require_POST
def disagree(request: HttpRequest, case_id: str) -> HttpResponse:
    found = _case(request, case_id)
    given = {"should_be": request.POST.get("should_be", ""), "reason": request.POST.get("reason", "")}
    try:
        with once(request):
            actions.disagree(by=request.viewer, case=found, **given, now=time.time_ns() // 1000)
    except Already as already:
        return _already(request, already)
    except NotRecorded as refusal:
        return _page(request, Refusal(case=case_id, why=str(refusal), **given))
    higher = given["should_be"] == "higher"
    told = _("Recorded, and it counts from now on.") if higher else _("Recorded. It moves nobody: to lower a danger, grade it anew.")
    messages.success(request, told)
    return redirect("who-first")


@require_POST
def owner(request: HttpRequest, case_id: str) -> HttpResponse:
    found = _case(request, case_id)
    try:
        with once(request):
            actions.name_owner(by=request.viewer, case=found, staff_id=request.POST.get("owner", ""))
    except Already as already:
        return _already(request, already)
    except NotRecorded as refusal:
        return _page(request, Refusal(case=case_id, owner=str(refusal)))
    messages.success(request, _("Recorded whose case it is."))
    return redirect("who-first")


def _already(request: HttpRequest, already: Already) -> HttpResponse:
    messages.info(request, str(already))
    return redirect("who-first")


def _case(request: HttpRequest, case_id: str) -> Case:
    viewer = request.viewer
    viewer.must(listing.PERMISSION, case_ids=[case_id])
    found = Case.objects.for_viewer(viewer).filter(id=case_id).first()
    if found is None:
        viewer.trace.looked = True  # nobody is shown
        raise Http404
    look(viewer, "page", persons=[each for each in (found.victim_id, found.suspect_id) if each is not None], case_ids=[found.id])
    return found


def _number(text: str, most: int) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 and int(text) <= most else None
