"""The page of a call: opened at once, saved as typed, with the history beside it. What is typed travels in the body of requests and
never in an address, which logs keep."""

import time
from typing import Any

import msgspec
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from safehold.access.looks import look
from safehold.access.viewer import Viewer
from safehold.chronology.declined import Declined
from safehold.chronology.envelope import EventId
from safehold.chronology.envelope import Refused as NotRecorded
from safehold.chronology.times import HOUR
from safehold.practice.response import drafts
from safehold.practice.response.calls import Followed, followed, key_of, leader_of, number_of, open_about
from safehold.practice.response.in_hand import out_of_sight, seen
from safehold.practice.response.models import Call, Draft
from safehold.practice.response.places import place_of
from safehold.practice.response.taking import take
from safehold.practice.response.typed import Typed, of_event, typed
from safehold.web import words
from safehold.web.calls import kept_words, presenters
from safehold.web.calls.answering import answering
from safehold.web.calls.as_before import stands
from safehold.web.calls.doing import Doing, do
from safehold.web.calls.panel import Panel, look_up

OPEN_LATELY = 48 * HOUR
STEPS = ("answer_why", "reassess_plan", "divert_answer")  # of those who do not take calls


class Sheet(msgspec.Struct, frozen=True):
    """One call as a page holds it: what is typed, and the call where it is on record, with its history once that is read."""

    key: EventId
    given: Typed
    call: Call | None = None
    opened_at: int = 0
    turn: int = 0
    unsaved: bool = False
    history: Followed | None = None


@require_GET
def new_call(request: HttpRequest) -> HttpResponse:
    """An empty page, or what the viewer was typing when it was last left."""
    viewer = request.viewer
    viewer.must("record_calls")
    wanted = request.GET.get("open", "")
    if wanted and (number := _recorded(wanted)) is not None:
        return redirect("call", number)
    waiting = [draft for draft in drafts.unfinished(viewer) if _recorded(draft.call) is None]
    if "fresh" in request.GET or not waiting:
        return _page(request, Sheet(drafts.new_call(), Typed(), opened_at=_now()), waiting=waiting)
    draft = next((draft for draft in waiting if draft.call == wanted), waiting[0])
    sheet = Sheet(drafts.read_call(draft.call), drafts.typed_of(draft), opened_at=draft.opened_at, turn=draft.turn)
    return _page(request, sheet, waiting=[other for other in waiting if other.pk != draft.pk])


@require_GET
def call(request: HttpRequest, number: int) -> HttpResponse:
    """A call that is on record; an address that was right before a correction, or before it was joined to another, leads on to it."""
    viewer = request.viewer
    found = seen(viewer, number)
    if found is None:
        leads = leader_of(number)
        if leads is None or leads == number or seen(viewer, leads) is None:
            raise Http404
        viewer.trace.looked = True  # a number alone is given
        return redirect("call", leads)
    return _page(request, _sheet(viewer, found))


@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """The panel and the suggested grade for what is typed so far."""
    viewer = request.viewer
    sheet = _posted(request)
    panel = _shown(viewer, sheet)
    return TemplateResponse(request, "calls/answer.html", _context(viewer, sheet, panel))


@require_POST
def draft(request: HttpRequest) -> HttpResponse:
    """Keeps what is typed; asks nothing and shows nothing."""
    viewer = request.viewer
    viewer.must("record_calls")
    sheet = _posted(request)
    viewer.trace.looked = True  # nothing is shown
    drafts.save(viewer, sheet.key, sheet.given, turn=sheet.turn, opened_at=sheet.opened_at)
    return JsonResponse({"saved": f"{words.clock(_now())}"})


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """The page is being left: what was said is put on record, so that it does not wait for somebody to come back."""
    viewer = request.viewer
    viewer.must("record_calls")
    sheet = _posted(request)
    viewer.trace.looked = True  # nothing is shown
    if not sheet.given.anything:
        if sheet.call is None:
            drafts.forget(viewer, sheet.key)
        return HttpResponse(status=204)
    drafts.save(viewer, sheet.key, sheet.given, turn=sheet.turn, opened_at=sheet.opened_at)
    if sheet.call is None or sheet.call.agency == viewer.agency:
        panel = _shown(viewer, sheet)
        take(viewer, sheet.key, sheet.given, panel.checked, opened_at=sheet.opened_at)
    return HttpResponse(status=204)


@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """A button was pressed. Refused, the page comes back with everything that was typed, and a sentence."""
    viewer = request.viewer
    sheet = _posted(request)
    editable = _editable(viewer, sheet.call)
    if sheet.call is not None and not editable:
        # The fields of the call are not this viewer's to fill, and were not sent.
        steps = {name: value for name, value in request.POST.items() if name in STEPS}
        sheet = _sheet(viewer, sheet.call)
        sheet = msgspec.structs.replace(sheet, given=msgspec.structs.replace(sheet.given, **steps))
    # Held from here until the request is over: of two presses the later sees what the first has done.
    draft = drafts.save(viewer, sheet.key, sheet.given, turn=sheet.turn, opened_at=sheet.opened_at) if editable else None
    sheet = _with_history(sheet)
    panel = _shown(viewer, sheet, draft) if viewer.may("check_history") else None
    page = request.POST.dict()
    pressed = Doing(viewer, sheet.key, sheet.given, panel, sheet.call, sheet.opened_at, editable, page, draft, sheet.history)
    try:
        now, told = do(pressed)
    except (Declined, NotRecorded) as refusal:
        # What was typed may be on record by now, and only what was to be done with it refused.
        if editable and sheet.given.beginning:
            drafts.save(viewer, sheet.key, sheet.given)
        number = number_of(sheet.key)
        if number is not None and (gone := out_of_sight(viewer, number)) is not None:
            messages.error(request, str(refusal))
            return _left(request, gone)
        now_on_record = _with_history(msgspec.structs.replace(sheet, call=_visible(viewer, sheet.key), history=None))
        return _answer(request, now_on_record, _still(pressed, now_on_record), str(refusal), "error", status=422)
    if now is None:
        return _answer(request, sheet, panel, "", "", status=200)
    found = seen(viewer, now.pk)
    if found is None and (gone := out_of_sight(viewer, now.pk)) is not None:
        return _left(request, gone)
    if _part(request):
        if found is None:  # somebody has corrected it meanwhile
            found = Call.objects.for_viewer(viewer).get(pk=number_of(key_of(now.pk)))
        after = _sheet(viewer, found, draft)
        return _answer(request, after, _still(pressed, after), told, "success", status=200)
    viewer.trace.looked = True
    messages.success(request, told)
    if request.POST.get("do") == "fresh":
        return redirect(f"{reverse('new-call')}?fresh=1")
    return redirect("call", now.pk)


def _left(request: HttpRequest, call: Call) -> HttpResponse:
    """What was typed is on record, and the call is not there for this viewer any more."""
    request.viewer.trace.looked = True  # nothing is shown but the reference of what they recorded themselves
    messages.success(request, kept_words.gone(call))
    if _part(request):
        return TemplateResponse(request, "calls/gone.html")
    return redirect(f"{reverse('new-call')}?fresh=1")


def _now() -> int:
    return time.time_ns() // 1000


def _part(request: HttpRequest) -> bool:
    """Whether the page's own script asks, which puts the parts in their places."""
    return request.headers.get("X-Safehold-Part") == "1"


def _recorded(call: str) -> int | None:
    try:
        return number_of(drafts.read_call(call))
    except ValueError:
        return None


def _posted(request: HttpRequest) -> Sheet:
    try:
        key = drafts.read_call(request.POST.get("call", ""))
    except ValueError as error:
        raise Http404 from error
    numbers = {name: request.POST.get(name, "") for name in ("opened_at", "turn")}
    opened_at, turn = (int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0 for text in numbers.values())
    return Sheet(key, typed(request.POST), _visible(request.viewer, key), opened_at, turn)


def _visible(viewer: Viewer, key: EventId) -> Call | None:
    number = number_of(key)
    if number is None:
        return None
    found = seen(viewer, number) or seen(viewer, leader_of(number) or 0)
    if found is None:
        raise Http404
    return found


def _with_history(sheet: Sheet) -> Sheet:
    return sheet if sheet.call is None or sheet.history is not None else msgspec.structs.replace(sheet, history=followed(sheet.call))


def _still(pressed: Doing, after: Sheet) -> Panel | None:
    """The panel that the button was pressed beside, where it says what a new one would say now."""
    if after.call is None or after.history is None:
        return None
    button = pressed.page.get("do", "save").partition(":")[0]
    same = stands(pressed.panel, button, after.given, after.call, pressed.history, after.history)
    return pressed.panel if same else None


def _sheet(viewer: Viewer, found: Call, held: Draft | None = None) -> Sheet:
    """What is on record, or what the viewer has typed since: `held` is a draft of theirs that nobody else can have changed."""
    history = followed(found)
    same = held is not None and held.call == str(history.first.id)
    draft = held if same else drafts.draft_of(viewer, history.first.id)
    unsaved = draft is not None and draft.unsaved
    given = drafts.typed_of(draft) if draft is not None and unsaved else of_event(history.call)
    return Sheet(history.first.id, given, found, found.received_at, draft.turn if draft else 0, unsaved, history)


def _editable(viewer: Viewer, found: Call | None) -> bool:
    return viewer.may("record_calls") and (found is None or found.agency == viewer.agency)


def _shown(viewer: Viewer, sheet: Sheet, draft: Draft | None = None) -> Panel:
    """The history check, with everybody whom it shows logged."""
    panel = look_up(viewer, sheet.given, sheet.call, sheet.key)
    if panel.asked_victim or panel.asked_suspect:
        draft = draft or drafts.draft_of(viewer, sheet.key) or drafts.started(viewer, sheet.key, opened_at=sheet.opened_at)
        drafts.shown(viewer, draft, panel.persons)
    viewer.trace.looked = True  # those shown are logged, once for the call
    return panel


def _page(request: HttpRequest, sheet: Sheet, **more: Any) -> HttpResponse:
    viewer = request.viewer
    panel = _shown(viewer, sheet) if viewer.may("check_history") and (sheet.given.anything or sheet.call) else None
    if sheet.call is not None:
        persons = [person for person in (sheet.call.victim_id, sheet.call.suspect_id) if person is not None]
        cases = [sheet.call.case_id] if sheet.call.case_id else []
        look(viewer, "page", persons=persons, case_ids=cases, task=f"call {sheet.key}")
    return TemplateResponse(request, "calls/page.html", _context(viewer, sheet, panel) | more)


def _answer(request: HttpRequest, sheet: Sheet, panel: Panel | None, told: str, kind: str, *, status: int) -> HttpResponse:
    """The parts that have changed, to the script; the whole page to a browser without."""
    viewer = request.viewer
    if panel is None and viewer.may("check_history"):
        panel = _shown(viewer, sheet)
    if sheet.call is not None:
        viewer.trace.looked = True
    context = _context(viewer, sheet, panel) | {"told": told, "told_kind": kind, "page": request.POST.dict() if status == 422 else {}}
    template = "calls/parts.html" if _part(request) else "calls/page.html"
    return TemplateResponse(request, template, context, status=status)


def _context(viewer: Viewer, sheet: Sheet, panel: Panel | None) -> dict[str, Any]:
    history = _with_history(sheet).history
    return {
        "sheet": sheet,
        "given": sheet.given,
        "call": sheet.call,
        "panel": panel,
        "editable": _editable(viewer, sheet.call),
        "choices": presenters.choices(sheet.given, sheet.call, viewer.agency),
        "stage": presenters.stage(viewer, sheet.call, history) if sheet.call is not None and history is not None else None,
        "due": presenters.due_of(history, viewer) if history is not None else [],
        "done": presenters.done(viewer, history) if history is not None else [],
        "open_calls": _open_calls(viewer, sheet, panel),
        "answering": answering(viewer, sheet.call, history) if sheet.call is not None and history is not None else None,
        "kept": kept_words.going_on(viewer, sheet.call) if sheet.call is not None else "",
        "told": "",
        "told_kind": "",
        "page": {},
        "waiting": [],
    }


def _open_calls(viewer: Viewer, sheet: Sheet, panel: Panel | None) -> list[Call]:
    """Incidents that are open already about whoever this is likely to be, or from the same phone, so that a second call is not a second
    incident."""
    if panel is None:
        return []
    persons = [card.person for card in (*panel.victims, *panel.suspects) if card.sure]
    phone = sheet.given.phone if sheet.given.caller == "self" else ""
    place = place_of({"address_given": sheet.given.address, "postcode_given": sheet.given.postcode})
    return open_about(viewer, persons, phone, _now() - OPEN_LATELY, place=place, but=sheet.call)
