"""Parts what is confidential from an event's parts, and joins the two again. Pure.

A part's digest stays that of the whole part, so that nothing of the seal is otherwise: in the part's place stands what is left of it, and
its salt goes with what was taken out, since a phone number is guessed in seconds from a digest whose salt is known.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

import msgspec

from safehold.chronology.apart.table import standard
from safehold.chronology.envelope import Event, canonical, joined, read_event
from safehold.chronology.seal import Sealed

NOTE = "note"
NOTHING_YET: Mapping[str, int] = MappingProxyType({})
May = tuple[str, ...]
_OF_PERSON = ("address", "postcode", "phone", "email")


class Slice(NamedTuple):
    """Some fields of one part, which the same permissions open. `place` tells the slices of a part apart; the first holds its salt."""

    part: str
    place: int
    may: May
    plain: bytes


class Parted(NamedTuple):
    """`sealed` as it is stored; `names` what it lacks: "person:0/address", "data/codeword", "note"."""

    sealed: Sealed
    names: tuple[str, ...]
    slices: tuple[Slice, ...]


class Torn(ValueError):
    """What was taken out of a part does not fit what is left of it."""


def parted(
    sealed: Sealed,
    event: Event,
    *,
    agencies: frozenset[str] = frozenset(),
    more: Mapping[str, Iterable[str]] | None = None,
    places: Mapping[str, int] = NOTHING_YET,
) -> Parted:
    """`sealed` holds all of the event, or what is left of it: then `places` says of each part of which something stands apart already where
    the next slice goes. `agencies` are those whose notes are kept; `more` what corrections and markers list of its people since, by ref,
    and under "" of the event as a whole."""
    wanted = dict(_wanted(event, agencies, more or {}))
    names: list[str] = []
    slices: list[Slice] = []
    bodies, salts = list(sealed.bodies), list(sealed.salts)
    for position, part in enumerate(sealed.names):
        body, salt = sealed.bodies[position], sealed.salts[position]
        if part not in wanted or body is None or (salt is None and part not in places):
            continue
        left, taken = _taken(msgspec.json.decode(body), wanted[part])
        if not taken:
            continue
        bodies[position], salts[position] = canonical(left), None
        for place, (may, fields) in enumerate(taken, places.get(part, 0)):
            slices.append(Slice(part, place, may, _plain((salt or b"") if place == 0 else b"", fields)))
            names += [part] if part == NOTE else [f"{part}/{name}" for name in fields]
    if not slices:
        return Parted(sealed, (), ())
    return Parted(Sealed(sealed.names, bodies, salts, sealed.digests, sealed.digest), tuple(names), tuple(slices))


def as_left(event: Event, parting: Parted) -> Event:
    """The event without what was taken out."""
    if not parting.slices:
        return event
    left = read_event(joined(parting.sealed.names, parting.sealed.bodies))
    return msgspec.structs.replace(left, withheld=parting.names)


def still_shown(event: Event, more: Mapping[str, Iterable[str]]) -> bool:
    """Whether an event, as it is read, shows something of its people or its data that is to stand apart."""
    for part, listed in _wanted(event, frozenset(), more):
        if part == "data" and any(select is not None and select(name) for name in event.data for _, select in listed):
            return True
        person = event.people[int(part.partition(":")[2])] if part.startswith("person:") else None
        if any(select(name) and getattr(person, name, "") for name in _OF_PERSON for _, select in listed if person is not None):
            return True
    return False


def kept_by(event: Event, more: Mapping[str, Iterable[str]]) -> Callable[[str], bool]:
    """Whether what an event lacks has to stand apart by what it says itself and by `more`; of a note always."""
    wanted = dict(_wanted(event, frozenset(), more))

    def kept(name: str) -> bool:
        part, _, field = name.partition("/")
        return part == NOTE or any(select is not None and select(field) for _, select in wanted.get(part, ()))

    return kept


def _taken(value: Any, wanted: Sequence[tuple[May, Any]]) -> tuple[Any, list[tuple[May, Any]]]:
    """What is left, and by permissions what is taken; a field that is empty is no secret."""
    if not isinstance(value, dict):
        return ("", [(wanted[0][0], value)]) if value not in (None, "") and wanted[0][1] is None else (value, [])
    left, taken = dict(value), []
    for may, select in wanted:
        fields = {name: left.pop(name) for name in list(left) if select is not None and select(name) and left[name] not in (None, "", [])}
        if fields:
            taken.append((may, fields))
    return left, taken


def _wanted(event: Event, agencies: frozenset[str], more: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, list[tuple[May, Any]]]]:
    table = standard()
    listed = {*more.get("", ())}
    hides = event.kind in table.moved.kinds and event.data.get("confidential") is True
    for position, person in enumerate(event.people):
        if not (person.confidential or hides or more):
            continue
        on_list = {*person.confidential, *more.get(person.ref, ())}
        listed |= on_list
        fields = {field for name in on_list for field in table.people.keeps.get(name, ())}
        if hides and person.role in table.moved.roles:
            fields |= {*table.moved.keeps}
        if fields:
            yield f"person:{position}", [(table.people.may, fields.__contains__)]
    data = [
        (each.may, each.fields.__contains__ if each.fields else lambda name, but=each.all_but: name not in but)
        for each in table.data.get(event.kind, ())
        if all(event.data.get(name) == value for name, value in each.where.items())
        and (not each.if_listed or not listed.isdisjoint(each.if_listed))
    ]
    if data:
        yield "data", data
    by_advocate = event.agency in agencies or (event.actor is not None and event.actor.role in table.notes.roles)
    if event.note and (by_advocate or hides):
        yield NOTE, [(table.notes.may, None)]


def _plain(salt: bytes, fields: Any) -> bytes:
    return bytes([len(salt)]) + salt + canonical(fields)


def rejoined(part: str, left: bytes, plains: Iterable[bytes]) -> tuple[bytes, bytes]:
    """The part with what these slices hold, and its salt if one of them has it. Raises Torn."""
    whole, salt = msgspec.json.decode(left), b""
    for plain in plains:
        length = plain[0]
        salt = plain[1 : 1 + length] or salt
        fields = msgspec.json.decode(plain[1 + length :])
        if part == NOTE:
            whole = fields
        elif whole.keys() & fields.keys():
            raise Torn(f"{part} holds what was taken out of it")
        else:
            whole |= fields
    return canonical(whole), salt


def names_in(part: str, plain: bytes) -> list[str]:
    """What a slice holds, as Parted names it."""
    fields = msgspec.json.decode(plain[1 + plain[0] :])
    return [part] if part == NOTE else [f"{part}/{name}" for name in fields]
