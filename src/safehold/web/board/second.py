"""What a domestic abuse specialist in the control room looks at a second time: how each domestic call is answered, danger first."""

import time
from collections.abc import Mapping

import msgspec
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from safehold.access.looks import look
from safehold.chronology.declined import Declined
from safehold.chronology.envelope import Refused as NotRecorded
from safehold.identity.models import Case, Person
from safehold.practice.response.grading import standard as grading
from safehold.practice.response.models import Call
from safehold.practice.response.second_checks import second_check, to_check
from safehold.practice.safeguarding.models import Standing
from safehold.risk.danger import danger
from safehold.web import words
from safehold.web.board.grades import Around, concerning, grade_elsewhere, grades
from safehold.web.events.words import standard
from safehold.web.naming import Word, full_name, pair_name, warnings
from safehold.web.once import Already, once, shown

SHOWN = "second-shown"


class Row(msgspec.Struct, frozen=True):
    """One call; `higher` are the grades that it may be raised to, `asked` what somebody asks of a supervisor about it."""

    number: int
    reference: str
    who: str
    dangers: list[Word]
    received_at: int
    grade: str
    reason: str
    history: bool
    unit: str
    words: str
    asked: list[str]
    again: bool
    higher: dict[str, str]
    danger: int


@require_GET
def second_checks(request: HttpRequest) -> HttpResponse:
    return _page(request)


@require_POST
def check(request: HttpRequest, number: int) -> HttpResponse:
    viewer = request.viewer
    viewer.must("second_check")
    call = Call.objects.for_viewer(viewer).filter(pk=number, agency=viewer.agency).first()
    if call is None:
        raise Http404
    given = request.POST.dict()
    agrees = given.get("agrees") == "yes"
    try:
        with once(request):
            second_check(viewer, call, agrees=agrees, grade="" if agrees else given.get("grade", ""), advice=given.get("advice", ""))
    except Already as already:
        viewer.trace.looked = True  # a redirect shows nobody
        messages.info(request, f"{call.said}: {already}")
        return redirect("second-checks")
    except (Declined, NotRecorded) as refusal:
        return _page(request, {"number": number, "why": str(refusal), "given": given})
    viewer.trace.looked = True  # a redirect shows nobody
    messages.success(request, _("%(call)s: your second check is on record.") % {"call": call.said})
    return redirect("second-checks")


def _page(request: HttpRequest, refused: Mapping[str, object] | None = None) -> HttpResponse:
    viewer = request.viewer
    now = time.time_ns() // 1000
    calls = to_check(viewer)
    known = {call.case_id for call in calls if call.case_id}
    around = list(Case.objects.for_viewer(viewer).filter(Q(id__in=known) | concerning(calls)))
    cases = {case.id: case for case in around if case.id in known}
    numbers = {number for each in (*calls, *cases.values()) for number in (each.victim_id, each.suspect_id) if number is not None}
    people: dict[int, Person] = Person.objects.for_viewer(viewer).in_bulk(list(numbers))
    standing = Standing.objects.for_viewer(viewer).in_bulk([case.id for case in around])
    by_person = Around(around)
    listed = (
        _row(call, people, cases.get(call.case_id), standing.get(call.case_id), grade_elsewhere(call, by_person, standing))
        for call in calls
    )
    rows = sorted(listed, key=lambda row: (-row.danger, row.received_at))
    _log(request, set(people), set(cases))
    shown(request)
    gone = refused is not None and all(row.number != refused["number"] for row in rows)
    context = {"rows": rows, "at": now, "refused": refused, "gone": gone}
    return TemplateResponse(request, "board/second.html", context, status=422 if refused else 200)


def _log(request: HttpRequest, persons: set[int], cases: set[str]) -> None:
    """A look when the page is opened; while it refreshes itself, of those only who are new on it."""
    before = set(request.session.get(SHOWN, ())) if "HX-Request" in request.headers else set()
    fresh = persons - before
    if fresh or not before:
        look(request.viewer, "page", persons=fresh, case_ids=cases)
        request.session[SHOWN] = sorted(persons | before)
    request.viewer.trace.looked = True


def _row(call: Call, people: dict[int, Person], case: Case | None, standing: Standing | None, elsewhere: str) -> Row:
    table = grading()
    titles = table.titles(call.agency)
    named = [full_name(people[number]) for number in (call.victim_id, call.suspect_id) if number in people]
    who = pair_name(case, people) if case is not None else _(" and ").join(named)
    said = [Word(words.sentence(standard().label("call.received", name)), "serious") for name in call.dangers]
    known = {*call.dangers, *(standing.dangers if standing else ())}
    asked = [_("a lower grade: %(grade)s") % {"grade": titles.get(call.asked_grade, "")}] if call.asked_grade else []
    asked += [_("its unit for elsewhere: %(why)s") % {"why": call.divert_reason}] if call.divert_asked_at is not None else []
    return Row(
        number=call.event_id,
        reference=call.said,
        who=who or words.sentence(call.category) or _("Nobody named yet"),
        dangers=[*grades(standing, elsewhere), *said, *(warnings(set(standing.dangers)) if standing else [])],
        received_at=call.received_at,
        grade=titles.get(call.grade, "") if call.grade else _("not graded"),
        reason=call.grade_reason,
        history=call.history_checked_at is not None,
        unit=", ".join(call.units or ()) or (_("sent") if call.dispatched_at is not None else _("none sent")),
        words=call.words,
        asked=asked,
        again=call.second_at is not None,
        higher={name: title for name, title in titles.items() if not call.grade or table.lower(call.grade, name)},
        danger=danger(elsewhere or (standing.grade if standing else ""), known),
    )
