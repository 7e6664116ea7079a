"""What an event of a kind must say to say anything: read from least.yaml, and what one lacks of it."""

from collections.abc import Mapping
from importlib import resources
from typing import Any

import msgspec
import yaml

from safehold.chronology.catalogue import CATALOGUE
from safehold.chronology.envelope import Event

NOTE = "note"
SUSPECTS = ("suspect", "subject")


class Least(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    each: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    suspect: bool = False


class Lacking(msgspec.Struct, frozen=True):
    """What is not there: fields that must be, those of which one must be, and whether there is no suspect for what takes one."""

    each: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    suspect: bool = False

    def __bool__(self) -> bool:
        return bool(self.each or self.one_of or self.suspect)


class BadLeast(ValueError):
    """least.yaml cannot be read; the message names the kind and the field."""


def load(text: str) -> dict[str, Least]:
    """Raises BadLeast."""
    try:
        given = msgspec.convert(yaml.load(text, yaml.CSafeLoader), dict[str, Least])
    except (msgspec.ValidationError, yaml.YAMLError) as error:
        raise BadLeast(f"least.yaml: {error}") from error
    for kind, least in given.items():
        if kind not in CATALOGUE.kinds:
            raise BadLeast(f"least.yaml: {kind}: no kind of event is called that")
        if unknown := {*least.each, *least.one_of} - CATALOGUE.kinds[kind].fields.keys() - {NOTE}:
            raise BadLeast(f"least.yaml: {kind}: it has no field {min(unknown)!r}")
    return {kind: given.get(kind, Least()) for kind in CATALOGUE.kinds}


LEAST = load(resources.files("safehold.chronology").joinpath("least.yaml").read_text(encoding="utf-8"))


def lacking(kind: str, data: Mapping[str, Any], *, note: str = "", suspect: bool = True) -> Lacking:
    """`suspect` says whether it concerns one. What was sent and could not be read counts as not given."""
    least = LEAST[kind]
    given = {name for name, value in data.items() if value not in (None, "", [], {})}
    if note.strip():
        given.add(NOTE)
    return Lacking(
        each=tuple(name for name in least.each if name not in given),
        one_of=least.one_of if given.isdisjoint(least.one_of) else (),
        suspect=least.suspect and not suspect,
    )


def lacked_by(event: Event) -> tuple[str, ...]:
    """What an event that was sent lacks, each in a sentence that names the field. What it is about may name the suspect."""
    found = lacking(event.kind, event.data, note=event.note, suspect=bool(event.mentions(*SUSPECTS) or event.references))
    said = [f"{_where(name)} is missing: without it {event.kind} says nothing" for name in found.each]
    if found.one_of:
        said.append(f"{' or '.join(_where(name) for name in found.one_of)} must be given: without any {event.kind} says nothing")
    if found.suspect:
        said.append(f"people names no suspect, and it is about nothing that could: {event.kind} takes one")
    return tuple(said)


def _where(name: str) -> str:
    return name if name == NOTE else f"data.{name}"
