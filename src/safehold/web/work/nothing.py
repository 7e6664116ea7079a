"""What an empty list says: why nothing is on it, what comes later, and where else to go."""

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from safehold.access.viewer import Viewer
from safehold.practice.safeguarding.worklist import Later, duties_of_agency
from safehold.rulebook.state import rulebook
from safehold.web import shell, words
from safehold.web.naming import a_role
from safehold.web.work.openable import Openable, openable


class Nothing(msgspec.Struct, frozen=True):
    """`everybodys` is whether the viewer answers for others who have something to do; `pages` are those that the role may open instead."""

    why: str
    later: str
    everybodys: bool
    pages: list[tuple[str, str]]
    cases: Openable


def nothing(viewer: Viewer, later: Later, now: int, *, whose: str) -> Nothing:
    """`whose` is the role whose list it is, or nothing for all roles of the agency."""
    pages = [(entry.title, entry.address) for entry in shell.navigation(viewer, "my-work") if not entry.current]
    others = bool(whose) and viewer.does.duties == "agency" and duties_of_agency(viewer, now).exists()
    return Nothing(_why(viewer, whose), in_words(later), others, pages, openable(viewer))


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
