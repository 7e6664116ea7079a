"""Looks that are out of the ordinary, the most serious first, with the looks behind each; and what came of them."""

from collections.abc import Collection
from typing import Any

import msgspec
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from safehold.access.looking import answering, glass
from safehold.access.looking.measures import standard
from safehold.access.looking.models import Unusual
from safehold.access.looks import Look, look
from safehold.access.roles import standard as roles
from safehold.access.staff import agency_names
from safehold.access.viewer import Viewer
from safehold.chronology.times import instant
from safehold.identity.models import Person
from safehold.web import words
from safehold.web.looks.forms import OutcomeForm
from safehold.web.looks.who import KINDS, task
from safehold.web.naming import Word, full_name, role_title

PAGE = 20
SHOWN = 30
LEVELS = {6: "severe", 5: "severe", 4: "serious", 3: "serious", 2: "note", 1: "note"}
OUTCOMES = dict(OutcomeForm.base_fields["outcome"].choices)


class Line(msgspec.Struct, frozen=True):
    at: int
    how: str
    purpose: str
    why: str
    task: str


class Item(msgspec.Struct, frozen=True):
    """`of` are the people looked at whom the reader sees: address and name; `unseen` how many others there are, `more` how many looks are
    not listed."""

    number: int
    sign: Word
    by: str
    agency: str
    first: int
    last: int
    of: list[tuple[str, str]]
    unseen: int
    lines: list[Line]
    more: int
    outcome: str
    answered: str
    why: str
    address: str


@require_GET
def unusual(request: HttpRequest) -> HttpResponse:
    return _listed(request)


def _listed(request: HttpRequest, typed: OutcomeForm | None = None, of: int = 0) -> HttpResponse:
    """`typed`: an answer that was refused, to what has this number, which keeps what was typed."""
    viewer = request.viewer
    answered = "answered" in request.GET
    found = answering.before(viewer)
    listed = found.exclude(outcome="").order_by("-answered_at") if answered else found.filter(outcome="")
    page = Paginator(listed, PAGE).get_page(request.GET.get("page"))
    numbers = {number for each in page for number in each.persons}
    people = Person.objects.for_viewer(viewer).in_bulk(numbers)
    agencies = agency_names()
    behind = {each.pk: each for each in answering.looks_of(number for item in page for number in item.looks[:SHOWN])}
    broken = glass.by_glass(each.task for each in behind.values())
    look(viewer, "page", persons=people, task="looks that are out of the ordinary")
    context = {
        "items": [_item(each, people, agencies, behind, broken) for each in page],
        "page": page,
        "answered": answered,
        "form": OutcomeForm(),
        "typed": typed,
        "of": of,
    }
    return TemplateResponse(request, "looks/unusual.html", context, status=200 if typed is None else 422)


@require_POST
def answer(request: HttpRequest, number: int) -> HttpResponse:
    viewer: Viewer = request.viewer
    viewer.must("judge_looks")
    form = OutcomeForm(request.POST)
    if not form.is_valid():
        for said in form.errors.values():
            messages.warning(request, " ".join(said))
        return _listed(request, form, number)
    try:
        answering.answer(viewer, number, **form.cleaned_data)
    except answering.NotAnswered as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Answered. It is kept with the looks behind it."))
    return redirect("unusual")


def _item(each: Unusual, people: dict[int, Person], agencies: dict[str, str], behind: dict[int, Look], broken: Collection[str]) -> Item:
    seen = [number for number in each.persons if number in people]
    shown: list[Any] = [behind[number] for number in each.looks[:SHOWN] if number in behind]
    by = each.answered_by.display_name if each.answered_by else ""
    return Item(
        each.pk,
        Word(standard().unusual[each.sign].word, LEVELS[each.severity], standard().unusual[each.sign].says),
        f"{each.user.display_name} ({each.user.staff_id}), {role_title(each.role)}",
        agencies.get(each.agency, each.agency),
        instant(each.first_at),
        instant(each.last_at),
        [(reverse("person", args=[number]), full_name(people[number])) for number in seen[:SHOWN]],
        len(each.persons) - len(seen[:SHOWN]),
        [_line(one, broken) for one in shown],
        len(each.looks) - len(shown),
        str(OUTCOMES.get(each.outcome, "")),
        _("%(who)s, %(day)s") % {"who": by, "day": words.day(instant(each.answered_at))} if each.answered_at else "",
        each.outcome_why,
        reverse("unusual-answer", args=[each.pk]),
    )


def _line(each: Look, broken: Collection[str]) -> Line:
    return Line(
        instant(each.at), str(KINDS[each.kind]), roles().purposes.get(each.purpose, each.purpose), each.why, task(each.task, broken)
    )
