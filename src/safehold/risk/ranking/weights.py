"""The weights by which cases are ordered within a grade, and how far a day's people reach: dated data, checked when it is loaded."""

import os
from datetime import date
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import msgspec
import yaml

# Where an area keeps the weights that it fitted itself and approved. They are in force once `safehold rebuild` has run.
OF_THE_AREA = "SAFEHOLD_RANKING_WEIGHTS"


class BadWeights(ValueError):
    """A file of weights that cannot be used; the message says which and why."""


class Tier(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """At least so many within so many days, or ever; `ahead` days before a date that is still to come."""

    points: int
    at_least: int = 1
    within: int = 0
    ahead: int = 0


class Severity(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """By words of a recorded offence, or by all of what was `said` on a call."""

    name: str
    severity: int
    offence: tuple[str, ...] = ()
    said: tuple[str, ...] = ()


class Suspects(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    recency: tuple[Tier, ...]
    frequency: tuple[Tier, ...]
    victims: tuple[Tier, ...]
    gravity: int


class Approval(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    by: str
    day: date
    why: str


class Weights(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: str
    in_force_from: date
    source: str
    confidence: str
    bands: dict[str, int]
    placed_days: int
    parts: dict[str, tuple[Tier, ...]]
    harm: tuple[Tier, ...]
    severities: tuple[Severity, ...]
    suspects: Suspects
    approved: Approval | None = None
    fitted: dict[str, str] = {}

    def band(self, grade: str) -> int:
        return self.bands.get(grade or "ungraded", self.bands["ungraded"])

    @property
    def top(self) -> int:
        return max(self.bands.values())


class Capacity(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    in_force_from: date
    source: str
    confidence: str
    people: int
    hours_of_a_person: float
    hours_of_a_case: dict[str, float]
    agency: str = ""

    def of_case(self, grade: str) -> float:
        return self.hours_of_a_case.get(grade or "ungraded", self.hours_of_a_case["ungraded"])


def read(text: str, name: str) -> Weights:
    """Raises BadWeights."""
    try:
        found = msgspec.convert(yaml.safe_load(text), Weights)
    except (yaml.YAMLError, msgspec.ValidationError) as error:
        raise BadWeights(f"{name}: {error}") from error
    lacking = {"high", "ungraded", "medium", "standard"} - found.bands.keys()
    if lacking:
        raise BadWeights(f"{name}: bands: no band for {', '.join(sorted(lacking))}")
    bands = found.bands
    if not bands["high"] > bands["ungraded"] > bands["medium"] > bands["standard"] > 0 or found.top > 9:
        raise BadWeights(f"{name}: bands: a higher grade must have a higher band, from 1 to 9, and a case without a grade one below high")
    for part, tiers in {**found.parts, "harm": found.harm}.items():
        if any(tier.points < 0 for tier in tiers):
            raise BadWeights(f"{name}: {part}: nothing on record puts anybody lower, so no points are below 0")
    return found


@lru_cache(maxsize=1)
def shipped() -> Weights:
    return read(_text("ranking.yaml"), "ranking.yaml")


@lru_cache(maxsize=1)
def weights() -> Weights:
    """Those in force: the area's own where it has some that a person approved. Raises BadWeights."""
    path = os.environ.get("SAFEHOLD_RANKING_WEIGHTS", "")
    if not path:
        return shipped()
    try:
        found = read(Path(path).read_text("utf-8"), path)
    except OSError as error:
        raise BadWeights(f"{OF_THE_AREA}: {error}") from error
    if found.approved is None:
        raise BadWeights(f"{path}: nobody has approved these weights. Whoever answers for them adds `approved: {{by: , day: , why: }}`.")
    return found


def capacity(agency: str, day: date) -> Capacity:
    """What stands for an agency on a day."""
    found = [each for each in _capacities() if each.agency in ("", agency) and each.in_force_from <= day] or list(_capacities()[:1])
    return max(found, key=lambda each: (bool(each.agency), each.in_force_from))


@lru_cache(maxsize=1)
def _capacities() -> tuple[Capacity, ...]:
    """Those that ship, and the area's own."""
    shipped_too, own = _text("capacity.yaml"), os.environ.get("SAFEHOLD_CAPACITY", "")
    texts = {"capacity.yaml": shipped_too} | ({own: Path(own).read_text("utf-8")} if own else {})
    found: list[Capacity] = []
    for name, text in texts.items():
        try:
            given: Any = yaml.safe_load(text)["capacities"]
            found += msgspec.convert(given, tuple[Capacity, ...])
        except (yaml.YAMLError, msgspec.ValidationError, KeyError, TypeError) as error:
            raise BadWeights(f"{name}: {error}") from error
    return tuple(found)


def _text(name: str) -> str:
    return resources.files("safehold.risk.ranking").joinpath(name).read_text(encoding="utf-8")
