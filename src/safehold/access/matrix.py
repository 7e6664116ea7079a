"""What the database lets each role see, by kind of record and by whose it is, as matrix.yaml says it."""

from functools import lru_cache
from importlib import resources

import msgspec
import yaml

from safehold.access import roles


class Kind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The groups of roles that see records of this kind."""

    title: str
    own: str
    shared: str
    part: str
    past: str
    other: str
    restricted: str


class Matrix(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    relations: dict[str, str]
    groups: dict[str, list[str]]
    kinds: dict[str, Kind]

    def who(self, kind: str, relation: str) -> frozenset[str]:
        return frozenset(self.groups[getattr(self.kinds[kind], relation)])

    def seen(self, role: str, relation: str) -> frozenset[str]:
        """The kinds of record that a role sees."""
        return frozenset(kind for kind in self.kinds if role in self.who(kind, relation))


class BadMatrix(ValueError):
    """matrix.yaml cannot be used; the message names the group or the kind."""


def load(text: str) -> Matrix:
    try:
        given = msgspec.convert(yaml.safe_load(text), Matrix)
    except (msgspec.ValidationError, yaml.YAMLError) as error:
        raise BadMatrix(f"matrix.yaml: {error}") from error
    for group, named in given.groups.items():
        if unknown := sorted(set(named) - roles.standard().roles.keys()):
            raise BadMatrix(f"matrix.yaml: groups: {group}: no role is called {unknown[0]!r}")
    for kind, groups in given.kinds.items():
        for relation in given.relations:
            if getattr(groups, relation) not in given.groups:
                raise BadMatrix(f"matrix.yaml: kinds: {kind}: {relation}: no group is called {getattr(groups, relation)!r}")
    return given


@lru_cache(maxsize=1)
def standard() -> Matrix:
    return load(resources.files("safehold.access").joinpath("matrix.yaml").read_text(encoding="utf-8"))
