"""Birth dates as far as they are known."""

import re
from calendar import monthrange
from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

import msgspec

EARLIEST_YEAR, LATEST_YEAR = 1890, 2100
_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:[Tt ].*)?")
_SPOKEN = re.compile(r"(?:(?:(\d{1,2})[\s./-]+)?(\d{1,2}|[a-z]{3,9})[\s./-]+)?(\d{4}|\d{2})")
_MONTHS = {
    name: number for number, name in enumerate(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)
}


class Birth(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A year, with month and day as far as known (0 where not). `spread` is how many years either side it may be, where it was an
    age; `words` is the whole as an explanation shows it."""

    year: int
    month: int = 0
    day: int = 0
    spread: int = 0
    words: str = ""

    @property
    def full(self) -> bool:
        return self.day > 0

    @property
    def years(self) -> range:
        return range(self.year - self.spread, self.year + self.spread + 1)


@lru_cache(maxsize=65536)
def read_birth(text: str) -> Birth | None:
    """Reads 1974-05-03, 1974-05, 1974, a span 1970/1975, and for what people type 3.5.74, 3/5/1974, 3 May 1974, May 1974.

    None for what cannot be read or cannot be true. 1 January is what systems write for "only the year is known", so it counts as the year.
    """
    text = text.strip().lower()[:60]
    start, slash, end = text.partition("/")
    if slash and (first := _ISO.fullmatch(start)) and (last := _ISO.fullmatch(end)):
        years = sorted((int(first[1]), int(last[1])))
        middle = (years[0] + years[1]) // 2
        return _checked(middle, 0, 0, years[1] - middle)
    if match := _ISO.fullmatch(text):
        return _checked(int(match[1]), int(match[2] or 0), int(match[3] or 0), 0)
    if match := _SPOKEN.fullmatch(text):
        month = match[2] or ""
        number = int(month) if month.isdigit() else _MONTHS.get(month[:3], 0) if month else 0
        if month and not number:
            return None
        year = int(match[3])
        if len(match[3]) == 2:
            year += 2000 if year <= 25 else 1900
        return _checked(year, number, int(match[1] or 0), 0)
    return None


def of_age(low: int, high: int, on: date) -> Birth | None:
    """The years in which someone was born who is between two ages on a day."""
    low, high = sorted((low, high))
    first, last = on.year - high - 1, on.year - low
    middle = (first + last + 1) // 2
    return _checked(middle, 0, 0, max(last - middle, middle - first))


def _checked(year: int, month: int, day: int, spread: int) -> Birth | None:
    if not EARLIEST_YEAR <= year <= LATEST_YEAR or (year, month, day) in ((1900, 1, 1), (1901, 1, 1)):
        return None
    if day and month > 12 >= day:
        month, day = day, month
    if month > 12 or (month and day > monthrange(year, month)[1]):
        month = day = 0  # no such day: of what was meant only the year is likely right
    if (month, day) == (1, 1) or not month:
        month = day = 0
    words = "-".join([f"{year:04}", *(f"{part:02}" for part in (month, day) if part)])
    return Birth(year, month, day, spread, f"{year - spread}/{year + spread}" if spread else words)


def likeliest(newest: Sequence[str]) -> str:
    """Of what was said of somebody's birth, newest first, what to show: the most exact, of those the most frequent, of those the newest.
    What cannot be read stands only where nothing else was said."""
    said = [text for text in newest if text.strip()]
    often = Counter(said)
    return max(said, key=lambda text: (_exactness(read_birth(text)), often[text]), default="")


def _exactness(birth: Birth | None) -> tuple[bool, bool, bool, int]:
    """A day before a month, a month before a year, a year before a span of years, a short span before a long one."""
    if birth is None:
        return (False, False, False, 0)
    return (True, birth.day > 0, birth.month > 0, -birth.spread)
