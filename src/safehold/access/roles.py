"""What each staff role is for, what it may do and what it sees, as roles.yaml says it."""

from functools import lru_cache
from importlib import resources
from typing import Literal

import msgspec
import yaml


class Role(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    title: str
    is_: str = msgspec.field(name="is")
    front: str
    may: frozenset[str]
    cases: Literal["involved", "none"]
    calls: Literal["agency", "cases", "none"]
    duties: Literal["role", "agency"]
    purpose: str


class Roles(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    permissions: dict[str, str]
    purposes: dict[str, str]
    roles: dict[str, Role]


class BadRoles(ValueError):
    """The roles' own file cannot be read; the message names the role and the field."""


def load(text: str) -> Roles:
    """Reads roles from YAML. Raises BadRoles."""
    try:
        given = msgspec.convert(yaml.safe_load(text), Roles)
    except (msgspec.ValidationError, yaml.YAMLError) as error:
        raise BadRoles(f"roles.yaml: {error}") from error
    for name, role in given.roles.items():
        unknown = sorted(role.may - given.permissions.keys())
        if unknown:
            raise BadRoles(f"roles.yaml: {name}: may: no permission is called {unknown[0]!r}")
        if role.purpose not in given.purposes:
            raise BadRoles(f"roles.yaml: {name}: purpose: no purpose is called {role.purpose!r}")
        if role.cases == "none" and "see_cases" in role.may:
            raise BadRoles(f"roles.yaml: {name}: may see_cases, but cases is none")
    return given


@lru_cache(maxsize=1)
def standard() -> Roles:
    """The roles that ship with Safehold."""
    return load(resources.files("safehold.access").joinpath("roles.yaml").read_text(encoding="utf-8"))


def table(given: Roles) -> str:
    """The roles as docs/access.md shows them."""
    rows = ["| role | front page | cases | calls | duties | may |", "|---|---|---|---|---|---|"]
    for role in given.roles.values():
        may = ", ".join(name.replace("_", " ") for name in given.permissions if name in role.may)
        rows.append(f"| {role.title} | {role.front} | {role.cases} | {role.calls} | {role.duties} | {may} |")
    return "\n".join(rows)
