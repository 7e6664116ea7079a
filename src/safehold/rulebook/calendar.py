"""Days as the law and the services count them, on a clock in London: working days, court clocks, shifts and school days.

Bank holidays come with govuk-bank-holidays; earlier years, which published cases need, stand in holidays.yaml. Outside the two
nothing is guessed: OutsideCalendar is raised.
"""

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from importlib import resources

import msgspec
import yaml
from govuk_bank_holidays.bank_holidays import BankHolidays

from safehold.chronology.times import HOUR, LONDON, MINUTE, instant, london, start_of_day

ONE_DAY = timedelta(days=1)


class OutsideCalendar(ValueError):
    """A day for which the bank holidays are not known."""


class Calendar(msgspec.Struct, frozen=True, cache_hash=True):
    """What differs between areas: shifts, and when schools open and are shut ("07-22/09-01": month and day, both inclusive).

    What begins within `handover_minutes` of the end of a shift is handed over, and due by the end of the next.
    """

    shift_starts: tuple[str, ...] = ("07:00", "15:00", "23:00")
    school_opens: str = "08:30"
    school_closed: tuple[str, ...] = ()
    handover_minutes: int = 0


@lru_cache(maxsize=1)
def bank_holidays() -> frozenset[date]:
    text = resources.files("safehold.rulebook").joinpath("holidays.yaml").read_text(encoding="utf-8")
    earlier = set(yaml.safe_load(text)["bank_holidays"])
    bundled = BankHolidays(use_cached_holidays=True).get_holidays(BankHolidays.ENGLAND_AND_WALES)
    return frozenset(earlier | {holiday["date"] for holiday in bundled})


@lru_cache(maxsize=1)
def known_years() -> range:
    """The years whose bank holidays are all known."""
    years = {day.year for day in bank_holidays()}
    return range(min(years), max(years) + 1)


def is_bank_holiday(day: date) -> bool:
    if day.year not in known_years():
        years = known_years()
        raise OutsideCalendar(f"the bank holidays of {day.year} are not known: only those of {years.start} to {years.stop - 1}")
    return day in bank_holidays()


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and not is_bank_holiday(day)


@lru_cache(maxsize=16384)
def add_working_days(day: date, count: int) -> date:
    """The working day that is so many after a day, which itself is not counted."""
    while count > 0:
        day += ONE_DAY
        if is_working_day(day):
            count -= 1
    return day


def add_months(day: date, count: int) -> date:
    """The same day so many months on (or back), or the last day of a shorter month."""
    month = day.year * 12 + day.month - 1 + count
    year, month = divmod(month, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@lru_cache(maxsize=64)
def easter(year: int) -> date:
    """Easter Sunday, by the Gregorian computus."""
    century, golden = year // 100, year % 19
    epact = (century - century // 4 - (8 * century + 13) // 25 + 19 * golden + 15) % 30
    moon = epact - (epact // 28) * (1 - (29 // (epact + 1)) * ((21 - golden) // 11))
    sunday = moon - (year + year // 4 + moon + 2 - century + century // 4) % 7
    month = 3 + (sunday + 40) // 44
    return date(year, month, sunday + 28 - 31 * (month // 4))


def court_is_closed(day: date, *, bank_holidays_too: bool) -> bool:
    """Days that a court's 24 and 48 hour clocks disregard: Sundays, Christmas Day, Good Friday and, for some, bank holidays."""
    if day.weekday() == 6 or (day.month, day.day) == (12, 25) or day == easter(day.year) - 2 * ONE_DAY:
        return True
    return bank_holidays_too and is_bank_holiday(day)


def add_court_hours(start: int, hours: int, *, bank_holidays_too: bool) -> int:
    """The instant at which so many hours have run, closed days disregarded."""
    remaining, at = hours * HOUR, start
    while True:
        day = london(at).date()
        tomorrow = start_of_day(day + ONE_DAY)
        if not court_is_closed(day, bank_holidays_too=bank_holidays_too):
            if remaining <= tomorrow - at:
                return at + remaining
            remaining -= tomorrow - at
        at = tomorrow


def shift_end(at: int, calendar: Calendar) -> int:
    """When the shift ends that has to deal with what happens at an instant: the one on duty or, near its end, the next."""
    soonest = at + calendar.handover_minutes * MINUTE
    day = london(soonest).date()
    ends = [clock(each, text) for each in (day, day + ONE_DAY) for text in calendar.shift_starts]
    return min(end for end in ends if end > at and end >= soonest)


def before_next_school_day(at: int, calendar: Calendar) -> int:
    """When schools next open after an instant."""
    day = london(at).date()
    while True:
        opens = clock(day, calendar.school_opens)
        if opens > at and is_working_day(day) and not school_is_closed(day, calendar):
            return opens
        day += ONE_DAY


def school_is_closed(day: date, calendar: Calendar) -> bool:
    this = f"{day.month:02d}-{day.day:02d}"
    for span in calendar.school_closed:
        first, _, last = span.partition("/")
        if first <= last and first <= this <= last:
            return True
        if first > last and (this >= first or this <= last):
            return True
    return False


def clock(day: date, text: str) -> int:
    """The instant of a time of day in London, as "08:30"."""
    return instant(datetime.combine(day, time.fromisoformat(text), tzinfo=LONDON))
