"""kept.yaml: what is confidential in an event, read once and checked."""

from functools import lru_cache
from importlib import resources
from typing import Any

import msgspec
import yaml

from safehold.chronology.catalogue import CATALOGUE


class BadTable(ValueError):
    """kept.yaml cannot be used; the message names the field."""


class Fields(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Fields of one kind's data, and the permissions of which any opens them."""

    may: tuple[str, ...]
    fields: tuple[str, ...] = ()
    all_but: tuple[str, ...] = ()
    where: dict[str, Any] = msgspec.field(default_factory=dict, name="if")
    if_listed: tuple[str, ...] = ()


class People(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    may: tuple[str, ...]
    keeps: dict[str, tuple[str, ...]]


class Moved(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kinds: tuple[str, ...]
    roles: tuple[str, ...]
    keeps: tuple[str, ...]


class Notes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    may: tuple[str, ...]
    roles: tuple[str, ...]
    agencies: tuple[str, ...]


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: str
    source: str
    people: People
    moved: Moved
    data: dict[str, tuple[Fields, ...]]
    notes: Notes


def load(text: str) -> Table:
    """Raises BadTable."""
    try:
        given = yaml.safe_load(text)
        table = msgspec.convert(given | {"version": str(given.get("version", ""))}, Table)
    except (msgspec.ValidationError, yaml.YAMLError, AttributeError) as error:
        raise BadTable(f"kept.yaml: {error}") from error
    for kind, listed in table.data.items():
        if kind not in CATALOGUE.kinds:
            raise BadTable(f"kept.yaml: data.{kind} is no kind of the catalogue")
        for each in listed:
            if unknown := {*each.fields, *each.all_but} - CATALOGUE.kinds[kind].fields.keys():
                raise BadTable(f"kept.yaml: data.{kind} has no field {', '.join(sorted(unknown))}")
            if bool(each.fields) == bool(each.all_but):
                raise BadTable(f"kept.yaml: data.{kind} needs either fields or all_but")
    return table


@lru_cache(maxsize=1)
def standard() -> Table:
    return load(resources.files("safehold.chronology.apart").joinpath("kept.yaml").read_text(encoding="utf-8"))
