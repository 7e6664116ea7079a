"""The page of a unit: signing on to it, and the briefing of its job. Nothing else is there, and it is gone with the job."""

import time
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from safehold.access.looks import look
from safehold.access.viewer import Viewer
from safehold.chronology.declined import Declined
from safehold.chronology.envelope import Refused as NotRecorded
from safehold.practice.response import crews, sending, units
from safehold.practice.response.calls import key_of
from safehold.practice.response.in_hand import seen
from safehold.practice.response.models import Call
from safehold.web.unit.presenters import Briefing, briefing

SHOWN = "unit-shown"


@require_GET
def unit(request: HttpRequest) -> HttpResponse:
    """The briefing of the latest job, at once; without one, where it will come."""
    viewer = request.viewer
    mine = units.jobs(viewer)
    return _page(request, mine[0] if mine else None, mine)


@require_GET
def job(request: HttpRequest, number: int) -> HttpResponse:
    mine = units.jobs(request.viewer)
    return _page(request, _own(mine, number), mine)


@require_POST
def read(request: HttpRequest, number: int) -> HttpResponse:
    return _said(request, number, sending.read_briefing)


@require_POST
def there(request: HttpRequest, number: int) -> HttpResponse:
    """They are at the door: said in one press, and what they find is recorded there."""
    return _said(request, number, sending.there)


def _said(request: HttpRequest, number: int, say: Callable[[Viewer, Call], None]) -> HttpResponse:
    """Says something of their own job, and comes back to it."""
    viewer = request.viewer
    call = _own(units.jobs(viewer), number)
    viewer.trace.looked = True  # a redirect shows nobody
    try:
        say(viewer, call)
    except (Declined, NotRecorded) as refusal:
        messages.error(request, str(refusal))
    return redirect("unit-job", number)


@require_POST
def done(request: HttpRequest, number: int) -> HttpResponse:
    """They are done with this job and free for another; what they have to write of it waits under Jobs."""
    viewer = request.viewer
    call = _own(units.jobs(viewer), number)
    viewer.trace.looked = True  # a redirect shows nobody
    try:
        unit = sending.clear(viewer, call)
    except (Declined, NotRecorded) as refusal:
        messages.error(request, str(refusal))
        return redirect("unit-job", number)
    messages.success(request, _("%(unit)s is free. What you still have to record of that job is under Jobs.") % {"unit": unit})
    return redirect("unit")


@require_POST
def sign_on(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer
    try:
        units.sign_on(viewer, request.POST.get("callsign", ""))
    except Declined as refusal:
        messages.error(request, str(refusal))
    viewer.trace.looked = True  # a redirect shows nobody
    return redirect("unit")


@require_POST
def sign_off(request: HttpRequest) -> HttpResponse:
    units.sign_off(request.viewer)
    messages.success(request, _("You are signed off. No briefing comes to you now."))
    return redirect("unit")


def _own(mine: list[Call], number: int) -> Call:
    """A briefing is for the unit that is sent, and for nobody beside it, whatever else of the call they may see."""
    for each in mine:
        if each.event_id == number:
            return each
    raise Http404


def _page(request: HttpRequest, call: Call | None, mine: list[Call]) -> HttpResponse:
    viewer = request.viewer
    now = time.time_ns() // 1000
    shown = briefing(viewer, call, now) if call is not None and seen(viewer, call.event_id) is not None else None
    on = units.on(viewer)
    context: dict[str, Any] = {
        "on": on,
        "beside": crews.beside(viewer, on) if on is not None else [],
        "ended": crews.ended_for(viewer) if on is None else None,
        "job": shown,
        "kept": call is not None and shown is None,
        "others": [each for each in mine if call is None or each.event_id != call.event_id],
        "attending": _attending(call) if shown is not None and call is not None else "",
        "at": now,
    }
    _log(request, viewer, call, shown)
    return TemplateResponse(request, "unit/page.html", context)


def _log(request: HttpRequest, viewer: Viewer, call: Call | None, shown: Briefing | None) -> None:
    """A look when it is opened; while the page asks by itself for what is new, only what it had not shown."""
    polled = "HX-Request" in request.headers
    told = {call.event_id, *shown.persons} if call is not None and shown is not None else set()
    if call is not None and shown is not None and not (polled and told <= set(request.session.get(SHOWN, ()))):
        look(viewer, "page", persons=shown.persons, case_ids=shown.cases, task=f"call {key_of(call.event_id)}")
        request.session[SHOWN] = sorted(told)
    viewer.trace.looked = True


def _attending(call: Call) -> str:
    """Where what is done at the door is recorded."""
    try:
        return reverse("attending:open", args=[call.event_id])
    except NoReverseMatch:
        return ""
