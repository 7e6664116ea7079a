"""What every page's frame shows: who is signed in and as what, the pages that their role has, and the time."""

from collections.abc import Callable
from typing import Any

import msgspec
from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.template.backends.utils import csrf_input
from django.urls import NoReverseMatch
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from safehold.access.looking.answering import waiting as waiting_looks
from safehold.access.looking.glass import waits_for as waiting_openings
from safehold.access.signing_in.recovery import count as waiting_recoveries
from safehold.access.signing_in.second_person import given as roles_given
from safehold.access.standards.alerts import waiting as waiting_alerts
from safehold.access.standards.attended import waiting as waiting_attended
from safehold.access.viewer import Viewer
from safehold.chronology.times import instant
from safehold.documents.register import waits_for as waiting_documents
from safehold.identity.unsure import MOST_COUNTED
from safehold.identity.unsure import count as waiting_links
from safehold.practice.reviews.dipping.results import waiting as waiting_audits
from safehold.practice.safeguarding.contact.reading import waits_for as waiting_messages
from safehold.retention.deciding import waits_for as waiting_removals
from safehold.retention.lifting import waits_for as waiting_liftings
from safehold.sharing.listed import waiting as waiting_shares
from safehold.web import addresses
from safehold.web.kept import store
from safehold.web.kept.fields import SENT_AS, SHOWN_AS

# Name of the page, what it is called, the permission that it takes.
PAGES = (
    ("new-call", _("New call"), "record_calls"),
    ("my-work", _("My work"), "answer_duties"),
    ("units", _("Units"), "record_calls"),
    ("unit", _("My unit"), "attend_calls"),
    ("attending:jobs", _("Jobs"), "attend_calls"),
    ("who-first", _("Who first"), "rank_cases"),
    ("who-harms", _("Who harms most"), "manage_perpetrators"),
    ("supervisor", _("Supervisor’s board"), "supervise_calls"),
    ("second-checks", _("Second checks"), "second_check"),
    ("find-person", _("Find a person"), "find_people"),
    ("links", _("Who is who"), "judge_links"),
    ("documents", _("Documents"), "approve_documents"),
    ("reviews", _("Reviews"), "sit_on_reviews"),
    ("samples", _("Dip samples"), "draw_samples"),
    ("samples-mine", _("To audit"), "audit_samples"),
    ("sharing", _("Sharing"), "see_cases"),
    ("places", _("Places"), "see_cases"),
    ("outbox", _("Outbox"), "reach_victims"),
    ("retention", _("Retention"), "dispose_records"),
    ("opened", _("Opened in an emergency"), "answer_duties"),
    ("attended", _("Attended with a conflict"), "review_openings"),
    ("staff-concerned", _("Staff concerned"), "judge_looks"),
    ("unusual", _("Unusual looks"), "judge_looks"),
    ("recoveries", _("Locked out"), "confirm_recovery"),
    ("training", _("Training"), "keep_training"),
    ("administration", _("Staff"), "administer"),
)

# Pages whose entry says how much waits there for the viewer.
COUNTS: dict[str, Callable[[Viewer], int]] = {
    "attended": waiting_attended,
    "documents": waiting_documents,
    "links": waiting_links,
    "opened": waiting_openings,
    "outbox": waiting_messages,
    "recoveries": waiting_recoveries,
    "staff-concerned": waiting_alerts,
    "retention": lambda viewer: waiting_removals(viewer) + waiting_liftings(viewer),
    "samples-mine": waiting_audits,
    "sharing": waiting_shares,
    "unusual": waiting_looks,
}

# Pages that stand there only while something waits.
ONLY_WAITING = frozenset({"attended", "opened", "recoveries", "samples-mine", "sharing"})

# Pages whose count is asked for on the front page of the role and on themselves alone.
AT_FRONT = frozenset({"documents", "links", "outbox", "samples-mine", "sharing"})

# What tells somebody of something: it stays in sight, whatever else is in the line.
TOLD = frozenset({"attended", "opened", "recoveries", "staff-concerned", "unusual"})

# Looked at now and then: these go behind "More" before the others do, and the last of the list first.
SELDOM = ("who-harms", "links", "documents", "reviews", "samples", "retention", "outbox", "places", "training")

# How long the titles of the pages that stand in the bar may be in all, each with what is around it, so that they are one line at 1280 px;
# and on a phone of 360 px, beside "Menu" and without it.
LINE, AROUND = 66, 3
PHONE, MENU = 31, 9


class Entry(msgspec.Struct, frozen=True):
    name: str
    title: str
    address: str
    current: bool
    count: int = 0
    folded: bool = False
    in_menu: bool = False  # on a phone

    @property
    def told(self) -> bool:
        """Whether it tells somebody of something now."""
        return self.name in TOLD and self.count > 0

    @property
    def so_many(self) -> str:
        return f"{MOST_COUNTED}+" if self.count > MOST_COUNTED else str(self.count)


def shell(request: HttpRequest) -> dict[str, Any]:
    """A page that refreshes a part of itself takes that part alone out of the answer: nothing is asked for the frame then, and what is to
    be told once waits for a whole page."""
    viewer = getattr(request, "viewer", None)
    match, part = request.resolver_match, "HX-Request" in request.headers
    at_front: Viewer | None = viewer if viewer and not part and match and match.view_name == viewer.does.front else None
    listed = navigation(viewer, match.view_name if match else "") if viewer and not part else ()
    return {
        "viewer": viewer,
        "navigation": listed,
        "folded": tuple(each for each in listed if each.folded),
        "in_menu": tuple(each for each in listed if each.in_menu),
        "emergencies": waiting_openings(at_front) if at_front else 0,
        "asked_after_staff": waiting_alerts(at_front) if at_front else 0,
        "attended": sum(each.count for each in listed if at_front and each.name == "attended"),
        "now": instant(timezone.now()),
        "messages": () if part else get_messages(request),
        "demonstration": settings.DEMONSTRATION,
        "retold": bool(settings.SAFEHOLD_RETOLD),
        "roles_given": roles_given(at_front).count() if at_front else 0,
        "kept_form": kept_form(request, viewer, match.view_name if match else ""),
    } | ({"csrf_input": sent_as(request, viewer)} if viewer else {})


def kept_form(request: HttpRequest, viewer: Viewer | None, current: str) -> str:
    """Where a form of the viewer's waits that could not be taken when it was sent."""
    return store.waiting(request, viewer.user_id) if viewer and current != "kept" and hasattr(request, "session") else ""


def sent_as(request: HttpRequest, viewer: Viewer) -> str:
    """What every form carries: the site's own token, the posting that it is opened in, and where it records once its showing."""
    own = {SENT_AS: viewer.posting_id} | ({SHOWN_AS: request.shown_as} if hasattr(request, "shown_as") else {})
    return csrf_input(request) + format_html_join("", '<input name="{}" type="hidden" value="{}">', own.items())


def navigation(viewer: Viewer, current: str) -> tuple[Entry, ...]:
    """The pages that the viewer's role may open, of the rooms that are installed."""
    found = []
    for name, title, permission in PAGES:
        address = address_of(name)
        if address and viewer.may(permission):
            asked = name in COUNTS and (name not in AT_FRONT or current in (name, viewer.does.front))
            count = COUNTS[name](viewer) if asked else 0
            if count or name == current or name not in ONLY_WAITING:
                found.append(Entry(name, str(title), address, name == current, count))
    return in_one_line(found, viewer.does.front)


def in_one_line(entries: list[Entry], front: str) -> tuple[Entry, ...]:
    """The same, where they are more than a line has room for with what is needed seldom folded away: never the role’s own page, My work or
    what tells somebody of something. One page alone is not folded, since the fold would take its room. On a phone whatever is beyond
    its line stands in the menu; never what tells somebody of something now."""
    folded = beyond(entries, front, LINE, lambda entry: entry.name in TOLD or entry.name in (front, "my-work"))
    if len(folded) < 2:
        folded = set()
    in_menu = folded
    if folded or beyond(entries, front, PHONE + MENU, lambda entry: entry.told):
        in_menu = folded | beyond(entries, front, PHONE, lambda entry: entry.told)
    return tuple(msgspec.structs.replace(each, folded=each.name in folded, in_menu=each.name in in_menu) for each in entries)


def beyond(entries: list[Entry], front: str, room: int, kept: Callable[[Entry], bool]) -> set[str]:
    """The pages that a line of so much room does not hold."""

    def rank(entry: Entry) -> tuple[bool, bool, int]:
        own = entry.name in (front, "my-work")
        return (not kept(entry), not own, 1 + SELDOM.index(entry.name) if entry.name in SELDOM else 0)

    found = set[str]()
    for entry in sorted(entries, key=rank):
        room -= len(entry.title) + AROUND + (len(entry.so_many) + AROUND if entry.count else 0)
        if room < 0 and not kept(entry):
            found.add(entry.name)
    return found


def address_of(name: str) -> str:
    """Where a page is, or nothing when no installed room has it."""
    try:
        return addresses.address_of(name)
    except NoReverseMatch:
        return ""
