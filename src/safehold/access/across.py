"""What the history check tells of records that other agencies keep, as across.yaml says it."""

from functools import lru_cache
from importlib import resources
from typing import Literal, NamedTuple

import msgspec
import yaml

from safehold.access import roles
from safehold.access.models import Agency
from safehold.access.staff import roles_at
from safehold.access.viewer import Viewer

Telling = Literal["shown", "ask", "nothing"]


class Keeper(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    check: Telling
    contact: list[str]


class Policy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kinds: dict[str, Keeper]
    not_set_up: Literal["shown"]


class BadPolicy(ValueError):
    """across.yaml cannot be used; the message names the kind of agency and the field."""


class Kept(NamedTuple):
    """The agencies whose records the viewer may not read in a check, by their names in addresses: those to ask, and those that are not
    named at all."""

    ask: frozenset[str] = frozenset()
    silent: frozenset[str] = frozenset()

    @property
    def all(self) -> frozenset[str]:
        return self.ask | self.silent


class Contact(NamedTuple):
    """Whom to ask; no role where nobody works there."""

    agency: str
    name: str
    role: str


def load(text: str) -> Policy:
    try:
        given = msgspec.convert(yaml.safe_load(text), Policy)
    except (msgspec.ValidationError, yaml.YAMLError) as error:
        raise BadPolicy(f"across.yaml: {error}") from error
    for kind in Agency.Kind.values:
        if kind not in given.kinds:
            raise BadPolicy(f"across.yaml: kinds: says nothing of {kind}")
    for kind, keeper in given.kinds.items():
        unknown = [role for role in keeper.contact if role not in roles.standard().roles]
        if unknown:
            raise BadPolicy(f"across.yaml: {kind}: contact: no role is called {unknown[0]!r}")
    return given


@lru_cache(maxsize=1)
def standard() -> Policy:
    return load(resources.files("safehold.access").joinpath("across.yaml").read_text(encoding="utf-8"))


def told_to_all() -> frozenset[str]:
    """The kinds of agency whose records any other's check tells. Of an agency that is not set up here no kind is known."""
    return frozenset(kind for kind, keeper in standard().kinds.items() if keeper.check == "shown")


def answering() -> frozenset[str]:
    """The roles with whom a question may stand."""
    return frozenset(role for keeper in standard().kinds.values() for role in keeper.contact)


def kept_from(viewer: Viewer) -> Kept:
    """By the kinds of all agencies but the viewer's own."""
    told: dict[str, set[str]] = {"shown": set(), "ask": set(), "nothing": set()}
    for slug, kind in Agency.objects.exclude(slug=viewer.agency).values_list("slug", "kind"):
        told[standard().kinds[kind].check].add(slug)
    return Kept(frozenset(told["ask"]), frozenset(told["nothing"]))


def contact_at(slug: str) -> Contact:
    agency = Agency.objects.get(slug=slug)
    held = roles_at([slug]).get(slug, [])
    wanted = [role for role in standard().kinds[agency.kind].contact if role in held] or held
    return Contact(slug, agency.name, wanted[0] if wanted else "")
