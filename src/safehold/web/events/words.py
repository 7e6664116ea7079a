"""What events, their fields and values are called on a page, as words.yaml says it."""

from functools import lru_cache
from importlib import resources
from string import Formatter
from typing import Any

import msgspec
import yaml

from safehold.access.roles import standard as roles
from safehold.chronology.catalogue import CATALOGUE
from safehold.chronology.envelope import Event
from safehold.web.words import sentence, spoken


class KindWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    title: str
    says: tuple[str, ...] = ()
    done: str = ""
    said: str = ""
    hide: tuple[str, ...] = ()
    labels: dict[str, str] = {}
    needs: str = "record_events"
    record: bool = True
    about: tuple[str, ...] = ()
    hint: str = ""


class Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    title: str
    kinds: tuple[str, ...]


class EventWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    sections: dict[str, Section]
    values: dict[str, str]
    labels: dict[str, str]
    kinds: dict[str, KindWords]

    def of(self, kind: str) -> KindWords:
        return self.kinds.get(kind) or KindWords(title=sentence(spoken(kind)))

    def done(self, kind: str) -> str:
        """What somebody says who records it."""
        found = self.of(kind)
        return found.done or found.title

    def label(self, kind: str, field: str) -> str:
        return self.of(kind).labels.get(field) or self.labels.get(field) or spoken(field)

    def value(self, given: Any) -> str:
        """Any value of a field, in words."""
        if isinstance(given, bool):
            return self.values["yes" if given else "no"]
        if isinstance(given, (int, float)):
            return str(given)
        if isinstance(given, list):
            return ", ".join(self.value(one) for one in given)
        if isinstance(given, dict):
            parts = [
                *(given[name] for name in ("role", "agency", "id") if given.get(name)),
                *(v for k, v in given.items() if k not in _STAFF),
            ]
            return ", ".join(self.value(one) for one in parts)
        text = str(given)
        known = self.values.get(text) or (roles().roles[text].title if text in roles().roles else "")
        return known or (spoken(text) if _is_code(text) else text)

    def section(self, kind: str) -> str:
        """The section in which a kind stands; what none names stands with the records."""
        return next((name for name, section in self.sections.items() if kind.partition(".")[0] in section.kinds), "records")


_STAFF = ("id", "role", "agency")


def _is_code(text: str) -> bool:
    return "_" in text and text.isascii() and text.replace("_", "").isalnum() and text.islower()


class BadWords(ValueError):
    """words.yaml cannot be read; the message names the kind and the field."""


def load(text: str) -> EventWords:
    """Reads the words from YAML. Raises BadWords."""
    try:
        given = msgspec.convert(yaml.load(text, yaml.CSafeLoader), EventWords)
    except (msgspec.ValidationError, yaml.YAMLError) as error:
        raise BadWords(f"words.yaml: {error}") from error
    for kind, found in given.kinds.items():
        if kind not in CATALOGUE.kinds:
            raise BadWords(f"words.yaml: {kind}: no kind of event is called that")
        unknown = {*found.hide, *found.labels, *filter(None, (found.said,))} - CATALOGUE.kinds[kind].fields.keys()
        if unknown:
            raise BadWords(f"words.yaml: {kind}: it has no field {min(unknown)!r}")
        if found.needs not in roles().permissions:
            raise BadWords(f"words.yaml: {kind}: needs: no permission is called {found.needs!r}")
    return given


@lru_cache(maxsize=1)
def standard() -> EventWords:
    return load(resources.files("safehold.web.events").joinpath("words.yaml").read_text(encoding="utf-8"))


def titled(event: Event) -> str:
    """An event in a sentence as anybody may read it: what it is, with what its sentence names."""
    spoken_of = standard().of(event.kind)
    said = {name: standard().value(value) for name, value in event.data.items()}
    for each in spoken_of.says:
        if {part for _, part, _, _ in Formatter().parse(each) if part} <= said.keys():
            return sentence(each.format(**said))
    return spoken_of.title
