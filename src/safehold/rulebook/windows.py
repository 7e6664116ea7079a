"""Due times: a stretch of time, the end of a shift or a day, a date in the trigger, or the next event of a kind. Closed at the end."""

from collections.abc import Callable
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


@lru_cache(maxsize=65536)
def shifted(at: int, length: Length, back: bool = False) -> int:
    """The instant a length after another (or, for looking back, before it)."""
    amount = -length.amount if back else length.amount
    if length.unit == "minutes":
        return at + amount * MINUTE
    if length.unit == "hours":
        return at + amount * HOUR
    if back:
        return _back(at, length)
    local = london(at)
    if length.unit == "days":
        return end_of_day(local.date() + amount * ONE_DAY)
    if length.unit == "months":
        return end_of_day(add_months(local.date(), amount))
    if length.unit == "working_days":
        return end_of_day(add_working_days(local.date(), amount))
    return add_court_hours(at, amount, bank_holidays_too=length.unit == "court_hours_and_bank_holidays")


def _back(at: int, length: Length) -> int:
    """Looking back runs to the start of the day so many days or months earlier."""
    day = london(at).date()
    earlier = add_months(day, -length.amount) if length.unit == "months" else day - length.amount * ONE_DAY
    return end_of_day(earlier - ONE_DAY) + 1


_ENDS: dict[EndOf, Callable[[int, Calendar], int]] = {
    "shift": shift_end,
    "day": lambda at, _calendar: end_of_day(london(at).date()),
    "next_day": lambda at, _calendar: end_of_day(london(at).date() + ONE_DAY),
    "before_next_school_day": before_next_school_day,
}


@lru_cache(maxsize=65536)
def ended(at: int, end: EndOf, calendar: Calendar) -> int:
    return _ENDS[end](at, calendar)
