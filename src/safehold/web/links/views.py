"""Who is who, judged by people: the queue of those who may be one, a pair of them side by side, and a judgement taken back."""

import secrets
import time
from functools import partial
from http import HTTPStatus

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
from safehold.chronology.times import london
from safehold.identity.between import between, together
from safehold.identity.chronicle import now_called
from safehold.identity.decided import act_by, apart_by, as_seen, taken_back
from safehold.identity.deciding import alone_with
from safehold.identity.deciding import undo as take_back
from safehold.identity.models import Case, Person
from safehold.identity.said import said
from safehold.identity.unsure import place_of
from safehold.web import errors
from safehold.web.events.words import standard
from safehold.web.links import held, in_confidence, presenters
from safehold.web.links.answering import answered, overtaken, sent_already
from safehold.web.links.asked import address, asked_of_pair, back_of, number, query, queue_with, wanted_of
from safehold.web.links.choices import choices, looked
from safehold.web.links.effects import effect
from safehold.web.links.forms import JudgeForm, WhyForm
from safehold.web.links.queue import DIFFER, at_stake, page_of
from safehold.web.looks import asking
from safehold.web.naming import name_and_age
from safehold.web.people.acting import by_whom
from safehold.web.people.facts import facts, places_seen
from safehold.web.words import sentence


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer
    viewer.must("judge_links")
    now = _now()
    wanted = wanted_of(request)
    page = page_of(viewer, wanted, number(request.GET.get("page", "")), now)
    look(viewer, "page", persons=page.people)
    today = london(now).date()
    context = {
        "waiting": [
            (
                each,
                address(each.pair.one, each.pair.other, wanted),
                *(name_and_age(page.people.get(n), today) for n in (each.pair.one, each.pair.other)),
            )
            for each in page.listed
        ],
        "page": page,
        "wanted": wanted,
        "differ": DIFFER,
        "address_with": partial(queue_with, wanted),
    }
    return TemplateResponse(request, "links/queue.html", context)


@require_http_methods(["GET", "POST"])
def pair(request: HttpRequest, one: int, other: int) -> HttpResponse:
    """Two people who may be one. What is said of them is recorded from here, and the next two come up."""
    viewer, now, wanted = request.viewer, _now(), wanted_of(request)
    viewer.must("judge_links", persons=[one, other])
    if request.method == "POST":
        alone_with(one, other)
        if (again := sent_already(request, wanted)) is not None:
            return again
    people = Person.objects.for_viewer(viewer).in_bulk([one, other])
    found = between(viewer, one, other) if len(people) == 2 and one != other else None
    if found is None:
        return _elsewhere(request, one, other, now)
    if (first := asked_of_pair(request, one, other)) is not None:
        return first
    look(viewer, "page", persons=people)
    form = JudgeForm(request.POST if request.method == "POST" else None)
    stale = None
    if request.method == "POST" and form.is_valid():
        answer = answered(request, one, other, form.cleaned_data, wanted, now)
        if isinstance(answer, HttpResponse):
            return answer
        stale = answer
    agencies = agency_names()
    listed = {person: said(viewer, person) for person in (one, other)}
    places = places_seen(viewer, (one, other), [*listed[one], *listed[other]], now)
    today = london(now).date()
    place = place_of(viewer, wanted, (one, other), now)
    apart = apart_by(one, other)
    cases = Case.objects.for_viewer(viewer).filter(victim_id__in=(one, other), suspect_id__in=(one, other))
    stakes = at_stake(viewer, one, other, now)
    sides = [
        {
            "person": people[person],
            "who": name_and_age(people[person], today),
            "stakes": stakes[person],
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
        "beside": [
            *in_confidence.told(viewer, one, other),
            *presenters.related(cases, one, other),
            *presenters.beside(together(viewer, one, other)),
        ],
        "apart": held.apart(viewer, apart, agencies),
        "choices": choices(viewer, one, other, now, apart=bool(apart), tell=request.GET.get("would") == "1"),
        "with_choices": f"?{urlencode(request.GET.dict() | {'would': '1'})}",
        "form": form,
        "stale": stale.why if stale else "",
        "seen": as_seen(viewer, one, other),
        "once": secrets.token_hex(16),
        "pair": (one, other),
        "following": "-".join(map(str, place.following or ())),
        "next": address(*place.following, wanted) if place.following else "",
        "back": back_of(request),
        "left": place.waiting,
        "place": place.place,
        "queue": f"{reverse('links')}?{query(wanted)}",
    }
    status = HTTPStatus.CONFLICT if stale else HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return TemplateResponse(request, "links/pair.html", context, status=status)


@require_http_methods(["GET", "POST"])
def undo(request: HttpRequest, judgement: int) -> HttpResponse:
    """Takes back what was judged, once it is seen what that would change."""
    viewer, now = request.viewer, _now()
    viewer.must("judge_links")
    act = act_by(judgement)
    if act is not None and request.method == "POST":
        alone_with(*act.persons)
        act = act_by(judgement)
    if act is None and taken_back(judgement):
        messages.info(request, _("This judgement has been taken back already."))
        return redirect("links")
    people: dict[int, Person] = Person.objects.for_viewer(viewer).in_bulk(act.persons) if act else {}
    if act is None or not held.may_take_back(viewer, act, people):
        viewer.trace.looked = True  # nobody is shown
        return errors.not_found(request)
    if act.staff_id != viewer.staff_id:  # what one judged oneself, one's own work brings back
        first = asking.asked_first(request, *(asking.of_person(request, number) for number in sorted(people)))
        if first is not None:
            return first
    look(viewer, "page", persons=people)
    form = WhyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        take_back(by=viewer, judgement=act.seq, why=form.cleaned_data["why"])
        messages.success(request, _("Taken back: %(what)s.") % {"what": standard().value(act.judgement)})
        return redirect("links")
    agencies = agency_names()
    trying = effect(viewer, act.persons, lambda: take_back(by=viewer, judgement=act.seq, why="-"), now)
    looked(viewer, trying)
    context = {
        "act": act,
        "what": sentence(standard().value(act.judgement)),
        "who": [*(name_and_age(person, london(now).date()) for person in people.values()), *held.unseen(act, people)],
        "by": by_whom(act, agencies),
        "told": presenters.told(trying, agencies, now),
        "looked": held.looked(looked_since(viewer, {*act.persons, *trying.after.records}, act.at), agencies),
        "form": form,
    }
    return TemplateResponse(request, "links/undo.html", context, status=422 if form.errors else 200)


def _elsewhere(request: HttpRequest, one: int, other: int, now: int) -> HttpResponse:
    """The pair that these two are part of now; the queue, where they are one; else nothing. An answer too late is shown again."""
    viewer = request.viewer
    viewer.trace.looked = True  # nobody is shown
    if request.method == "POST" and (found := overtaken(request, one, other, now)) is not None:
        return found
    a, b = sorted((now_called(str(one)), now_called(str(other))), key=lambda number: int(number or 0))
    if request.method == "GET" and a and b and a != b and (a, b) != (str(one), str(other)):
        return redirect(address(int(a), int(b), wanted_of(request)))
    if a and a == b and Person.objects.for_viewer(viewer).filter(id=int(a)).exists():
        messages.info(request, _("Those two are one person by now."))
        return redirect("links")
    look(viewer, "page", persons=[int(each) for each in (a, b) if each], refused=True, why="not a pair that this viewer sees")
    return errors.not_found(request)


def _now() -> int:
    return time.time_ns() // 1000
