"""The cases that a viewer may open, for a page that has nothing else to show them."""

import msgspec
from django.urls import reverse
from django.utils.translation import gettext as _

from safehold.access.viewer import Viewer
from safehold.identity.models import Case, Person
from safehold.practice.safeguarding.models import Standing
from safehold.web.naming import Word, pair_name
from safehold.web.work.presenters import dangers_of

MOST_CASES = 10


class Known(msgspec.Struct, frozen=True):
    who: str
    address: str
    dangers: list[Word]


class Openable(msgspec.Struct, frozen=True):
    """The most dangerous of the cases, under a heading that says so or why there are none; `persons` and `case_ids` are to be logged."""

    cases: list[Known]
    heading: str
    persons: frozenset[int]
    case_ids: frozenset[str]


def openable(viewer: Viewer) -> Openable:
    if viewer.does.cases == "none":
        return Openable([], "", frozenset(), frozenset())
    standing = list(Standing.objects.for_viewer(viewer, listed=True).order_by("-danger", "case_id")[:MOST_CASES])
    cases = Case.objects.for_viewer(viewer).in_bulk([each.pk for each in standing])
    numbers = {number for case in cases.values() for number in (case.victim_id, case.suspect_id) if number is not None}
    people = Person.objects.for_viewer(viewer).in_bulk(numbers)
    known = [
        Known(pair_name(cases[each.pk], people), reverse("case", args=[each.pk]), dangers_of(each)) for each in standing if each.pk in cases
    ]
    heading = _("Cases that your agency is in, the most dangerous first")
    if not known:
        heading = _("No case is shared with %(agency)s. One that an agency shares would appear here.") % {"agency": viewer.agency_name}
    return Openable(known, heading, frozenset(people), frozenset(cases))
