"""What the interface takes from one account, as limits.yaml says it."""

from datetime import date
from functools import lru_cache
from importlib import resources

import msgspec
import yaml


class Number(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"since": "from"}):
    value: int
    since: date
    why: str


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    requests_a_minute: Number
    requests_at_once: Number
    most_events: Number
    most_bytes: Number
    page: Number
    most_page: Number
    open_call_days: Number
    decided_by_people: frozenset[str]
    own_alone: frozenset[str]
    not_theirs: frozenset[str]


class BadLimits(ValueError):
    """limits.yaml cannot be used; the message names the entry."""


def load(text: str) -> Limits:
    try:
        given = msgspec.convert(yaml.safe_load(text), Limits)
    except (msgspec.ValidationError, yaml.YAMLError) as error:
        raise BadLimits(f"limits.yaml: {error}") from error
    for name in msgspec.structs.asdict(given):
        if isinstance(number := getattr(given, name), Number) and number.value < 1:
            raise BadLimits(f"limits.yaml: {name}: at least 1")
    return given


@lru_cache(maxsize=1)
def standard() -> Limits:
    return load(resources.files("safehold.access.systems").joinpath("limits.yaml").read_text(encoding="utf-8"))
