"""The catalogue of events: which kinds there are, which fields they carry, and how a field's value is read."""

import re
from collections.abc import Callable
from functools import lru_cache
from importlib import resources
from typing import Any, Literal

import msgspec
import yaml

from safehold.chronology.times import BadTime, read_when

LONGEST_SOURCE, LONGEST_ID = 100, 200  # bytes of what names an event, so that several of them fit into one entry of an index
SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")

Shape = Literal[
    "bool",
    "int",
    "number",
    "text",
    "slug",
    "date",
    "time",
    "yn",
    "event id",
    "mention",
    "staff",
    "agency and role",
    "answers",
    "reasons",
    "choice",
    "list",
]


class Field(msgspec.Struct, frozen=True):
    """A field of a kind: its shape and, for a choice or a list of choices, the values that are known; `of` is what a list holds."""

    name: str
    shape: Shape
    choices: tuple[str, ...] = ()
    of: str = ""


class Kind(msgspec.Struct, frozen=True):
    """A kind of event, with its section of the catalogue."""

    name: str
    fields: dict[str, Field]


class Catalogue(msgspec.Struct, frozen=True):
    person_roles: tuple[str, ...]
    relations: tuple[str, ...]
    staff_roles: tuple[str, ...]
    grades: tuple[str, ...]
    risk_grades: tuple[str, ...]
    kinds: dict[str, Kind]


class BadCatalogue(ValueError):
    """The catalogue's own file cannot be read; the message names the kind and the field."""


def load(text: str) -> Catalogue:
    """Reads a catalogue from YAML. Raises BadCatalogue."""
    given = yaml.load(text, yaml.CSafeLoader)
    lists = {name: tuple(given[name]) for name in ("person_roles", "relations", "staff_roles", "grades", "risk_grades")}
    kinds = {}
    for name, fields in given["kinds"].items():
        kinds[name] = Kind(name, {field: _field(name, field, str(shape), lists) for field, shape in (fields or {}).items()})
    return Catalogue(kinds=kinds, **lists)


def _field(kind: str, name: str, shape: str, lists: dict[str, tuple[str, ...]]) -> Field:
    if shape.startswith("list of "):
        inner = _field(kind, name, shape.removeprefix("list of "), lists)
        return Field(name, "list", inner.choices, inner.shape)
    if shape.startswith("one of "):
        known = shape.removeprefix("one of ")
        if known not in lists:
            raise BadCatalogue(f"{kind}.{name}: no list is called {known!r}")
        return Field(name, "choice", lists[known])
    if "|" in shape:
        return Field(name, "choice", tuple(shape.split("|")))
    if shape not in _READERS:
        raise BadCatalogue(f"{kind}.{name}: no type is called {shape!r}")
    return Field(name, shape)  # type: ignore[arg-type]


def read_field(field: Field, value: Any) -> tuple[Any, str]:
    """The value as its type reads it, and what is wrong with it (empty when nothing is)."""
    if field.shape == "choice":
        return _choice(field, value)
    if field.shape == "list":
        return _list(field, value)
    return _READERS[field.shape](value)


def _choice(field: Field, value: Any) -> tuple[Any, str]:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = str(value)
    if value in field.choices:
        return value, ""
    return None, f"{_short(value)} is not one of {', '.join(field.choices)}"


def _list(field: Field, value: Any) -> tuple[Any, str]:
    values = value if isinstance(value, list) else [value]
    if not all(isinstance(one, str) for one in values):
        return None, "is not a list of text"
    if field.choices:
        odd = [one for one in values if one not in field.choices]
        if odd:
            return None, f"{_short(odd[0])} is not one of {', '.join(field.choices)}"
    if field.of == "slug":
        return values, next((problem for one in values if (problem := _slug(one)[1])), "")
    return values, ""


def _bool(value: Any) -> tuple[Any, str]:
    if isinstance(value, bool):
        return value, ""
    known = {"yes": True, "true": True, "no": False, "false": False}.get(value) if isinstance(value, str) else None
    return (known, "") if known is not None else (None, f"{_short(value)} is neither true nor false")


def _yn(value: Any) -> tuple[Any, str]:
    if isinstance(value, bool):
        return ("yes" if value else "no"), ""
    if value in ("yes", "no", "not_applicable", "unknown"):
        return value, ""
    return None, f"{_short(value)} is not one of yes, no, not_applicable, unknown"


def _int(value: Any) -> tuple[Any, str]:
    if isinstance(value, int) and not isinstance(value, bool):
        return value, ""
    return None, f"{_short(value)} is not a whole number"


def _number(value: Any) -> tuple[Any, str]:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value, ""
    return None, f"{_short(value)} is not a number"


def _text(value: Any) -> tuple[Any, str]:
    if isinstance(value, str):
        return value, ""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value), ""
    return None, f"{_short(value)} is not text"


def _time(value: Any) -> tuple[Any, str]:
    if not isinstance(value, str):
        return None, f"{_short(value)} is not a time"
    try:
        read_when(value)
    except BadTime as error:
        return None, str(error)
    return value, ""


def _object(value: Any) -> tuple[Any, str]:
    return (value, "") if isinstance(value, dict) else (None, "is not an object")


def _staff(value: Any) -> tuple[Any, str]:
    if isinstance(value, str):
        return {"id": value}, ""
    return _object(value)


def _slug(value: Any) -> tuple[Any, str]:
    if isinstance(value, str) and len(value) <= 100 and SLUG.fullmatch(value):
        return value, ""
    return None, f"{_short(value)} is not a slug: small letters, digits and hyphens, as in northshire-police"


def _event_id(value: Any) -> tuple[Any, str]:
    given = {"id": value} if isinstance(value, str) else value
    if not isinstance(given, dict) or not _names(given.get("id"), LONGEST_ID) or not _names(given.get("source", "-"), LONGEST_SOURCE):
        return None, f"{_short(value)} is not the id of an event"
    return value, ""


def _names(value: Any, longest: int) -> bool:
    return isinstance(value, str) and bool(value.strip()) and not too_long(value, longest) and "\x00" not in value


def too_long(value: str, longest: int) -> bool:
    return len(value) > longest or (not value.isascii() and len(value.encode("utf-8", "surrogatepass")) > longest)


def _mention(value: Any) -> tuple[Any, str]:
    return (value, "") if isinstance(value, (str, dict)) else (None, "does not name a mention")


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


_READERS: dict[str, Callable[[Any], tuple[Any, str]]] = {
    "bool": _bool,
    "int": _int,
    "number": _number,
    "text": _text,
    "slug": _slug,
    "date": _time,
    "time": _time,
    "yn": _yn,
    "event id": _event_id,
    "mention": _mention,
    "staff": _staff,
    "agency and role": _object,
    "answers": _object,
    "reasons": _object,
}


@lru_cache(maxsize=1)
def standard() -> Catalogue:
    """The catalogue that ships with Safehold."""
    return load(resources.files("safehold.chronology").joinpath("catalogue.yaml").read_text(encoding="utf-8"))


CATALOGUE = standard()
