"""Instants of the synthetic area, in whole seconds since 1970 (UTC), and how records write them: on a London clock, with its offset."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from safehold.chronology.times import LONDON

MINUTE, HOUR, DAY = 60, 3_600, 86_400


def at_midnight(day: date) -> int:
    """The first second of a day in London."""
    return int(datetime(day.year, day.month, day.day, tzinfo=LONDON).timestamp())


def months_before(day: date, months: int) -> date:
    """The same day of an earlier month, or that month's first day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    try:
        return date(year, month + 1, day.day)
    except ValueError:
        return date(year, month + 1, 1)


@lru_cache(maxsize=65_536)
def _hour(hours: int) -> tuple[str, str]:
    there = datetime.fromtimestamp(hours * HOUR, UTC).astimezone(LONDON)
    offset = there.utcoffset() or timedelta(0)
    return there.strftime("%Y-%m-%dT%H"), f"+{offset.seconds // HOUR:02d}:00"


def written(at: int) -> str:
    """2026-03-29T02:14:07+01:00. London is always whole hours from UTC, so one lookup an hour serves."""
    hours, rest = divmod(at, HOUR)
    head, offset = _hour(hours)
    minutes, seconds = divmod(rest, MINUTE)
    return f"{head}:{minutes:02d}:{seconds:02d}{offset}"


def day_of(at: int) -> str:
    """The day in London."""
    return _hour(at // HOUR)[0][:10]


def hour_of(at: int) -> int:
    """The hour of the day in London."""
    return int(_hour(at // HOUR)[0][11:])


@lru_cache(maxsize=16_384)
def _weekday(day: str) -> int:
    return date.fromisoformat(day).weekday()


def weekday_of(at: int) -> int:
    """Monday is 0."""
    return _weekday(day_of(at))


def working_time(at: int, days: int) -> int:
    """An instant `days` working days on (weekends skipped; a made-up office takes no notice of bank holidays)."""
    while days > 0 or weekday_of(at) > 4:
        at += DAY
        if weekday_of(at) < 5:
            days -= 1
    return at


def in_office_hours(at: int) -> int:
    """The instant itself, or the next moment between nine and five on a weekday, at the same minute past the hour."""
    at = working_time(at, 0)
    hour = hour_of(at)
    if hour < 9:
        return at + (9 - hour) * HOUR
    if hour > 16:
        return in_office_hours(at + (24 - hour + 9) * HOUR)
    return at


def by_day(at: int) -> int:
    """The instant itself, or, at night, some time from eight in the morning, at the same minute past the hour."""
    hour = hour_of(at)
    return at if 8 <= hour < 20 else at + ((32 - hour) % 24) * HOUR


def age(born: date, at: int) -> int:
    """Whole years at an instant."""
    day = day_of(at)
    year, month, of_month = int(day[:4]), int(day[5:7]), int(day[8:])
    return year - born.year - ((month, of_month) < (born.month, born.day))
