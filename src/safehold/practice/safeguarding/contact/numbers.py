"""contact.yaml: what contact with a victim goes by, as it was in force on a day. Pure."""

from datetime import date
from functools import lru_cache
from importlib import resources

import msgspec
import yaml


class Numbers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    since: date = msgspec.field(name="from")
    source: str
    confidence: str
    confirmed_within_days: int
    waits_hours: int
    tries: int
    again_minutes: int
    text_length: int


def in_force(day: date) -> Numbers:
    return next((each for each in reversed(_versions()) if each.since <= day), _versions()[0])


@lru_cache(maxsize=1)
def _versions() -> tuple[Numbers, ...]:
    text = resources.files(__package__).joinpath("contact.yaml").read_text(encoding="utf-8")
    return tuple(sorted(msgspec.convert(yaml.safe_load(text)["versions"], list[Numbers]), key=lambda each: each.since))
