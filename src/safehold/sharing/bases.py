"""On what law something is shared, and what consent is called, as bases.yaml says it. Pure."""

from functools import lru_cache
from importlib import resources
from typing import Any, Literal

import msgspec
import yaml


class Basis(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    title: str
    law: str
    confidence: Literal["F", "M", "M-low"]
    from_: str = msgspec.field(name="from")
    for_: list[str] = msgspec.field(name="for")


class Consent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`why`: without consent, so that why it is shared all the same must be said."""

    title: str
    why: bool


class Number(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    value: int
    from_: str = msgspec.field(name="from")
    why: str


class Bases(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    read_on: str
    bases: dict[str, Basis]
    consent: dict[str, Consent]
    ending_soon_days: Number
    ends_after_days: dict[str, int]

    def ordered(self, kind: str) -> list[tuple[str, Basis]]:
        """Those that agencies of a kind go by first."""
        return sorted(self.bases.items(), key=lambda each: kind not in each[1].for_)

    def told(self, names: list[str]) -> list[str]:
        return [f"{basis.title} ({basis.law})" if (basis := self.bases.get(name)) else name for name in names]


class BadBases(ValueError):
    """bases.yaml cannot be used; the message names the basis and the field."""


def load(text: str) -> Bases:
    try:
        return msgspec.convert(_texts(yaml.safe_load(text)), Bases)
    except (msgspec.ValidationError, yaml.YAMLError) as error:
        raise BadBases(f"bases.yaml: {error}") from error


def _texts(given: Any) -> Any:
    """Dates as text: YAML reads them as dates."""
    if isinstance(given, dict):
        return {name: str(value) if name in ("from", "read_on") else _texts(value) for name, value in given.items()}
    return given


@lru_cache(maxsize=1)
def standard() -> Bases:
    return load(resources.files("safehold.sharing").joinpath("bases.yaml").read_text(encoding="utf-8"))
