"""What there is that does not rest on her, what is missing, and who could still get it. Pure; see evidence.yaml."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from importlib import resources
from typing import Literal

import msgspec
import yaml

from safehold.chronology.catalogue import CATALOGUE
from safehold.chronology.envelope import Event
from safehold.chronology.times import DAY

ATTENDED, SECURED, REVIEWED = "attendance.recorded", "evidence.secured", "evidence.reviewed"
Standing = Literal["held", "missing", "not_recorded", "does_not_apply"]


class BadEvidence(ValueError):
    """evidence.yaml cannot be read; the message names the field."""


class Item(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`field` is one of an attendance; `kinds` are events that are themselves the evidence; `words` are looked for in what was secured.
    `days` is for how long it is usually to be had."""

    title: str
    who: str
    words: tuple[str, ...]
    field: str = ""
    kinds: tuple[str, ...] = ()
    only_if: str = ""
    days: int | None = None


class Evidence(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: str
    in_force_from: date
    source: str
    confidence: str
    supervisors: frozenset[str]
    authorises_penalty: frozenset[str]
    for_lack_of_support: frozenset[str]
    items: dict[str, Item]


class Found(msgspec.Struct, frozen=True):
    """`by` are the events that show it. `why` is the reason that was given for its absence; `until` is when it will probably be gone."""

    name: str
    item: Item
    standing: Standing
    by: tuple[Event, ...] = ()
    why: str = ""
    until: int | None = None

    def gone(self, now: int) -> bool:
        return self.until is not None and self.until < now


def load(text: str) -> Evidence:
    """Raises BadEvidence."""
    try:
        given = msgspec.convert(yaml.safe_load(text), Evidence)
    except (msgspec.ValidationError, yaml.YAMLError) as error:
        raise BadEvidence(f"evidence.yaml: {error}") from error
    fields, roles = CATALOGUE.kinds[ATTENDED].fields, set(CATALOGUE.staff_roles)
    for name, item in given.items.items():
        if item.field and item.field not in fields:
            raise BadEvidence(f"evidence.yaml: {name}: field: an attendance has no {item.field!r}")
        if unknown := set(item.kinds) - CATALOGUE.kinds.keys():
            raise BadEvidence(f"evidence.yaml: {name}: kinds: no kind of event is called {min(unknown)!r}")
        if item.who not in roles:
            raise BadEvidence(f"evidence.yaml: {name}: who: no role is called {item.who!r}")
    if strangers := (given.supervisors | given.authorises_penalty) - roles:
        raise BadEvidence(f"evidence.yaml: no role is called {min(strangers)!r}")
    return given


@lru_cache(maxsize=1)
def standard() -> Evidence:
    return load(resources.files("safehold.practice.investigation").joinpath("evidence.yaml").read_text(encoding="utf-8"))


def checklist(events: Iterable[Event], evidence: Evidence | None = None) -> list[Found]:
    """Of the events of a case, in their order: what is missing first, then what is held."""
    listed = list(events)
    table = evidence or standard()
    found = [each for name, item in table.items.items() if (each := _found(name, item, listed)) is not None]
    order: tuple[Standing, ...] = ("missing", "not_recorded", "held", "does_not_apply")
    return sorted(found, key=lambda each: order.index(each.standing))


def _found(name: str, item: Item, events: list[Event]) -> Found | None:
    if item.only_if and not any(event.data.get(item.only_if) is True or event.data.get("what") == item.only_if for event in events):
        return None
    attended = [event for event in events if event.kind == ATTENDED]
    by = [event for event in attended if item.field and _there(event.data.get(item.field))]
    by += [event for event in events if event.kind == SECURED and _named(event, item.words)]
    by += [event for event in events if event.kind in item.kinds]
    if by:
        return Found(name, item, "held", tuple(sorted(by, key=lambda event: event.order)))
    since = next((event for event in reversed(events) if event.kind in ("crime.recorded", ATTENDED, "call.received")), None)
    until = since.occurred_at.latest + item.days * DAY if since is not None and item.days is not None else None
    said = [event.data[item.field] for event in attended if item.field in event.data]
    why = next((str(reason) for event in reversed(attended) if (reason := _reason(event, item.field))), "")
    if said and all(value == "not_applicable" for value in said):
        return Found(name, item, "does_not_apply", why=why)
    return Found(name, item, "missing" if said else "not_recorded", why=why, until=until)


def _there(value: object) -> bool:
    return value is True or value == "yes" or (isinstance(value, int) and value > 0)


def _named(event: Event, words: tuple[str, ...]) -> bool:
    said = f"{event.data.get('kind', '')} {event.note}".casefold()
    return any(word in said for word in words)


def _reason(event: Event, field: str) -> object:
    reasons = event.data.get("reasons")
    return reasons.get(field) if isinstance(reasons, dict) else None
