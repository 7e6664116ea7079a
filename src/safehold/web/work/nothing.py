"""What an empty list says: why nothing is on it, what comes later, and where else to go."""

import msgspec
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from safehold.access.viewer import Viewer
from safehold.identity.models import Case, Person
from safehold.practice.safeguarding.models import Standing
from safehold.practice.safeguarding.worklist import Later, duties_of_agency
from safehold.rulebook.state import rulebook
from safehold.web import shell, words
from safehold.web.naming import Word, a_role, pair_name
from safehold.web.work.presenters import dangers_of

MOST_CASES = 10


class Known(msgspec.Struct, frozen=True):
    who: str
    address: str
    dangers: list[Word]


class Nothing(msgspec.Struct, frozen=True):
    """`everybodys` is whether the viewer answers for others who have something to do; `pages` are those that the role may open instead,
    `cases` the most dangerous of those it may see; `persons` and `case_ids` are whom it names, to be logged."""

    why: str
    later: str
    everybodys: bool
    pages: list[tuple[str, str]]
    cases: list[Known]
    of_cases: str
    persons: frozenset[int]
    case_ids: frozenset[str]


def nothing(viewer: Viewer, later: Later, now: int, *, whose: str) -> Nothing:
    """`whose` is the role whose list it is, or nothing for all roles of the agency."""
    standing, cases, people = _cases(viewer)
    known = [Known(pair_name(cases[each.pk], people), reverse("case", args=[each.pk]), dangers_of(each)) for each in standing]
    pages = [(entry.title, entry.address) for entry in shell.navigation(viewer, "my-work") if not entry.current]
    others = bool(whose) and viewer.does.duties == "agency" and duties_of_agency(viewer, now).exists()
    return Nothing(
        _why(viewer, whose), in_words(later), others, pages, known, _of_cases(viewer, known), frozenset(people), frozenset(cases)
    )


def in_words(later: Later) -> str:
    if not later.duties or later.first is None:
        return ""
    said = ngettext("%(n)d duty falls due after that, on %(day)s.", "%(n)d duties fall due after that, the first on %(day)s.", later.duties)
    return said % {"n": later.duties, "day": words.day(later.first)}


def _why(viewer: Viewer, whose: str) -> str:
    if not whose:
        return _("Nothing is overdue, due today or due in the next 7 days at %(agency)s.") % {"agency": viewer.agency_name}
    if whose not in roles_with_duties():
        return _("No rule gives a duty to %(role)s. What is handed over to you, or what you are asked to help with, appears here.") % {
            "role": a_role(whose)
        }
    return _("Nothing is overdue, due today or due in the next 7 days for %(role)s at %(agency)s.") % {
        "role": a_role(whose),
        "agency": viewer.agency_name,
    }


def roles_with_duties() -> frozenset[str]:
    """The roles to which some rule gives a duty."""
    rules = rulebook().rules
    return frozenset(rule.who for rule in rules) | {trigger.who for rule in rules for trigger in rule.triggers if trigger.who}


def _of_cases(viewer: Viewer, known: list[Known]) -> str:
    if viewer.does.cases == "none":
        return ""
    if known:
        return _("Cases that your agency is in, the most dangerous first")
    return _("No case is shared with %(agency)s. One that an agency shares would appear here.") % {"agency": viewer.agency_name}


def _cases(viewer: Viewer) -> tuple[list[Standing], dict[str, Case], dict[int, Person]]:
    if viewer.does.cases == "none":
        return [], {}, {}
    standing = list(Standing.objects.for_viewer(viewer).order_by("-danger", "case_id")[:MOST_CASES])
    cases = Case.objects.for_viewer(viewer).in_bulk([each.pk for each in standing])
    numbers = {number for case in cases.values() for number in (case.victim_id, case.suspect_id) if number is not None}
    return [each for each in standing if each.pk in cases], cases, Person.objects.for_viewer(viewer).in_bulk(numbers)
