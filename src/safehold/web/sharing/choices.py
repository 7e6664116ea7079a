"""What there is to choose from on the page of sharing: agencies, records, facts and people of the case."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from safehold.access.staff import agency_names
from safehold.access.viewer import Viewer
from safehold.chronology.envelope import Event
from safehold.identity import around
from safehold.identity.chronicle import Entry
from safehold.identity.models import Case, Person
from safehold.practice.custody_and_court.models import Order
from safehold.sharing.extracting import fields_of
from safehold.sharing.passable import Passable
from safehold.web import words
from safehold.web.events.telling import tell
from safehold.web.events.words import standard
from safehold.web.naming import full_name

MOST, MOST_FACTS = 60, 60


def records(viewer: Viewer, found: Passable) -> list[tuple[str, str]]:
    agencies = agency_names()
    return [(str(event.id), _title(event, viewer, agencies)) for event in found.events[:MOST]]


def facts(viewer: Viewer, found: Passable) -> list[tuple[str, str]]:
    """One record, or one field of one."""
    agencies = agency_names()
    listed: list[tuple[str, str]] = []
    for event in found.events:
        title = _title(event, viewer, agencies)
        listed.append((f"{event.id}|", title))
        listed += [(f"{event.id}|{name}", f"{title}: {standard().label(event.kind, name)}") for name in fields_of(event)]
        if len(listed) >= MOST_FACTS:
            break
    return listed


def people(case: Case, pair: Mapping[int, Person], entries: Iterable[Entry]) -> list[tuple[str, str]]:
    """The two and their household, each by a mention of theirs in what is on record."""
    named = {number: full_name(person) for number, person in pair.items()}
    named |= {person.id: f"{full_name(person)} ({words.spoken(role)})" for role, person in around.household(case)}
    of = around.mentioned({entry.seq: entry.event for entry in entries})
    return [(of[number], name) for number, name in named.items() if number in of]


def listed(given: Mapping[str, Any], found: Passable, entries: Iterable[Entry]) -> tuple[str, ...]:
    """The records that were chosen: named one by one, or all of these subjects, of one person if one was chosen."""
    if given["as_it_stands"]:
        return tuple(str(event.id) for event in found.events)
    chosen = set(given["events"])
    by_subject = [] if chosen else found.of(given["subjects"]) if given["subjects"] else list(found.events) if given["person"] else []
    wanted = [event for event in found.events if str(event.id) in chosen] or by_subject
    if given["person"]:
        about = around.of_person({entry.seq: entry.event for entry in entries}, given["person"])
        wanted = [event for event in wanted if event.id in about]
    return tuple(str(event.id) for event in wanted)


def beginning(viewer: Viewer, case: Case) -> dict[str, str]:
    """The sentence that is most often shared: an order that stands."""
    order = Order.objects.for_viewer(viewer).filter(suspect_id=case.suspect_id, ended_at=None).order_by("-made_at").first()
    if order is None or case.victim_id not in order.victim_ids:
        return {}
    until = _(" until %(day)s") % {"day": words.day(order.until_at)} if order.until_at else ""
    return {"words": _("There is a %(order)s order%(until)s.") % {"order": standard().value(order.order), "until": until}}


def _title(event: Event, viewer: Viewer, agencies: Mapping[str, str]) -> str:
    return f"{tell(event, viewer, agencies, confidential=True).title}, {words.coarse(event.occurred_at)}"
