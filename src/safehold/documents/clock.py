"""By when a request is answered: calendar months from the day on which it came."""

from calendar import monthrange
from datetime import date

from safehold.chronology.times import end_of_day, london


def months_after(at: int, months: int) -> int:
    """The end of the same day of a later month, or of its last day where it has none so late."""
    day = london(at).date()
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return end_of_day(date(year, month, min(day.day, monthrange(year, month)[1])))
