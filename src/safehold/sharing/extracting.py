"""What a share shows of an event: the fields that may leave in a part, and the people whom it is for, by name and age alone. Pure.

Never where anybody lives, a note, or a value held in confidence: what is not taken out here is nowhere else taken out.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import msgspec

from safehold.chronology.envelope import Event, EventId, Mention
from safehold.identity.cases import CaseRecord, MentionId
from safehold.identity.hidden_since import as_hidden, hidden_since
from safehold.identity.shares import Share
from safehold.sharing.subjects import standard

_NAMES = ("given_name", "family_name", "date_of_birth")
BOTH = ("victim", "suspect")


class Person(msgspec.Struct, frozen=True, omit_defaults=True):
    role: str
    relation: str = ""
    given_name: str = ""
    family_name: str = ""
    date_of_birth: str = ""


class Told(msgspec.Struct, frozen=True, omit_defaults=True):
    """One event as the share shows it."""

    kind: str
    occurred_at: tuple[int, int]
    recorded_at: int
    agency: str
    role: str = ""
    data: dict[str, Any] = {}
    people: tuple[Person, ...] = ()


class Piece(msgspec.Struct, frozen=True):
    """A row: what it takes to read it, and what it says."""

    needs: str
    told: str


def pieces(record: CaseRecord, share: Share) -> dict[EventId, Piece]:
    """By event; the share's own stands for what was said of it. Of a whole case that is all: the rest is seen with the case."""
    found = {share.event.id: Piece("", _written(_frame(record, share)))}
    if share.extent in ("part", "as_it_stands", "fact"):
        for event in chosen(record, share):
            fields = share.event.data.get("field") if share.extent == "fact" else None
            told = _told(record, event, _named(record, share), fields)
            found[event.id] = Piece(standard().needs.get(event.kind, ""), _written(told))
    return found


def chosen(record: CaseRecord, share: Share) -> list[Event]:
    """The events that the share lists, as they stand: corrected ones by what corrects them, and none that is not of the case."""
    here = {event.id for event in record.events}
    listed = [_read(name) for name in share.event.data.get("events", ())]
    standing = {event.id: event for key in listed if key is not None and (event := record.history.resolve(key)) is not None}
    found = [event for event in standing.values() if event.id in here and may_leave(event)]
    return sorted(found, key=lambda event: event.order)


def may_leave(event: Event) -> bool:
    """Whether anything of an event may be shown in a part at all. That she is in a refuge, or moved in confidence, says where she is."""
    if event.kind in standard().never or event.kind.partition(".")[0] in standard().never:
        return False
    return not (event.data.get("confidential") is True or "refuge" in (event.data.get("to"), event.data.get("request")))


def fields_of(event: Event) -> dict[str, Any]:
    """The fields of an event that may leave in a part."""
    return {name: value for name, value in event.data.items() if name not in standard().withheld}


def _frame(record: CaseRecord, share: Share) -> Told:
    said = {name: value for name, value in share.event.data.items() if name in _SAID}
    if share.consent is not None:
        said |= {"consent_later": share.consent.data.get("consent", ""), "consent_later_reason": share.consent.data.get("reason", "")}
    if share.extent == "whole":
        return Told(share.event.kind, _span(share.event), share.event.recorded_at, share.event.agency, data=said)
    return _told(record, share.event, _named(record, share), None, said)


_SAID = (
    "what", "words", "basis", "gateways", "necessity", "proportionality", "consent", "consent_reason", "subjects", "reason", "until",
    "extent", "may",
)  # fmt: skip


def _told(
    record: CaseRecord, event: Event, named: Collection[str] | int, field: str | None, data: Mapping[str, Any] | None = None
) -> Told:
    given = fields_of(event) if data is None else dict(data)
    if field is not None:
        given = {name: value for name, value in given.items() if name == field}
    hidden = hidden_since(record.history.by_id.values()) if event.people else {}
    people = [as_hidden(mention, event.id, hidden) for mention in event.people if _is_named(record, event, mention, named)]
    role = event.actor.role if event.actor else ""
    return Told(event.kind, _span(event), event.recorded_at, event.agency, role, given, tuple(_person(each) for each in people))


def _is_named(record: CaseRecord, event: Event, mention: Mention, named: Collection[str] | int) -> bool:
    if isinstance(named, int):
        return record.persons.get(MentionId(event.id, mention.ref)) == named
    return mention.role in named


def _named(record: CaseRecord, share: Share) -> Collection[str] | int:
    """The roles of those whom the share names, or the number of the one person whom it is of."""
    of = share.event.data.get("person")
    if isinstance(of, str) and (key := _mention(of)) is not None:
        return record.persons.get(key, -1)
    named = share.event.data.get("named") or BOTH
    return (*named, "child") if "children" in share.event.data.get("subjects", ()) else tuple(named)


def _person(mention: Mention) -> Person:
    names = {name: getattr(mention, name) for name in _NAMES if name not in mention.confidential}
    return Person(mention.role, mention.relation, **names)


def _span(event: Event) -> tuple[int, int]:
    return (event.occurred_at.earliest, event.occurred_at.latest)


def _read(name: str) -> EventId | None:
    source, slash, key = name.partition("/")
    return EventId(source, key) if slash and source and key else None


def _mention(name: str) -> MentionId | None:
    whole, _, ref = name.rpartition("/")
    event = _read(whole)
    return MentionId(event, ref) if event is not None else None


def _written(told: Told) -> str:
    return msgspec.json.encode(told, order="deterministic").decode()


def read(text: str) -> Told:
    return msgspec.json.decode(text, type=Told)


def names(events: Iterable[Event]) -> list[str]:
    """Events as a share lists them."""
    return [str(event.id) for event in events]
