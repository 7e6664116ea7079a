"""What is on record of somebody, by what it says: each name, birth, address and phone with since when, by whom and how often."""

from collections.abc import Callable, Iterable, Mapping

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from safehold.access.viewer import Viewer
from safehold.chronology.envelope import Mention
from safehold.chronology.times import BadTime, read_when
from safehold.identity.said import Said
from safehold.practice.safeguarding.models import Marker
from safehold.web import words
from safehold.web.in_confidence import held_in_confidence

MOST = 6
MOST_NAMED = 2


class Fact(msgspec.Struct, frozen=True):
    value: str
    said: str


class Facts(msgspec.Struct, frozen=True):
    title: str
    facts: list[Fact]
    more: int


def places_seen(viewer: Viewer, persons: Iterable[int], listed: Iterable[Said], now: int) -> bool:
    """Whether this viewer may see where these people live: not where one of them has an address that is kept from most."""
    if viewer.may("see_confidential"):
        return True
    marked = any(marker == "confidential_address" for _person, marker in Marker.standing_of(viewer, list(persons), now))
    moved = any(each.event.kind == "victim.moved" and each.event.data.get("confidential") is True for each in listed)
    return not marked and not moved


def facts(viewer: Viewer, listed: Iterable[Said], agencies: Mapping[str, str], *, places: bool) -> list[Facts]:
    shown = list(listed)
    asked: list[tuple[str, str, Callable[[Mention], list[str]]]] = [
        (_("Names"), "", lambda mention: [words.person(mention.given_name, mention.family_name)] if _named(mention) else []),
        (_("Also known as"), "", lambda mention: list(mention.aliases)),
        (_("Born"), "", lambda mention: [born(mention.date_of_birth)] if mention.date_of_birth else []),
        (_("Sex"), "", lambda mention: [mention.sex] if mention.sex else []),
        (_("Addresses"), "address", _address),
        (_("Phones"), "phone", lambda mention: [mention.phone] if mention.phone else []),
        (_("Email"), "email", lambda mention: [mention.email] if mention.email else []),
        (_("School"), "school", lambda _mention: []),
    ]
    found = []
    for title, field, read in asked:
        if field == "address" and not places:
            found.append(Facts(title, [Fact(held_in_confidence(), "")], 0))
            continue
        by_value: dict[str, list[Said]] = {}
        for each in shown:
            if not _kept(viewer, each.mention, field):
                for value in read(each.mention):
                    by_value.setdefault(value.strip(), []).append(each)
        rows = [Fact(value, _said(by, agencies)) for value, by in by_value.items() if value]
        held = [Fact(held_in_confidence(), "")] if field and any(_held(each, field) for each in shown) else []
        if rows or held:
            found.append(Facts(title, [*rows[:MOST], *held], max(0, len(rows) - MOST)))
    return found


def _held(each: Said, field: str) -> bool:
    """Whether this record says it to others than this viewer."""
    of_it = {"address", "postcode"} if field == "address" else {field}
    place = next((place for place, one in enumerate(each.event.people) if one is each.mention), None)
    apart = any(f"person:{place}/{name}" in each.event.withheld for name in of_it)
    return apart or (field == "school" and "data/school" in each.event.withheld and each.mention.role == "child")


def born(text: str) -> str:
    """A date as people write it; what cannot be read is left as it is."""
    try:
        return words.coarse(read_when(text))
    except BadTime:
        return text


def _named(mention: Mention) -> bool:
    return bool(mention.given_name or mention.family_name)


def _address(mention: Mention) -> list[str]:
    parts = [mention.address, mention.postcode if mention.postcode.lower() not in mention.address.lower() else ""]
    return [", ".join(part for part in parts if part)] if any(parts) else []


def _kept(viewer: Viewer, mention: Mention, field: str) -> bool:
    hidden = set(mention.confidential)
    if field == "address":
        return bool(hidden & {"address", "postcode"}) and not viewer.may("see_confidential")
    return field in hidden and not viewer.may("see_confidential")


def _said(by: list[Said], agencies: Mapping[str, str]) -> str:
    first, last = by[-1].event.occurred_at, by[0].event.occurred_at
    days = [words.day(first.earliest), words.day(last.latest)]
    when = days[0] if days[0] == days[1] else _("%(first)s to %(last)s") % {"first": days[0], "last": days[1]}
    named = list(dict.fromkeys(agencies.get(each.event.agency, each.event.agency) for each in by))
    more = ngettext("and %(n)d other", "and %(n)d others", len(named) - MOST_NAMED) % {"n": len(named) - MOST_NAMED}
    who = ", ".join(named) if len(named) <= MOST_NAMED else f"{', '.join(named[:MOST_NAMED])} {more}"
    times = ngettext("%(n)d record", "%(n)d records", len(by)) % {"n": len(by)}
    return f"{when} · {times} · {who}"
