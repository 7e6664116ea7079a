"""The control room supervisor's board, and the answers that are given on it."""

import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from safehold.access.looks import look
from safehold.access.viewer import Viewer
from safehold.chronology.declined import Declined
from safehold.chronology.envelope import Refused as NotRecorded
from safehold.identity.models import Person
from safehold.practice.response import actions, alarm_calls, sending, taking_over
from safehold.practice.response.board import alarms
from safehold.practice.response.models import Call
from safehold.practice.response.typed import Typed
from safehold.web.announced import lately
from safehold.web.board.presenters import board
from safehold.web.board.shown import Board
from safehold.web.calls.presenters import CLOSED_AS, METHODS
from safehold.web.kept.fields import OURS
from safehold.web.kept.fields import told as in_words
from safehold.web.once import Already, once, shown

SHOWN = "board-shown"
ALL = "all"


@require_GET
def supervisor(request: HttpRequest) -> HttpResponse:
    return _board(request)


@require_POST
def act(request: HttpRequest, number: int, do: str) -> HttpResponse:
    """An answer to one call. Refused, the board comes back with what was typed, and a sentence."""
    viewer = request.viewer
    viewer.must("supervise_calls")
    if do not in DOINGS:
        raise Http404
    call = Call.objects.for_viewer(viewer).filter(pk=number).first()
    if call is None:
        raise Http404
    try:
        with once(request):
            told = DOINGS[do](viewer, call, request.POST)
    except Already as already:
        return _already(request, call.said, already)
    except (Declined, NotRecorded) as refusal:
        return _board(request, refused={"number": number, "do": do, "why": str(refusal), "given": request.POST.dict()})
    viewer.trace.looked = True  # a redirect shows nobody
    messages.success(request, f"{call.said}: {told}")
    return redirect("supervisor")


@require_POST
def act_on_left(request: HttpRequest, number: int, do: str) -> HttpResponse:
    """What becomes of a call that somebody left unfinished: it is taken over, or recorded and closed with a reason."""
    viewer = request.viewer
    viewer.must("record_calls")
    if do not in ("take", "close"):
        raise Http404
    given = request.POST.dict()
    try:
        if do == "take":
            draft = taking_over.take_over(viewer, number)
            return redirect(f"{reverse('new-call')}?open={quote(draft.call)}")
        with once(request):
            call = taking_over.close(viewer, number, ending=given.get("ending", ""), rationale=given.get("rationale", ""))
    except Already as already:
        return _already(request, _("The call that was left"), already)
    except (Declined, NotRecorded) as refusal:
        return _board(request, refused={"number": number, "do": f"left-{do}", "why": str(refusal), "given": given})
    viewer.trace.looked = True  # a redirect shows nobody
    messages.success(request, _("%(call)s: recorded as it was typed, and closed.") % {"call": call.said})
    return redirect("supervisor")


def _already(request: HttpRequest, call: str, already: Already) -> HttpResponse:
    request.viewer.trace.looked = True  # a redirect shows nobody
    messages.info(request, f"{call}: {already}")
    return redirect("supervisor")


def _answer(viewer: Viewer, call: Call, given: Mapping[str, str]) -> str:
    agreed = given.get("agreed") == "yes"
    recontacted = given.get("recontacted") == "yes"
    actions.answer_downgrade(viewer, call, agreed=agreed, why=given.get("why", ""), victim_recontacted=recontacted)
    return _("the lower grade is agreed to.") if agreed else _("the lower grade is refused.")


def _reassess(viewer: Viewer, call: Call, given: Mapping[str, str]) -> str:
    actions.reassess(viewer, call, plan=given.get("plan", ""), victim_recontacted=given.get("recontacted") == "yes")
    return _("looked at again.")


def _told(viewer: Viewer, call: Call, given: Mapping[str, str]) -> str:
    actions.told_of_delay(viewer, call, method=given.get("method", ""), reached=given.get("reached") == "yes")
    return _("that she was told of the delay is recorded.") if given.get("reached") == "yes" else _("the attempt is recorded.")


def _divert(viewer: Viewer, call: Call, given: Mapping[str, str]) -> str:
    agreed, recontacted = given.get("agreed") == "yes", given.get("recontacted") == "yes"
    sending.answer_diversion(viewer, call, agreed=agreed, why=given.get("why", ""), victim_recontacted=recontacted)
    return _("the unit may go.") if agreed else _("the unit stays.")


DOINGS: dict[str, Callable[[Viewer, Call, Mapping[str, str]], str]] = {
    "answer": _answer,
    "reassess": _reassess,
    "told": _told,
    "divert": _divert,
}


@require_POST
def take_alarm(request: HttpRequest, number: int) -> HttpResponse:
    """A call is opened for an alarm that nobody has picked up, with whom it belongs to."""
    viewer = request.viewer
    viewer.must("supervise_calls")
    viewer.must("record_calls")
    pressed = next((each for each in alarms(viewer, time.time_ns() // 1000) if each.event == number), None)
    if pressed is None:
        messages.error(request, _("Somebody has taken a call for that alarm meanwhile."))
        viewer.trace.looked = True  # a redirect shows nobody
        return redirect("supervisor")
    person = Person.objects.for_viewer(viewer).filter(pk=pressed.person).first()
    look(viewer, "page", persons=[pressed.person])
    names = {"family_name": person.family_name, "given_name": person.given_name, "born": person.date_of_birth} if person else {}
    given = Typed(channel="alarm", words=_("Alarm pressed."), **names)
    try:
        call = alarm_calls.open_call(viewer, pressed, given, over=request.POST.get("over", ""))
    except Declined as refusal:
        messages.warning(request, str(refusal))
        return redirect("supervisor")
    return redirect(f"{reverse('new-call')}?open={quote(str(call))}")


def _board(request: HttpRequest, refused: Mapping[str, Any] | None = None) -> HttpResponse:
    viewer = request.viewer
    viewer.must("supervise_calls")
    now = time.time_ns() // 1000
    whole = ALL in request.GET
    found = board(viewer, now, whole=whole)
    _log(request, found)
    shown(request)
    context = {
        "board": found,
        "announced": lately(viewer, now),
        "refused": refused,
        "gone": _gone(found, refused) if refused else None,
        "methods": METHODS,
        "endings": {name: CLOSED_AS[name] for name in actions.ENDINGS},
        "at": now,
        "whole": whole,
    }
    return TemplateResponse(request, "board/page.html", context, status=422 if refused else 200)


def _gone(found: Board, refused: Mapping[str, Any]) -> list[tuple[str, str]] | None:
    """What was typed, where the board has no form for it any more: somebody else has answered, or a unit is there."""
    waiting = [line.number for line in found.waiting]
    forms = {
        "answer": [each.line.number for each in found.asked],
        "divert": [each.line.number for each in found.diversions],
        "reassess": waiting,
        "told": waiting,
        "left-take": [each.number for each in found.left],
        "left-close": [each.number for each in found.left],
    }
    if refused["number"] in forms[refused["do"]]:
        return None
    return in_words([(name, said) for name, said in refused["given"].items() if name not in OURS])


def _log(request: HttpRequest, shown: Board) -> None:
    """A look when the page is opened; while it refreshes itself, of those only who are new on it."""
    viewer = request.viewer
    before = set(request.session.get(SHOWN, ())) if "HX-Request" in request.headers else set()
    fresh = shown.persons - before
    if fresh or not before:
        look(viewer, "page", persons=fresh, case_ids=shown.cases)
        request.session[SHOWN] = sorted(shown.persons | before)
    viewer.trace.looked = True
