"""Who is told of somebody graded high below the line: below.yaml, dated. Pure."""

from datetime import date
from functools import lru_cache
from importlib import resources

import msgspec
import yaml

from safehold.chronology.times import HOUR


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    to: str
    after_hours: float = 0

    @property
    def after(self) -> int:
        return round(self.after_hours * HOUR)


class Below(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: str
    in_force_from: date
    source: str
    confidence: str
    from_hour: int
    told: dict[str, tuple[Step, ...]]


def below(day: date) -> Below | None:
    """What holds on a day."""
    return next((each for each in reversed(_versions()) if each.in_force_from <= day), None)


@lru_cache(maxsize=1)
def _versions() -> tuple[Below, ...]:
    text = resources.files("safehold.risk.ranking").joinpath("below.yaml").read_text(encoding="utf-8")
    return tuple(sorted(msgspec.convert(yaml.safe_load(text)["versions"], list[Below]), key=lambda each: each.in_force_from))
