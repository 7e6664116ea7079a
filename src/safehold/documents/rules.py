"""What may leave, to whom and on what basis, as leaving.yaml says it."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from importlib import resources

import msgspec
import yaml

from safehold.chronology.catalogue import CATALOGUE


class BadLeaving(ValueError):
    """leaving.yaml cannot be used; the message names what is wrong."""


class Number(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"since": "from"}):
    value: int
    since: date
    source: str
    confidence: str


class Kind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    title: str
    purposes: tuple[str, ...]


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one kind of recipient may be given, and what of it starts ticked; leaving.yaml says what each word means."""

    title: str
    side: str
    kinds: tuple[str, ...]
    two: bool
    starts: str
    told: frozenset[str]
    fields: Mapping[str, tuple[str, ...]]
    never: frozenset[str]
    never_fields: frozenset[str]
    unticked: frozenset[str]
    protects: frozenset[str]
    of: str = ""

    @property
    def against(self) -> bool:
        """Whether what is given may reach whoever harms her."""
        return self.side in ("suspect", "child")

    def gives(self, kind: str) -> bool:
        """Whether an event of this kind may stand in it at all."""
        return kind not in self.never and kind.partition(".")[0] not in self.never


class Returns(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    box: str


class Leaving(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"since": "from"}):
    since: date
    source: str
    confidence: str
    numbers: Mapping[str, Number]
    kinds: Mapping[str, Kind]
    purposes: Mapping[str, str]
    bases: Mapping[str, str]
    withheld: Mapping[str, str]
    ways: Mapping[str, str]
    recipients: Mapping[str, Rule]
    telling: tuple[str, ...]
    returns: Returns
    agencies_that_tell: frozenset[str]

    def number(self, name: str) -> int:
        return self.numbers[name].value


def load(text: str) -> Leaving:
    """Raises BadLeaving."""
    try:
        given = msgspec.convert(yaml.load(text, yaml.CSafeLoader), Leaving)
    except (msgspec.ValidationError, yaml.YAMLError) as error:
        raise BadLeaving(f"leaving.yaml: {error}") from error
    halves = {kind.partition(".")[0] for kind in CATALOGUE.kinds}
    for name, rule in given.recipients.items():
        if unknown := sorted(set(rule.kinds) - given.kinds.keys()):
            raise BadLeaving(f"leaving.yaml: recipients: {name}: kinds: nothing is called {unknown[0]!r}")
        if unknown := sorted({*rule.told, *rule.fields} - CATALOGUE.kinds.keys()):
            raise BadLeaving(f"leaving.yaml: recipients: {name}: no kind of event is called {unknown[0]!r}")
        if unknown := sorted(rule.never - CATALOGUE.kinds.keys() - halves):
            raise BadLeaving(f"leaving.yaml: recipients: {name}: never: no kind of event is called {unknown[0]!r}")
        for kind, fields in rule.fields.items():
            if unknown := sorted(set(fields) - CATALOGUE.kinds[kind].fields.keys()):
                raise BadLeaving(f"leaving.yaml: recipients: {name}: fields: {kind} has no field {unknown[0]!r}")
        if unknown := sorted(rule.protects - set(CATALOGUE.person_roles)):
            raise BadLeaving(f"leaving.yaml: recipients: {name}: protects: no role is called {unknown[0]!r}")
    for name, made in given.kinds.items():
        if unknown := sorted(set(made.purposes) - given.purposes.keys()):
            raise BadLeaving(f"leaving.yaml: kinds: {name}: no purpose is called {unknown[0]!r}")
    return given


@lru_cache(maxsize=1)
def standard() -> Leaving:
    return load(resources.files("safehold.documents").joinpath("leaving.yaml").read_text(encoding="utf-8"))
