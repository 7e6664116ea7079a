"""Due times: a stretch of time, the end of a shift or a day, a date in the trigger, or the next event of a kind. Closed at the end."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache

from safehold.chronology.times import HOUR, MINUTE, end_of_day, london
from safehold.rulebook.calendar import (
    ONE_DAY,
    Calendar,
    add_court_hours,
    add_months,
    add_working_days,
    before_next_school_day,
    shift_end,
)
from safehold.rulebook.model import EndOf, Length

Shift = Callable[[int], int]
"""From an instant to another."""


def shifted(at: int, length: Length, back: bool = False) -> int:
    """The instant a length after another (or, for looking back, before it)."""
    return shifter(length, back)(at)


@lru_cache(maxsize=4096)
def shifter(length: Length, back: bool = False) -> Shift:
    """What `shifted` does with one length. Days are reckoned once each: the events of a case fall on few."""
    amount = -length.amount if back else length.amount
    if length.unit in ("minutes", "hours"):
        span = amount * (MINUTE if length.unit == "minutes" else HOUR)
        return lambda at: at + span
    if not back and length.unit not in ("days", "months", "working_days"):
        bank_holidays_too = length.unit == "court_hours_and_bank_holidays"
        return lru_cache(maxsize=4096)(lambda at: add_court_hours(at, amount, bank_holidays_too=bank_holidays_too))
    to = _back(length) if back else _forward(length)
    of_day = lru_cache(maxsize=4096)(to)
    return lambda at: of_day(local_day(at))


def _forward(length: Length) -> Callable[[date], int]:
    """To the end of the day so many days, months or working days later."""
    if length.unit == "days":
        return lambda day: end_of_day(day + length.amount * ONE_DAY)
    if length.unit == "months":
        return lambda day: end_of_day(add_months(day, length.amount))
    return lambda day: end_of_day(add_working_days(day, length.amount))


def _back(length: Length) -> Callable[[date], int]:
    """Looking back runs to the start of the day so many days or months earlier."""
    if length.unit == "months":
        return lambda day: end_of_day(add_months(day, -length.amount) - ONE_DAY) + 1
    return lambda day: end_of_day(day - length.amount * ONE_DAY - ONE_DAY) + 1


@lru_cache(maxsize=65536)
def local_day(at: int) -> date:
    return london(at).date()


_ENDS: dict[EndOf, Callable[[int, Calendar], int]] = {
    "shift": shift_end,
    "day": lambda at, _calendar: end_of_day(london(at).date()),
    "next_day": lambda at, _calendar: end_of_day(london(at).date() + ONE_DAY),
    "before_next_school_day": before_next_school_day,
}


@lru_cache(maxsize=65536)
def ended(at: int, end: EndOf, calendar: Calendar) -> int:
    return _ENDS[end](at, calendar)
