"""When something happened, as exactly as its source can say.

An instant is a whole number of microseconds since 1970 in UTC: it compares fast and never loses precision. A `When` is the span
of instants within which something happened; an exact time is a span of one instant. A coarse value ("2008-07", a bare date,
"2007-04/2007-12") means "some time within it" and is never read as midnight.
"""

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import msgspec

LONDON = ZoneInfo("Europe/London")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
# What lies outside is a slip of the keyboard or means "for ever"; deadlines are reckoned from whatever lies within.
LONGEST = 100
FIRST_YEAR, LAST_YEAR = 1800, 2200
END_OF_TIME = 253_370_764_800 * SECOND  # 1 January 9999

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_RFC3339 = re.compile(r"(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}:\d{2})(\.\d{1,6})?\d*([Zz]|[+-]\d{2}:\d{2})")


class BadTime(ValueError):
    """A time that cannot be read; the message says what was written and what is wrong with it."""


class When(msgspec.Struct, frozen=True, order=True, cache_hash=True, gc=False):
    """A closed span of instants: the event happened at or after `earliest` and at or before `latest`."""

    earliest: int
    latest: int

    @property
    def exact(self) -> bool:
        return self.earliest == self.latest


def instant(moment: datetime) -> int:
    """The instant of an aware datetime."""
    if moment.tzinfo is None:
        raise BadTime(f"{moment.isoformat()} has no offset from UTC")
    return (moment - EPOCH) // MICROSECOND


def moment(at: int) -> datetime:
    """The datetime, in UTC, of an instant."""
    return EPOCH + timedelta(microseconds=at)


def london(at: int) -> datetime:
    """The datetime, on a clock in London, of an instant."""
    return moment(at).astimezone(LONDON)


def start_of_day(day: date) -> int:
    """The first instant of a day in London."""
    return instant(datetime(day.year, day.month, day.day, tzinfo=LONDON))


def end_of_day(day: date) -> int:
    """The last instant of a day in London."""
    return start_of_day(day + timedelta(days=1)) - 1


def exactly(at: int) -> When:
    return When(at, at)


@lru_cache(maxsize=65536)
def read_when(text: str) -> When:
    """Reads RFC 3339 with offset, a date, a month, a year, or a span of two of these. Raises BadTime."""
    if len(text) > LONGEST:
        raise BadTime(f"{text[:LONGEST]!r}... is longer than any time is")
    first, slash, second = text.partition("/")
    if not slash:
        return _read_one(first)
    start, end = _read_one(first), _read_one(second)
    if end.latest < start.earliest:
        raise BadTime(f"the span {text!r} ends before it starts")
    return When(start.earliest, end.latest)


def _read_one(text: str) -> When:
    match = _DATE.match(text)
    if match and not FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
        raise BadTime(f"{text!r} is not a date between the years {FIRST_YEAR} and {LAST_YEAR}")
    if _RFC3339.fullmatch(text):
        return exactly(_read_exact(text))
    match = _DATE.fullmatch(text)
    if match is None:
        raise BadTime(
            f"{text!r} is not a time: give a date (2008-07-29), a month, a year, or a time with its offset (2008-07-29T14:40:00+01:00)"
        )
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    try:
        if month is None:
            first, after = date(year, 1, 1), date(year + 1, 1, 1)
        elif day is None:
            first = date(year, month, 1)
            after = date(year + month // 12, month % 12 + 1, 1)
        else:
            first = date(year, month, day)
            after = first + timedelta(days=1)
    except ValueError as error:
        raise BadTime(f"{text!r} is not a date: {error}") from error
    return When(start_of_day(first), start_of_day(after) - 1)


def _read_exact(text: str) -> int:
    try:
        return instant(datetime.fromisoformat(text.upper().replace(" ", "T")))
    except ValueError as error:
        raise BadTime(f"{text!r} is not a time: {error}") from error


def read_day(text: str) -> date:
    """The day a date field names; for a time with an offset, its day in London. Raises BadTime."""
    span = read_when(text)
    return london(span.earliest).date()
