"""Records whose time has come: the list, one of them, and what somebody decides of it."""

import time
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from safehold.access.looks import look
from safehold.access.staff import agency_names
from safehold.chronology.envelope import EventId
from safehold.identity.models import Case, Person
from safehold.retention import deciding, lifting
from safehold.retention.deciding import CannotDecide
from safehold.retention.overview import Row
from safehold.retention.reading import schedule_of
from safehold.retention.seen import alone_called, row, rows
from safehold.retention.standing import Stands
from safehold.web import errors
from safehold.web.looks import asking
from safehold.web.looks.slowly import slowly
from safehold.web.retention import presenters
from safehold.web.retention.forms import FindForm, HoldForm, KeepForm, LiftForm, RemoveForm

MOST = 100


@require_http_methods(["GET", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Somebody who is in no case, by name: due or not, since a hold may have to reach them before."""
    viewer, now = request.viewer, _now()
    viewer.must(deciding.DECIDE, kind="search")
    form = FindForm(request.POST if request.method == "POST" else None)
    found: list[Row] = []
    asked = form.is_valid()
    if asked:
        if (wait := slowly(request)) is not None:
            return wait
        found = alone_called(viewer, form.cleaned_data["name"], now)
        look(viewer, "search", persons=[one.record.subject.victim for one in found], why=form.cleaned_data["why"])
    listed = [presenters.listed(one, {}, viewer) for one in found]
    return TemplateResponse(
        request, "retention/find.html", {"form": form, "asked": asked, "found": listed}, status=422 if form.errors else 200
    )


@require_GET
def due(request: HttpRequest) -> HttpResponse:
    """What is to be decided, confirmed or carried out, and what is held."""
    viewer, now = request.viewer, _now()
    found, more = rows(viewer, now)
    by_state = {each: [one for one in found if one.standing.stands == each] for each in Stands}
    shown = {each: by_state[each][:MOST] for each in (Stands.REVIEW, Stands.APPROVED, Stands.HELD)}
    people = _people(request, [one for listed in shown.values() for one in listed])
    titles = {Stands.REVIEW: _("To decide"), Stands.APPROVED: _("Decided to go"), Stands.HELD: _("Held")}
    context = {
        "parts": [
            (each.value, titles[each], len(by_state[each]), [presenters.listed(one, people, viewer) for one in listed])
            for each, listed in shown.items()
        ],
        "more": more,
        "kept": len(by_state[Stands.KEPT]),
        "restarted": len(by_state[Stands.RESTARTED]),
    }
    return TemplateResponse(request, "retention/due.html", context)


@require_GET
def record(request: HttpRequest, subject: str) -> HttpResponse:
    found = row(request.viewer, subject, _now())
    return (_asked_first(request, found) or _page(request, found)) if found else _nothing(request)


@require_POST
def keep(request: HttpRequest, subject: str) -> HttpResponse:
    def made(found: Row) -> forms.Form:
        return KeepForm(schedule_of(found.record.area).criteria, request.POST)

    def done(found: Row, form: forms.Form) -> str:
        given = form.cleaned_data
        deciding.keep(found.record, by=request.viewer, criteria=given["criteria"], reason=given["reason"])
        return _("It is kept until its next review.")

    return _act(request, subject, "keep", made, done)


@require_POST
def remove(request: HttpRequest, subject: str) -> HttpResponse:
    def made(found: Row) -> forms.Form:
        return RemoveForm(schedule_of(found.record.area).grounds, request.POST)

    def done(found: Row, form: forms.Form) -> str:
        decision = deciding.dispose(found.record, by=request.viewer, ground=form.cleaned_data["ground"])
        return _("Another person has to confirm it.") if decision.two else _("Its content goes when the days have passed.")

    return _act(request, subject, "remove", made, done)


@require_POST
def answer(request: HttpRequest, subject: str, decision: int) -> HttpResponse:
    """Confirms a removal, or withdraws it."""
    agrees = request.POST.get("agrees") == "yes"

    def done(found: Row, _form: forms.Form) -> str:
        named = next((each for each in found.decisions if each.pk == decision), None)
        if named is None:
            raise CannotDecide(_("It was withdrawn, or carried out, already."))
        deciding.answer(named, by=request.viewer, agrees=agrees)
        return _("Confirmed.") if agrees else _("Withdrawn: the record stays until somebody decides again.")

    return _act(request, subject, "answer", lambda _found: forms.Form(request.POST), done)


@require_POST
def hold(request: HttpRequest, subject: str) -> HttpResponse:
    def done(found: Row, form: forms.Form) -> str:
        deciding.place_hold(found.record, by=request.viewer, **form.cleaned_data)
        return _("Held. Nothing of it goes until the hold ends.")

    return _act(request, subject, "hold", lambda _found: HoldForm(request.POST), done)


@require_POST
def lift(request: HttpRequest, subject: str) -> HttpResponse:
    """One asks to lift a hold, with why; another agrees or does not."""
    word = request.POST.get("word", "")

    def done(found: Row, form: forms.Form) -> str:
        wanted = EventId(request.POST.get("source", ""), request.POST.get("id", ""))
        named = next((each for each in found.standing.holds if each.event == wanted), None)
        if named is None:
            raise CannotDecide(_("That hold does not stand any more."))
        if word == "agree":
            lifting.agree(named, by=request.viewer)
            return _("The hold is lifted.")
        if word == "withdraw":
            lifting.withdraw(named, by=request.viewer)
            return _("It stays held: the lifting is not asked for any more.")
        lifting.ask(named, by=request.viewer, reason=form.cleaned_data["reason"])
        return _("Asked. It stays held until another person agrees.")

    def made(_found: Row) -> forms.Form:
        return forms.Form(request.POST) if word in ("agree", "withdraw") else LiftForm(request.POST)

    return _act(request, subject, "lift", made, done)


def _act(
    request: HttpRequest, subject: str, name: str, made: Callable[[Row], forms.Form], done: Callable[[Row, forms.Form], str]
) -> HttpResponse:
    found = row(request.viewer, subject, _now())
    if found is None:
        return _nothing(request)
    if (asked_first := _asked_first(request, found)) is not None:
        return asked_first
    form = made(found)
    if not form.is_valid():
        return _page(request, found, **{name: form})
    try:
        said = done(found, form)
    except CannotDecide as refusal:
        form.add_error(None, str(refusal))
        return _page(request, found, **{name: form})
    _people(request, [found])
    messages.success(request, said)
    return redirect("retention-record", subject) if name in ("hold", "lift", "answer") else redirect("retention")


def _asked_first(request: HttpRequest, found: Row) -> HttpResponse | None:
    """What is due, decided (though it lapsed since) or held is the work of whoever disposes; of anything else it is asked what for."""
    if found.decisions or found.standing.stands in (Stands.REVIEW, Stands.APPROVED, Stands.HELD):
        return None
    if found.kind == "person":
        return asking.asked_first(request, *(asking.of_person(request, number) for number in found.record.subject.persons))
    cases = Case.objects.for_viewer(request.viewer).filter(id=found.record.subject.id)
    return asking.asked_first(request, *(asking.of_case(case) for case in cases))


def _page(request: HttpRequest, found: Row, **given: forms.Form) -> HttpResponse:
    """With the form that something is wrong with, where there is one."""
    viewer, schedule = request.viewer, schedule_of(found.record.area)
    people = _people(request, [found])
    standing = found.standing
    shown: dict[str, Any] = {
        "keep": KeepForm(schedule.criteria),
        "remove": RemoveForm(schedule.grounds),
        "hold": HoldForm(),
        "lift": LiftForm(),
        "to_lift": LiftForm(),
    } | {name: form for name, form in given.items() if form.fields}
    lifted = given.get("lift")
    wrong = next((form for form in given.values() if form.errors), None)
    context = {
        "who": presenters.who(found, people),
        "subject": found.record.subject.id,
        "case": reverse("case", args=[found.record.subject.id]) if found.kind != "person" else "",
        "standing": standing,
        "state": presenters.state(found, viewer),
        "why_group": presenters.why_group(standing, schedule, found),
        "goes": presenters.would_go(found),
        "shared": sum(bool(others) for others in found.record.shared.values()),
        "holds": presenters.held(standing.holds, agency_names(), viewer),
        "decisions": presenters.decisions(found, viewer, schedule),
        "approved": any(not each.keep and not deciding.lapsed(each, standing.may_go) for each in found.decisions),
        "two": standing.clock.two,
        "days": schedule.days_before_removal,
        "forms": shown,
        "wrong": wrong,
        "lift_open": (lifted.data.get("source"), lifted.data.get("id")) if lifted else None,
    }
    return TemplateResponse(request, "retention/record.html", context, status=422 if wrong else 200)


def _people(request: HttpRequest, shown: list[Row]) -> dict[int, Person]:
    """Those whom a page is about, and the look at them."""
    numbers = {number for each in shown for number in each.record.subject.persons}
    people: dict[int, Person] = Person.objects.for_viewer(request.viewer).in_bulk(numbers)
    cases = [each.record.subject.id for each in shown if each.kind != "person"]
    look(request.viewer, "page", persons=numbers, case_ids=cases)
    return people


def _nothing(request: HttpRequest) -> HttpResponse:
    request.viewer.trace.looked = True  # nobody is shown
    return errors.not_found(request)


def _now() -> int:
    return time.time_ns() // 1000
