"""Times and sentences as a review panel reads them: "at 14:40 on 24 July 2026", "between April and December 2007"."""

from datetime import timedelta
from functools import lru_cache

from safehold.chronology.times import MINUTE, SECOND, When, london

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip


_ROLES = {
    "idva": "IDVA",
    "marac_coordinator": "MARAC coordinator",
    "marac_chair": "MARAC chair",
    "csp_chair": "chair of the safety partnership",
    "da_specialist": "domestic abuse specialist",
    "mash_officer": "safeguarding hub officer",
}
_VALUES = {"dvpn": "DVPN", "dvpo": "DVPO", "dapn": "DAPN", "dapo": "DAPO", "non_molestation": "non-molestation"}


def role_in_words(role: str) -> str:
    return _ROLES.get(role, role.replace("_", " "))


def value_in_words(value: object) -> str:
    """A field's value as text: the short names of orders in capitals, the items of a list parted by commas."""
    if isinstance(value, list):
        return ", ".join(map(value_in_words, value))
    return _VALUES.get(str(value), str(value).replace("_", " "))


@lru_cache(maxsize=65536)
def when_in_words(when: When) -> str:
    """A time or a span, with its preposition."""
    first, last = london(when.earliest), london(when.latest)
    if when.exact:
        return f"at {first:%H:%M} on {first.day} {_MONTHS[first.month - 1]} {first.year}"
    after = london(when.latest + 1)
    starts_day = (first.hour, first.minute, first.second) == (0, 0, 0)
    if not starts_day or (after.hour, after.minute, after.second) != (0, 0, 0):
        return f"between {exact_in_words(when.earliest)} and {exact_in_words(when.latest)}"
    if first.date() == last.date():
        return f"on {first.day} {_MONTHS[first.month - 1]} {first.year}"
    whole_months = first.day == 1 and after.day == 1
    if whole_months and (first.month, after.month) == (1, 1) and after.year == first.year + 1:
        return f"in {first.year}"
    if whole_months and (first.year, first.month) == (last.year, last.month):
        return f"in {_MONTHS[first.month - 1]} {first.year}"
    if whole_months:
        start = _MONTHS[first.month - 1] + (f" {first.year}" if first.year != last.year else "")
        return f"between {start} and {_MONTHS[last.month - 1]} {last.year}"
    return f"between {first.day} {_MONTHS[first.month - 1]} {first.year} and {last.day} {_MONTHS[last.month - 1]} {last.year}"


@lru_cache(maxsize=65536)
def exact_in_words(at: int) -> str:
    """An instant; the last of a day is its end."""
    local = london(at)
    day = f"{local.day} {_MONTHS[local.month - 1]} {local.year}"
    if (local + timedelta(microseconds=1)).day != local.day:
        return f"the end of {day}"
    if at % MINUTE == MINUTE - 1:
        return exact_in_words(at + 1)
    if at % MINUTE >= SECOND:
        return f"{local:%H:%M:%S} on {day}"
    return f"{local:%H:%M} on {day}"


@lru_cache(maxsize=65536)
def due_in_words(due: When | None) -> str:
    """A due time, to stand after "by"."""
    if due is None:
        return "a time not yet fixed"
    if due.exact:
        return exact_in_words(due.latest)
    return f"{exact_in_words(due.latest)} at the latest"
