"""Who has looked at a person or a case: a page with days to choose, and the same as a file, which is logged as taken out."""

import time
from collections.abc import Collection
from typing import Any

import msgspec
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from safehold.access.looking import glass, who
from safehold.access.looks import Look, look
from safehold.access.roles import standard
from safehold.access.signing_in.names import Names
from safehold.access.staff import agency_names
from safehold.access.viewer import Viewer
from safehold.chronology.times import instant, london
from safehold.identity.models import Case, Person
from safehold.identity.once_called import cases_once, persons_once
from safehold.rulebook.state import rulebook
from safehold.web import errors, words
from safehold.web.looks.forms import DaysForm
from safehold.web.looks.sheet import sheet
from safehold.web.naming import name_and_age, pair_name, role_title

KINDS = {
    "page": gettext_lazy("Opened"),
    "check": gettext_lazy("History check"),
    "search": gettext_lazy("Search"),
    "export": gettext_lazy("Taken out"),
}
TASK = "who has looked"
COLUMNS = ("When", "Who", "Agency", "Role", "How", "What for", "Why", "Task", "From where")


class Row(msgspec.Struct, frozen=True):
    at: int
    who: str
    agency: str
    role: str
    how: str
    refused: bool
    purpose: str
    why: str
    task: str
    where_from: str


@require_GET
def of_person(request: HttpRequest, person: int) -> HttpResponse:
    viewer = request.viewer
    viewer.must("see_looks", persons=[person])
    found = Person.objects.for_viewer(viewer).filter(id=person).first()
    if found is None:
        look(viewer, "page", persons=[person], refused=True, why="not a person whom this viewer sees")
        return errors.not_found(request)
    title = name_and_age(found, london(time.time_ns() // 1000).date())
    given = {"persons": persons_once(person)}
    return _answer(request, title, reverse("person", args=[person]), given, {"persons": [person]})


@require_GET
def of_case(request: HttpRequest, case_id: str) -> HttpResponse:
    viewer = request.viewer
    viewer.must("see_looks", case_ids=[case_id])
    found = Case.objects.for_viewer(viewer).filter(id=case_id).first()
    if found is None:
        look(viewer, "page", case_ids=[case_id], refused=True, why="not a case that this viewer sees")
        return errors.not_found(request)
    pair = [number for number in (found.victim_id, found.suspect_id) if number is not None]
    title = pair_name(found, Person.objects.for_viewer(viewer).in_bulk(pair))
    given = {"case_ids": cases_once(found.victim_id, found.suspect_id)}
    return _answer(request, title, reverse("case", args=[case_id]), given, {"persons": pair, "case_ids": [case_id]})


def _answer(request: HttpRequest, title: str, back: str, given: dict[str, Any], of: dict[str, Any]) -> HttpResponse:
    viewer = request.viewer
    form = DaysForm(request.GET)
    between = who.Between(form.cleaned_data["first"], form.cleaned_data["last"]) if form.is_valid() else who.Between()
    found = who.looked(viewer, between, **given)
    agencies = agency_names()
    names = Names(found.values_list("user_id", flat=True).distinct())
    if "csv" in request.GET:
        look(viewer, "export", task=TASK, **of)
        most = list(found[: who.MOST])
        broken = glass.by_glass(each.task for each in most)
        return sheet("who-has-looked", COLUMNS, (_cells(_row(viewer, each, agencies, names, broken)) for each in most))
    look(viewer, "page", task=TASK, **of)  # first, since it is one of those counted
    page = Paginator(found, who.PAGE).get_page(request.GET.get("page"))
    broken = glass.by_glass(each.task for each in page)
    asked = "&".join(f"{name}={value}" for name, value in (("first", between.first), ("last", between.last)) if value)
    context = {
        "title": title,
        "back": back,
        "form": form,
        "rows": [_row(viewer, each, agencies, names, broken) for each in page],
        "page": page,
        "asked": asked,
    }
    return TemplateResponse(request, "looks/who.html", context)


def _row(viewer: Viewer, each: Look, agencies: dict[str, str], names: Names, broken: Collection[str]) -> Row:
    named = who.named(viewer, each)
    return Row(
        instant(each.at),
        f"{names.then(each.user, each.at)} ({each.user.staff_id})" if named else _("a member of their staff"),
        agencies.get(each.agency, each.agency),
        words.sentence(role_title(each.role)),
        str(KINDS[each.kind]),
        each.refused,
        standard().purposes.get(each.purpose, each.purpose),
        each.why,
        task(each.task, broken),
        each.where_from or "" if named else "",
    )


def task(logged: str, broken: Collection[str]) -> str:
    """What brought somebody, in words: a duty by what it is called. `broken` are those of these tasks that were a broken glass."""
    kind, _space, of = logged.partition(" ")
    if kind == "duty":
        title = next((rule.title for rule in rulebook().rules if rule.id == of), words.spoken(of))
        return _("duty: %(title)s") % {"title": title}
    if logged in broken:
        return _("broke the glass: opened in an emergency what is kept from them")
    return _("said what for when asked") if kind == "opening" else logged


def _cells(row: Row) -> list[str]:
    how = _("%(how)s (refused)") % {"how": row.how} if row.refused else row.how
    return [words.iso(row.at), row.who, row.agency, row.role, how, row.purpose, row.why, row.task, row.where_from]
