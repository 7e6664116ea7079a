"""Who harms most, for those who manage perpetrators: without the names of those harmed, and without any place."""

import time

import msgspec
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from safehold.access.looks import look
from safehold.access.staff import agency_names
from safehold.identity.models import Person
from safehold.practice.perpetrators.listing import Place, listed
from safehold.practice.perpetrators.models import PERMISSION
from safehold.risk.ranking.weights import weights
from safehold.web import words
from safehold.web.naming import full_name
from safehold.web.ranked import reasons


class Row(msgspec.Struct, frozen=True):
    number: int
    who: str
    address: str
    points: int
    why: list[tuple[str, int, str]]
    managed: str
    managed_at: int | None


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer
    viewer.must(PERMISSION)
    now = time.time_ns() // 1000
    asked = request.GET.get("page", "")
    found = listed(viewer, now, page=max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 4 else 1)
    people = Person.objects.for_viewer(viewer).in_bulk([each.person for each in found.places])
    look(viewer, "page", persons=people)
    agencies = agency_names()
    rows = [_row(each, people[each.person], agencies, now) for each in found.places if each.person in people]
    return TemplateResponse(request, "ranked/suspects.html", {"rows": rows, "found": found, "weights": weights()})


def _row(each: Place, person: Person, agencies: dict[str, str], now: int) -> Row:
    series = {"recency": each.facts.reports, "frequency": each.facts.reports, "victims": each.facts.victims}
    why = [(reasons.title(part.part), part.points, reasons.reason(part, series, now)) for part in each.scored.parts]
    managed = ", ".join(filter(None, (agencies.get(each.managed_by, each.managed_by), words.spoken(each.managed_how))))
    return Row(each.number, full_name(person), reverse("person", args=[each.person]), each.scored.points, why, managed, each.managed_at)
