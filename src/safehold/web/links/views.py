"""Who is who, judged by people: the queue of those who may be one, a pair of them side by side, and a judgement taken back."""

import time
from collections.abc import Callable
from functools import partial
from typing import Any

import msgspec
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from safehold.access.looked import looked_since
from safehold.access.looks import look
from safehold.access.staff import agency_names
from safehold.access.viewer import Viewer
from safehold.chronology.times import london
from safehold.identity.actions import Gone
from safehold.identity.between import between, together
from safehold.identity.chronicle import now_called
from safehold.identity.decided import act_by, apart_by, number_of
from safehold.identity.deciding import HeldApart, judge_people
from safehold.identity.deciding import undo as take_back
from safehold.identity.models import Case, Person
from safehold.identity.said import said
from safehold.identity.unsure import Wanted, place_of
from safehold.web import errors
from safehold.web.events.words import standard
from safehold.web.links import held, presenters
from safehold.web.links.effects import Effect, effect
from safehold.web.links.forms import JudgeForm, WhyForm
from safehold.web.links.queue import DIFFER, page_of
from safehold.web.naming import name_and_age
from safehold.web.people.acting import by_whom
from safehold.web.people.facts import facts, places_seen
from safehold.web.words import sentence


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer
    viewer.must("judge_links")
    now = _now()
    wanted = _wanted(request)
    page = page_of(viewer, wanted, _number(request.GET.get("page", "")), now)
    look(viewer, "page", persons=page.people)
    today = london(now).date()
    context = {
        "waiting": [
            (
                each,
                _address(each.pair.one, each.pair.other, wanted),
                *(name_and_age(page.people.get(n), today) for n in (each.pair.one, each.pair.other)),
            )
            for each in page.listed
        ],
        "page": page,
        "wanted": wanted,
        "differ": DIFFER,
        "address_with": partial(_with, wanted),
    }
    return TemplateResponse(request, "links/queue.html", context)


@require_http_methods(["GET", "POST"])
def pair(request: HttpRequest, one: int, other: int) -> HttpResponse:
    """Two people who may be one. What is said of them is recorded from here, and the next two come up."""
    viewer = request.viewer
    viewer.must("judge_links", persons=[one, other])
    people = Person.objects.for_viewer(viewer).in_bulk([one, other])
    found = between(viewer, one, other) if len(people) == 2 and one != other else None
    if found is None:
        return _elsewhere(request, one, other)
    wanted, now = _wanted(request), _now()
    look(viewer, "page", persons=people)
    form = JudgeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _judged(request, one, other, form.cleaned_data, wanted)
    agencies = agency_names()
    listed = {person: said(viewer, person) for person in (one, other)}
    places = places_seen(viewer, (one, other), [*listed[one], *listed[other]], now)
    today = london(now).date()
    place = place_of(viewer, wanted, (one, other), now)
    apart = apart_by(one, other)
    cases = Case.objects.for_viewer(viewer).filter(victim_id__in=(one, other), suspect_id__in=(one, other))
    sides = [
        {
            "person": people[person],
            "who": name_and_age(people[person], today),
            "facts": facts(viewer, listed[person], agencies, places=places),
            "records": len(listed[person]),
        }
        for person in (one, other)
    ]
    context = {
        "sides": sides,
        "between": found,
        "weighed": presenters.weighed(found, places=places),
        "stopped": presenters.stopped(found, places=places),
        "beside": [*presenters.related(cases, one, other), *presenters.beside(together(viewer, one, other))],
        "apart": held.apart(viewer, apart, agencies),
        "choices": _choices(viewer, one, other, agencies, now, apart=bool(apart)),
        "form": form,
        "next": _address(*place.following, wanted) if place.following else "",
        "left": place.waiting,
        "place": place.place,
        "queue": f"{reverse('links')}?{_query(wanted)}",
    }
    return TemplateResponse(request, "links/pair.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def undo(request: HttpRequest, judgement: int) -> HttpResponse:
    """Takes back what was judged, once it is seen what that would change."""
    viewer, now = request.viewer, _now()
    viewer.must("judge_links")
    act = act_by(judgement)
    people: dict[int, Person] = Person.objects.for_viewer(viewer).in_bulk(act.persons) if act else {}
    if act is None or not act.persons or people.keys() != act.persons:
        viewer.trace.looked = True  # nobody is shown
        return errors.not_found(request)
    look(viewer, "page", persons=people)
    form = WhyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        take_back(by=viewer, judgement=act.seq, why=form.cleaned_data["why"])
        messages.success(request, _("Taken back: %(what)s.") % {"what": standard().value(act.judgement)})
        return redirect("links")
    agencies = agency_names()
    trying = effect(viewer, act.persons, lambda: take_back(by=viewer, judgement=act.seq, why="-"), now)
    _looked(viewer, trying)
    context = {
        "act": act,
        "what": sentence(standard().value(act.judgement)),
        "who": [name_and_age(person, london(now).date()) for person in people.values()],
        "by": by_whom(act, agencies),
        "told": presenters.told(trying, agencies, now),
        "looked": held.looked(looked_since(viewer, {*act.persons, *trying.after.records}, act.at), agencies),
        "form": form,
    }
    return TemplateResponse(request, "links/undo.html", context, status=422 if form.errors else 200)


def _judged(request: HttpRequest, one: int, other: int, given: dict[str, str], wanted: Wanted) -> HttpResponse:
    viewer = request.viewer
    following = place_of(viewer, wanted, (one, other), _now()).following
    try:
        act = judge_people(by=viewer, one=one, other=other, judgement=given["judgement"], why=given["why"])
    except HeldApart as held_apart:
        messages.warning(request, str(held_apart))
        return redirect(_address(one, other, wanted))
    except Gone as gone:
        messages.warning(request, str(gone))
        return redirect("links")
    answer = sentence(standard().value(given["judgement"]))
    messages.success(request, _("Recorded: %(answer)s.") % {"answer": answer}, extra_tags=reverse("link-undo", args=[number_of(act)]))
    return redirect(_address(*following, wanted) if following else reverse("links"))


def _choices(
    viewer: Viewer, one: int, other: int, agencies: dict[str, str], now: int, *, apart: bool
) -> list[tuple[str, str, str, presenters.Told]]:
    """Each answer with its key, what it is called and what it would do. To leave it open and to part them change the same today."""

    def tried(judgement: str) -> Callable[[], object]:
        return lambda: judge_people(by=viewer, one=one, other=other, judgement=judgement, why="-")

    found, known = [], None
    for judgement, key, name in (("linked", "s", _("Same person")), ("not_linked", "n", _("Not the same"))):
        if apart and judgement == "linked":
            stay = _("Somebody has judged that they are not the same, and that holds. Take it back first, above.")
            found.append((judgement, key, name, presenters.Told([stay], [], [])))
            continue
        would = effect(viewer, (one, other), tried(judgement), now, known)
        known = would.before
        _looked(viewer, would)
        found.append((judgement, key, name, presenters.told(would, agencies, now)))
    stays = presenters.Told([_("Nothing changes now. They leave this list, and are found again under “left as unsure”.")], [], [])
    return [*found, ("unsure", "u", _("Cannot tell"), stays)]


def _looked(viewer: Viewer, trying: Effect) -> None:
    """What is told of an act names the people of every case that it touches."""
    people = {*trying.before.people, *trying.after.people}
    look(viewer, "page", persons=people, case_ids={*trying.before.cases, *trying.after.cases})


def _wanted(request: HttpRequest) -> Wanted:
    differ = request.GET.get("differ", "")
    return Wanted(differ if differ in DIFFER else "", request.GET.get("own") == "1", request.GET.get("left") == "1")


def _query(wanted: Wanted) -> str:
    kept = {"differ": wanted.differ, "own": "1" if wanted.own else "", "left": "1" if wanted.left_unsure else ""}
    return urlencode({name: value for name, value in kept.items() if value})


def _with(wanted: Wanted, **changed: Any) -> str:
    """The address of the queue with another filter."""
    return f"?{_query(msgspec.structs.replace(wanted, **changed))}"


def _address(one: int, other: int, wanted: Wanted) -> str:
    query = _query(wanted)
    return reverse("link-pair", args=[one, other]) + (f"?{query}" if query else "")


def _elsewhere(request: HttpRequest, one: int, other: int) -> HttpResponse:
    """The pair that these two are part of now; the queue, where they are one; else nothing."""
    viewer = request.viewer
    viewer.trace.looked = True  # nobody is shown
    a, b = sorted((now_called(str(one)), now_called(str(other))), key=lambda number: int(number or 0))
    if request.method == "GET" and a and b and a != b and (a, b) != (str(one), str(other)):
        return redirect(_address(int(a), int(b), _wanted(request)))
    if a and a == b and Person.objects.for_viewer(viewer).filter(id=int(a)).exists():
        messages.info(request, _("Those two are one person by now."))
        return redirect("links")
    look(viewer, "page", persons=[int(each) for each in (a, b) if each], refused=True, why="not a pair that this viewer sees")
    return errors.not_found(request)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 7 and int(text) else 1


def _now() -> int:
    return time.time_ns() // 1000
