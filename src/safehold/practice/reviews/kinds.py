"""What a review may be of, and the steps by which it leaves, as kinds.yaml has them."""

from functools import lru_cache
from importlib import resources

import msgspec
import yaml


class Kind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`death`: it is a review in the sense of the law, and the chronology is told of it."""

    title: str
    death: bool


class Called(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    title: str
    source: str
    confidence: str
    since: str = msgspec.field(name="from", default="")


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    title: str
    source: str
    confidence: str
    event: str = ""
    to: str = ""


class Kinds(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kinds: dict[str, Kind]
    called: list[Called]
    steps: dict[str, Step]
    after: dict[str, list[str]]


@lru_cache(maxsize=1)
def standard() -> Kinds:
    text = resources.files("safehold.practice.reviews").joinpath("kinds.yaml").read_text(encoding="utf-8")
    given = yaml.safe_load(text)
    for each in given["called"]:
        each["from"] = str(each["from"])
    return msgspec.convert(given, Kinds)
