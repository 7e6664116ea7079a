"""An instrument of risk as it stands in instruments/: what it asks, in our own words, how it is counted, and how sure each of that is.

Copyright: the sentences of these instruments are their owners'. `asks` is a paraphrase; a wording that an agency is licensed for stands
apart (wording.py).
"""

from collections.abc import Iterator, Mapping
from typing import Literal

import msgspec

Confidence = Literal["F", "M", "M-low"]
By = Literal["none", "count", "weighted"]
GRADES = ("standard", "medium", "high")
# What an answer can be, besides how often. Nothing said of an item is NOT_ASKED: never a no.
YES, NO, NOT_ASKED, REFUSED, UNKNOWN = "yes", "no", "not_asked", "refused", "unknown"
STATES = (YES, NO, NOT_ASKED, REFUSED, UNKNOWN)
# Who said it. `record`: nobody said it now; somebody who assesses took it from the record.
SAID_BY = ("victim", "observed", "witness", "child", "agency", "record")


class Says(msgspec.Struct, frozen=True):
    """A sentence with how sure it is; with a key, something that whoever assesses says is so."""

    says: str
    confidence: Confidence
    key: str = ""


class Level(msgspec.Struct, frozen=True):
    """How often; `counts` where it weighs as a yes does."""

    key: str
    says: str
    counts: bool = False


class Item(msgspec.Struct, frozen=True):
    """`topic`: what it is about, the same in every instrument; `adds` what a yes weighs besides its one, `alone` what it weighs in all."""

    key: str
    asks: str
    topic: str
    confidence: Confidence
    levels: tuple[Level, ...] = ()
    adds: int = 0
    alone: int | None = None
    unscored: bool = False

    @property
    def states(self) -> tuple[str, ...]:
        return tuple(level.key for level in self.levels) + STATES[2:] if self.levels else STATES

    def serious(self, answer: str) -> bool:
        """Whether the answer is of danger."""
        return answer == YES or any(level.counts and level.key == answer for level in self.levels)

    @property
    def points(self) -> int:
        return 0 if self.unscored else self.alone if self.alone is not None else 1 + self.adds


class Part(msgspec.Struct, frozen=True):
    title: str
    items: tuple[Item, ...]


class Module(msgspec.Struct, frozen=True):
    """More to ask where an answer says so: items of its own, or another instrument, which is recorded as itself."""

    key: str
    title: str
    opens: Mapping[str, tuple[str, ...]]
    source: str
    confidence: Confidence
    parts: tuple[Part, ...] = ()
    instrument: str = ""

    @property
    def items(self) -> Iterator[Item]:
        return (item for part in self.parts for item in part.items)

    def opened(self, answers: Mapping[str, str]) -> bool:
        return any(answers.get(key, "") in wanted for key, wanted in self.opens.items())


class Band(msgspec.Struct, frozen=True):
    since: int
    says: str


class Scoring(msgspec.Struct, frozen=True):
    """`most_missing`: with how many items unanswered it is still counted, by proportion; none where it is not."""

    by: By
    confidence: Confidence
    visible_high_risk: bool = False
    bands: tuple[Band, ...] = ()
    bands_confidence: Confidence = "M"
    most_missing: int | None = None
    prorated: str = ""
    prorated_confidence: Confidence = "M"


class Instrument(msgspec.Struct, frozen=True):
    name: str
    version: str
    title: str
    what: str
    since: str
    owner: str
    source: str
    confidence: Confidence
    use: tuple[Says, ...]
    eligible: tuple[Says, ...]
    scoring: Scoring
    parts: tuple[Part, ...]
    modules: tuple[Module, ...] = ()

    @property
    def items(self) -> tuple[Item, ...]:
        """Its own, without those of its modules."""
        return tuple(item for part in self.parts for item in part.items)

    @property
    def all_items(self) -> dict[str, Item]:
        """Those of its modules too, but not of another instrument that it leads to."""
        return {item.key: item for item in (*self.items, *(item for module in self.modules for item in module.items))}

    @property
    def unverified(self) -> bool:
        """Whether what is asked here is not known to be what the instrument asks."""
        return self.confidence == "M-low"
