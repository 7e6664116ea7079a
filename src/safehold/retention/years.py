"""Years and months after an instant, by the calendar in London: what falls on 29 February ends on the 28th."""

from datetime import date, datetime, time

from safehold.chronology.times import LONDON, instant, london


def years_after(at: int, years: int) -> int:
    return months_after(at, years * 12)


def months_after(at: int, months: int) -> int:
    local = london(at)
    year, month = divmod(local.year * 12 + local.month - 1 + months, 12)
    day = min(local.day, _days(year, month + 1))
    return instant(datetime.combine(date(year, month + 1, day), time(local.hour, local.minute, local.second, local.microsecond), LONDON))


def _days(year: int, month: int) -> int:
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - date(year, month, 1)).days
