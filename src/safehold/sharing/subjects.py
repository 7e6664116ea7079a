"""What may be shared in part, as subjects.yaml says it. Pure."""

from functools import lru_cache
from importlib import resources

import msgspec
import yaml

from safehold.chronology.catalogue import CATALOGUE


class Subject(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    title: str
    kinds: list[str]

    def has(self, kind: str) -> bool:
        return kind in self.kinds or kind.partition(".")[0] in self.kinds


class Subjects(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    subjects: dict[str, Subject]
    needs: dict[str, str]
    withheld: frozenset[str]
    never: dict[str, str]
    offered: dict[str, list[str]]
    from_: str = msgspec.field(name="from")

    def of(self, kind: str) -> list[str]:
        return [name for name, subject in self.subjects.items() if subject.has(kind)]


class BadSubjects(ValueError):
    """subjects.yaml cannot be used; the message names what is wrong."""


def load(text: str) -> Subjects:
    try:
        given = msgspec.convert(_dated(yaml.safe_load(text)), Subjects)
    except (msgspec.ValidationError, yaml.YAMLError, TypeError) as error:
        raise BadSubjects(f"subjects.yaml: {error}") from error
    groups = {kind.partition(".")[0] for kind in CATALOGUE.kinds}
    for name, subject in given.subjects.items():
        for kind in subject.kinds:
            if kind not in CATALOGUE.kinds and kind not in groups:
                raise BadSubjects(f"subjects.yaml: {name}: no kind of event is called {kind!r}")
    for kind, offered in given.offered.items():
        for name in offered:
            if name not in given.subjects:
                raise BadSubjects(f"subjects.yaml: offered: {kind}: no subject is called {name!r}")
    return given


def _dated(given: dict[str, object]) -> dict[str, object]:
    return given | {"from": str(given.get("from", ""))}


@lru_cache(maxsize=1)
def standard() -> Subjects:
    return load(resources.files("safehold.sharing").joinpath("subjects.yaml").read_text(encoding="utf-8"))
