"""What a review may be of, and the steps by which it leaves, as kinds.yaml has them."""

from datetime import UTC, datetime
from functools import lru_cache
from importlib import resources

import msgspec
import yaml

DAY = 24 * 3600 * 1_000_000


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


class Ends(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`after` is decided_against or published. `since` is the day from which it is so: of several the last holds."""

    after: str
    days: int
    source: str
    confidence: str
    since: str = msgspec.field(name="from")


class Kinds(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kinds: dict[str, Kind]
    called: list[Called]
    steps: dict[str, Step]
    ends: list[Ends]
    after: dict[str, list[str]]

    def ended(self, after: str, at: int) -> int:
        """When a panel reads no more, of a review that was over at an instant."""
        day = datetime.fromtimestamp(at / 1_000_000, UTC).date().isoformat()
        known = sorted((each for each in self.ends if each.after == after), key=lambda each: each.since)
        held = [each for each in known if each.since <= day] or known[:1]
        return at + held[-1].days * DAY


@lru_cache(maxsize=1)
def standard() -> Kinds:
    text = resources.files("safehold.practice.reviews").joinpath("kinds.yaml").read_text(encoding="utf-8")
    given = yaml.safe_load(text)
    for each in (*given["called"], *given["ends"]):
        each["from"] = str(each["from"])
    return msgspec.convert(given, Kinds)
