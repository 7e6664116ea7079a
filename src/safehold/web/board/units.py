"""The units of the agency: who is on which, whether a specialist trained them, what each is on and since when. For whoever sends them."""

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
from safehold.chronology.declined import Declined
from safehold.practice.response import crews, sending
from safehold.practice.response.crews import Aboard
from safehold.practice.response.models import Call
from safehold.practice.response.units import Job, Unit, units
from safehold.practice.training.listed import training_of
from safehold.practice.training.standing import Stands
from safehold.web.calls.crews import lacking
from safehold.web.naming import Word
from safehold.web.training import presenters as training


class Member(msgspec.Struct, frozen=True):
    """`joined` and `team` are what whoever sends units has to see of how they came onto it: `team` where it is another than the unit's."""

    number: int
    name: str
    staff_id: str
    since: int
    training: Word
    joined: bool
    team: str


class OnJob(msgspec.Struct, frozen=True):
    number: int
    said: str
    address: str
    since: int
    there: bool


class Row(msgspec.Struct, frozen=True):
    callsign: str
    crew: list[Member]
    jobs: list[OnJob]
    untrained: bool


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer
    viewer.must("record_calls")
    now = time.time_ns() // 1000
    known = units(viewer)
    trained = training_of(viewer, {one.staff_id for each in known for one in each.crew}, now)
    rows = [_row(each, trained) for each in known]
    if "HX-Request" in request.headers:
        viewer.trace.looked = True  # the same again, by itself: of calls no more than their numbers
    else:
        look(viewer, "page", task="units")
    context = {"rows": rows, "free": sum(not each.jobs for each in rows), "at": now}
    return TemplateResponse(request, "board/units.html", context)


@require_POST
def end(request: HttpRequest, number: int) -> HttpResponse:
    viewer = request.viewer
    viewer.trace.looked = True  # a redirect shows nobody
    try:
        ended = crews.end(viewer, number)
    except Declined as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(who)s is signed off from %(unit)s.") % {"who": ended.user, "unit": ended.callsign})
    return redirect("units")


@require_POST
def done(request: HttpRequest, number: int) -> HttpResponse:
    viewer = request.viewer
    viewer.must("record_calls")
    call = Call.objects.for_viewer(viewer).filter(pk=number, agency=viewer.agency).first()
    if call is None:
        raise Http404
    viewer.trace.looked = True  # a redirect shows nobody
    try:
        unit = sending.clear(viewer, call, unit=request.POST.get("unit", ""))
    except Declined as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(unit)s is free for another call.") % {"unit": unit})
    return redirect("units")


def _row(unit: Unit, trained: dict[str, Stands]) -> Row:
    crew = [_member(each, trained) for each in unit.crew]
    return Row(unit.callsign, crew, [_on_job(each) for each in unit.held], lacking(unit.crew, trained))


def _member(each: Aboard, trained: dict[str, Stands]) -> Member:
    stands = trained.get(each.staff_id, Stands("never"))
    word = Word(training.word(stands), training.LEVELS[stands.standing])
    team = each.team if each.elsewhere else ""
    return Member(each.number, each.name, each.staff_id, each.since, word, each.crewed, team)


def _on_job(each: Job) -> OnJob:
    return OnJob(each.number, each.said, reverse("call", args=[each.number]), each.since, each.there)
