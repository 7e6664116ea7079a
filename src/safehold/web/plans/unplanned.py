"""On My work: who is graded high and has no plan that anybody owns, where no duty to make one stands on any list."""

import msgspec
from django.urls import reverse

from safehold.access.viewer import Viewer
from safehold.identity.models import Case, Person
from safehold.practice.safeguarding.unplanned import unplanned
from safehold.web.naming import pair_name


class Row(msgspec.Struct, frozen=True):
    who: str
    case: str
    plan: str
    since: int


class Shown(msgspec.Struct, frozen=True):
    """`persons` and `case_ids` are to be logged."""

    rows: list[Row]
    more: bool
    persons: frozenset[int]
    case_ids: frozenset[str]


def shown(viewer: Viewer, role: str) -> Shown:
    found = unplanned(viewer, role=role)
    if not found.places:
        return Shown([], more=False, persons=frozenset(), case_ids=frozenset())
    cases = Case.objects.for_viewer(viewer).in_bulk([each.case for each in found.places])
    numbers = {number for case in cases.values() for number in (case.victim_id, case.suspect_id) if number is not None}
    people = Person.objects.for_viewer(viewer).in_bulk(numbers)
    rows = [
        Row(pair_name(cases[each.case], people), reverse("case", args=[each.case]), reverse("plan", args=[each.case]), each.since)
        for each in found.places
        if each.case in cases
    ]
    return Shown(rows, found.more, frozenset(people), frozenset(cases))
