"""My work as a page shows it: groups of cases, each with its duties beneath, as this role may see them."""

import msgspec
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safehold.access.viewer import Viewer
from safehold.identity.models import Case, Person
from safehold.practice.response.models import Call
from safehold.practice.safeguarding.escalated import NOTHING, Escalated
from safehold.practice.safeguarding.models import Standing
from safehold.practice.safeguarding.worklist import Group, Listed, Place
from safehold.web import duties, words
from safehold.web.calls.presenters import CHANNELS
from safehold.web.events.words import standard
from safehold.web.naming import Word, graded, pair_name, warnings

MOST_DUTIES = 5
TITLES = {
    Group.OVERDUE: gettext_lazy("Overdue"),
    Group.TODAY: gettext_lazy("Due today"),
    Group.COMING: gettext_lazy("Coming in the next 7 days"),
    Group.UNTOLD: gettext_lazy("Not known whether done"),
}
EMPTY = {
    Group.OVERDUE: gettext_lazy("A duty whose time has run out would appear here, with whose danger it is."),
    Group.TODAY: gettext_lazy("What must be done before midnight would appear here, and what has no deadline but should be done at once."),
    Group.COMING: gettext_lazy("What falls due within the next 7 days would appear here."),
}


class Item(msgspec.Struct, frozen=True):
    """One case or call with its duties of one group. `more` counts those that are only on the case's page."""

    who: str
    address: str
    dangers: list[Word]
    facts: str
    rows: list[duties.Row]
    more: int


class Section(msgspec.Struct, frozen=True):
    name: str
    title: str
    empty: str
    items: list[Item]
    count: int
    page: int
    pages: int
    counted_at: int | None


class Around(msgspec.Struct, frozen=True):
    """What is known of the cases on a page, of those that the viewer may see."""

    cases: dict[str, Case]
    people: dict[int, Person]
    standing: dict[str, Standing]
    calls: list[Call]
    agencies: dict[str, str]


def around(viewer: Viewer, listed: dict[Group, Listed], agencies: dict[str, str], come: Escalated = NOTHING) -> Around:
    places = [*come.places, *(place for each in listed.values() for place in each.places)]
    ids = {place.case for place in places}
    cases = Case.objects.for_viewer(viewer).in_bulk(ids)
    numbers = {number for case in cases.values() for number in (case.victim_id, case.suspect_id) if number is not None}
    people = Person.objects.for_viewer(viewer).in_bulk(numbers)
    standing = Standing.objects.for_viewer(viewer).in_bulk(ids)
    calls: list[Call] = []
    if ids - cases.keys():
        triggers = {duty.trigger_event for place in places for duty in place.duties}
        of_them = Q(event_id__in=triggers) | Q(case_id__in=ids - cases.keys())
        calls = list(Call.objects.for_viewer(viewer).filter(of_them).order_by("-received_at"))
    return Around(cases, people, standing, calls, agencies)


def section(viewer: Viewer, listed: Listed, around: Around, now: int, *, whole: bool = False) -> Section:
    return Section(
        name=listed.group.name.lower(),
        title=_("Coming") if whole and listed.group == Group.COMING else str(TITLES[listed.group]),
        empty=str(EMPTY.get(listed.group, "")),
        items=[_item(viewer, place, around, now) for place in listed.places],
        count=listed.all_duties,
        page=listed.page,
        pages=listed.pages,
        counted_at=listed.at,
    )


class Come(msgspec.Struct, frozen=True):
    """What has come to the viewer because nobody answered it: the most dangerous of `cases`."""

    items: list[Item]
    cases: int
    duties: int
    more: bool


def come_to(viewer: Viewer, found: Escalated, around: Around, now: int) -> Come:
    return Come([_item(viewer, place, around, now) for place in found.places], found.cases, found.duties, found.more)


def _item(viewer: Viewer, place: Place, around: Around, now: int) -> Item:
    shown = place.duties[:MOST_DUTIES]
    decide = duties.decided_at(viewer, place.case, shown)
    rows = [duties.row(duty, viewer, around.agencies, now, place.case, decide) for duty in shown]
    more = len(place.duties) - len(rows)
    case = around.cases.get(place.case)
    if case is not None:
        standing = around.standing.get(place.case)
        return Item(
            pair_name(case, around.people), reverse("case", args=[case.id]), dangers_of(standing), _facts(standing, now), rows, more
        )
    call = _call(place, around.calls)
    if call is None:
        return Item(_("A case that is not shared with your agency"), "", [], "", rows, more)
    said = [Word(words.sentence(standard().label("call.received", name)), "serious") for name in call.dangers]
    channel = CHANNELS.get(call.channel, words.spoken(call.channel))
    who = _("Call %(reference)s, %(channel)s") % {"reference": call.said, "channel": channel}
    return Item(who, reverse("call", args=[call.event_id]), said, words.stamp(call.received_at, now), rows, more)


def dangers_of(standing: Standing | None) -> list[Word]:
    if standing is None:
        return []
    return [graded(standing.grade), *warnings(set(standing.dangers))]


def _facts(standing: Standing | None, now: int) -> str:
    if standing is None:
        return ""
    reached = standing.last_contact_at
    return _("Last reached %(time)s") % {"time": words.ago(reached, now)} if reached else _("No contact with her on record")


def _call(place: Place, calls: list[Call]) -> Call | None:
    triggers = {duty.trigger_event for duty in place.duties}
    return next((call for call in calls if call.event_id in triggers), None) or next(
        (call for call in calls if call.case_id == place.case), None
    )
