"""The numbers of notices.yaml: how early a duty is announced, and how long that is shown."""

from datetime import date
from functools import lru_cache
from importlib.resources import files

import msgspec

from safehold.chronology.times import HOUR, MINUTE


class Lead(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"from_": "from"}):
    from_: date
    source: str
    confidence: str
    part: float
    least_minutes: int
    most_minutes: int
    shown_hours: int

    @property
    def least(self) -> int:
        return self.least_minutes * MINUTE

    @property
    def most(self) -> int:
        return self.most_minutes * MINUTE

    @property
    def shown(self) -> int:
        return self.shown_hours * HOUR


@lru_cache(maxsize=1)
def standard() -> Lead:
    return msgspec.yaml.decode(files("safehold.running").joinpath("notices.yaml").read_bytes(), type=Lead)
