"""A chronology file, told: read, put on its days, followed. Each file is worked out once for as long as it stays as it is."""

import time
from functools import lru_cache
from pathlib import Path

import msgspec

from safehold.chronology.importing import events_in
from safehold.oversight.retelling.days import How, as_they_came
from safehold.oversight.retelling.following import Retold, retell
from safehold.rulebook.loader import standard_rules
from safehold.rulebook.model import Standard

ASSUMED = {
    "spread": "Of what was published without its day a day within its span is assumed, and marked: such events are spread evenly over it.",
    "late": "Of what was published without its day the last instant of its span is assumed, and marked: it was known no later.",
}
RULES = {"today": "They are judged by the rules of today.", "then": "They are judged by the rules in force at the time."}


class Unreadable(ValueError):
    """The file cannot be told; the message says why."""


class Told(msgspec.Struct, frozen=True):
    """`refused` are lines of the file that are no events, with why."""

    name: str
    retold: Retold
    refused: tuple[str, ...]
    assumed: str
    rules: str


def told(path: Path, how: How = "spread", standard: Standard = "today") -> Told:
    """Raises Unreadable."""
    try:
        stamp = path.stat().st_mtime_ns
    except OSError as error:
        raise Unreadable(f"{path.name} cannot be read: {(error.strerror or str(error)).lower()}") from error
    return _told(path, stamp, how, standard)


@lru_cache(maxsize=16)
def _told(path: Path, _stamp: int, how: How, standard: Standard) -> Told:
    try:
        events, refused, _ = events_in(path)
    except OSError as error:
        raise Unreadable(f"{path.name} cannot be read: {(error.strerror or str(error)).lower()}") from error
    retold = retell(as_they_came(events, how), standard_rules(), today=time.time_ns() // 1000, standard=standard)
    why = tuple(f"line {each.line}: {each.why}" for each in refused)
    return Told(path.stem, retold, why, ASSUMED[how], RULES[standard])
