"""At the door: one page for a phone, saved as it is typed, that goes on without a signal and without script."""

import time
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from safehold.access.looks import look
from safehold.access.viewer import Viewer
from safehold.chronology.declined import Declined
from safehold.chronology.envelope import Refused as NotRecorded
from safehold.practice.response import units
from safehold.practice.response.attending import looking, recording, sheets
from safehold.practice.response.attending.models import Sheet
from safehold.practice.response.attending.sealed import Held
from safehold.practice.response.attending.typed import typed
from safehold.practice.response.calls import Followed, followed, leader_of, number_of
from safehold.practice.response.drafts import read_call
from safehold.practice.response.grading import standard as grading
from safehold.practice.response.in_hand import seen
from safehold.practice.response.models import Call
from safehold.web import words
from safehold.web.attending import presenters

OPEN_LATELY = 48 * 60 * 60 * 1_000_000


@require_GET
def jobs(request: HttpRequest) -> HttpResponse:
    """The jobs that the viewer is on, those that wait for somebody to go, and whoever is wanted and not found."""
    viewer = request.viewer
    viewer.must("record_events")
    own = {number: sheet for sheet in sheets.mine(viewer) if (number := number_of(read_call(sheet.call))) is not None}
    waiting: list[Call] = []
    if viewer.does.calls == "agency":
        lately = time.time_ns() // 1000 - OPEN_LATELY
        found = Call.objects.for_viewer(viewer).filter(agency=viewer.agency, closed_at=None, received_at__gte=lately)
        waiting = list(found.exclude(domestic=False).order_by("-received_at")[:40])
    on = {call.pk: call for call in Call.objects.for_viewer(viewer).filter(pk__in=own)}
    sought = looking.all_sought(viewer, looking.MOST if "all" in request.GET else looking.SHOWN)
    left = {number: sheet for sheet in sheets.left_behind(viewer) if (number := number_of(read_call(sheet.call))) is not None}
    theirs = {call.pk: call for call in Call.objects.for_viewer(viewer).filter(pk__in=left)}
    look(viewer, "page", task="jobs to attend")
    sent = units.jobs(viewer) if viewer.may("attend_calls") else []
    context = {
        "attends": viewer.does.calls == "agency",
        "sent": [call for call in sent if call.pk not in own],
        "titles": grading().titles(viewer.agency),
        "mine": [(call, own[number]) for number, call in on.items() if call.closed_at is None or own[number].unsaved],
        "waiting": [call for call in waiting if call.pk not in own and call not in sent],
        "sought": sought,
        "left": [(theirs[number], sheet) for number, sheet in left.items() if number in theirs],
    }
    return TemplateResponse(request, "attending/jobs.html", context)


@require_GET
def open_job(request: HttpRequest, number: int) -> HttpResponse:
    viewer = request.viewer
    call = _job(viewer, number)
    if call.pk != number:
        viewer.trace.looked = True  # a number alone is given
        return redirect("attending:open", call.pk)
    history = followed(call)
    sheet = sheets.sheet_of(viewer, history.first.id)
    if sheet is None and (unit := sheets.sent_with(viewer, call)):
        # They have its briefing, and stand at the door: they are not asked again.
        sheet = sheets.join(viewer, history.first.id, why="", unit=unit)
        return _page(request, call, history, sheet, why=_("%(unit)s is sent to it") % {"unit": unit})
    if sheet is None:
        viewer.trace.looked = True  # nothing of it is shown yet but when it came
        return TemplateResponse(request, "attending/join.html", _of_job(call, history) | {"why": "", "error": ""})
    return _page(request, call, history, sheet)


@require_POST
def join(request: HttpRequest, number: int) -> HttpResponse:
    viewer = request.viewer
    call = _job(viewer, number)
    history = followed(call)
    why = request.POST.get("why", "")
    viewer.trace.looked = True  # nothing is shown
    try:
        sheets.join(viewer, history.first.id, why=why)
    except Declined as refusal:
        context = _of_job(call, history) | {"why": why, "error": str(refusal)}
        return TemplateResponse(request, "attending/join.html", context, status=422)
    look(viewer, "page", persons=_persons(call), case_ids=_cases(call), why=why or _("is sent to it"), task=f"call {history.first.id}")
    return redirect("attending:open", call.pk)


@require_POST
def keep(request: HttpRequest, number: int) -> HttpResponse:
    """Keeps what is typed; asks nothing and shows nothing."""
    viewer = request.viewer
    history = followed(_job(viewer, number))
    viewer.trace.looked = True  # nothing is shown
    given = typed(request.POST.dict())
    try:
        sheet, held = sheets.keep(viewer, history.first.id, given, **_turns(request))
    except Declined as refusal:
        return JsonResponse({"state": "declined", "says": str(refusal)}, status=409)
    if request.headers.get("X-Safehold-Part") != "1":
        messages.success(request, _("Kept, and not on record yet."))
        return redirect("attending:open", number)
    return JsonResponse({"saved": words.clock(_now()), "turn": sheet.turn, "both": bool(held.others), "also": _also(held, given)})


@require_POST
def record(request: HttpRequest, number: int) -> HttpResponse:
    viewer = request.viewer
    call = _job(viewer, number)
    history = followed(call)
    given = typed(request.POST.dict())
    pressed = _number(request.POST.get("pressed", "")) * 1000
    part = request.headers.get("X-Safehold-Part") == "1"
    viewer.trace.looked = True  # nothing is shown but what they typed
    try:
        press = request.POST.get("press", "")
        new = recording.put_on_record(viewer, call, given, press=press, pressed=pressed, **_turns(request))
    except (Declined, NotRecorded) as refusal:
        if part:
            return JsonResponse({"state": "declined", "says": str(refusal)}, status=409)
        messages.error(request, str(refusal))
        return redirect("attending:open", number)
    told = _("Recorded.") if new else _("On record already: nothing new was typed.")
    if part:
        sheet = sheets.sheet_of(viewer, history.first.id)
        turn, unsaved = (sheet.turn, sheet.unsaved) if sheet else (0, False)
        also = _also(sheets.held(sheet), given) if sheet else {}
        return JsonResponse({"recorded": words.clock(_now()), "says": told, "turn": turn, "unsaved": unsaved, "also": also})
    messages.success(request, told)
    return redirect("attending:open", number)


@require_POST
def aside(request: HttpRequest, number: int) -> HttpResponse:
    viewer = request.viewer
    history = followed(_job(viewer, number))
    viewer.trace.looked = True  # nothing is shown
    sheets.set_aside(viewer, history.first.id)
    messages.success(request, _("Set aside. What stands in the form is as it was."))
    return redirect("attending:open", number)


@require_POST
def looked(request: HttpRequest, number: int) -> HttpResponse:
    """He was looked for once more."""
    viewer = request.viewer
    call = _job(viewer, number)
    history = followed(call)
    result = request.POST.get("result", "")
    viewer.trace.looked = True
    try:
        arrested = request.POST.get("arrested") == "yes"
        recording.looked_for(viewer, call, result=result, arrested=arrested, press=request.POST.get("press", ""))
    except (Declined, NotRecorded) as refusal:
        sheet = sheets.sheet_of(viewer, history.first.id)
        if sheet is None:
            raise Http404 from refusal
        return _page(request, call, history, sheet, refused=str(refusal), result=result, status=422)
    messages.success(request, _("Recorded: he was arrested.") if arrested else _("Recorded: he was looked for."))
    return redirect("attending:open", call.pk)


def _job(viewer: Viewer, number: int) -> Call:
    """The job that an address names, or the one that it was joined to. Raises Http404."""
    viewer.must("record_events")
    found = seen(viewer, number)
    if found is None:
        leads = leader_of(number)
        found = seen(viewer, leads) if leads is not None and leads != number else None
    if found is None or not sheets.may_attend(viewer, found):
        raise Http404
    return found


def _page(
    request: HttpRequest,
    call: Call,
    history: Followed,
    sheet: Sheet,
    *,
    refused: str = "",
    result: str = "",
    why: str = "",
    status: int = 200,
) -> HttpResponse:
    viewer = request.viewer
    held = sheets.held(sheet)
    look(viewer, "page", persons=_persons(call), case_ids=_cases(call), why=why, task=f"call {history.first.id}")
    context = _of_job(call, history) | {
        "form": presenters.form(held.typed),
        "sheet": sheet,
        "elsewhere": presenters.elsewhere(held),
        "recorded": presenters.recorded(viewer, history),
        "sought": presenters.wanted(history),
        "press": uuid4().hex,
        "refused": refused,
        "result": result,
    }
    return TemplateResponse(request, "attending/page.html", context, status=status)


def _of_job(call: Call, history: Followed) -> dict[str, Any]:
    return {"call": call, "job": presenters.job(history)}


def _also(held: Held, given: dict[str, str]) -> dict[str, str]:
    """What they typed on another page where this one has nothing: it goes into this page's form, which would else take it away again."""
    return {name: value for name, value in held.typed.items() if name not in given}


def _turns(request: HttpRequest) -> dict[str, Any]:
    numbers = {name: _number(request.POST.get(name, "")) for name in ("turn", "base")}
    return numbers | {"writer": request.POST.get("writer", "")}


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


def _persons(call: Call) -> list[int]:
    return [person for person in (call.victim_id, call.suspect_id) if person is not None]


def _cases(call: Call) -> list[str]:
    return [call.case_id] if call.case_id else []


def _now() -> int:
    return time.time_ns() // 1000
