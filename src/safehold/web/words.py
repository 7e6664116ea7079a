"""Times, names and counts in the words of a page: en-GB, London clocks, plain. Instants are microseconds (chronology.times)."""

import re
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.utils.dateformat import format as formatted
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from safehold.chronology.times import DAY, HOUR, MINUTE, BadTime, When, end_of_day, london, read_when, start_of_day

INITIALS = 2  # TJ is a name
_PARTS = re.compile(r"[^\W\d_]+")
MONTH = 30 * DAY
YEAR = 365 * DAY


@lru_cache(maxsize=4096)
def iso(at: int) -> str:
    """2026-07-24T14:40:00+01:00, for machines."""
    return london(at).isoformat(timespec="seconds")


@lru_cache(maxsize=4096)
def day(at: int) -> str:
    """24 July 2026"""
    on = london(at)
    return f"{on.day} {MONTHS[on.month]} {on.year:04d}"


@lru_cache(maxsize=4096)
def clock(at: int) -> str:
    """14:40"""
    return f"{london(at):%H:%M}"


def lasting(span: int) -> str:
    """A length of time in one unit, rounded down: 12 minutes, 3 days."""
    if span < MINUTE:
        return _("less than a minute")
    if span < HOUR:
        return ngettext("%(n)d minute", "%(n)d minutes", span // MINUTE) % {"n": span // MINUTE}
    if span < 2 * DAY:
        return ngettext("%(n)d hour", "%(n)d hours", span // HOUR) % {"n": span // HOUR}
    if span < 2 * MONTH:
        return ngettext("%(n)d day", "%(n)d days", span // DAY) % {"n": span // DAY}
    if span < 2 * YEAR:
        return ngettext("%(n)d month", "%(n)d months", span // MONTH) % {"n": span // MONTH}
    return ngettext("%(n)d year", "%(n)d years", span // YEAR) % {"n": span // YEAR}


def ago(at: int, now: int) -> str:
    """12 minutes ago, or in 12 minutes."""
    if at > now:
        return _("in %(time)s") % {"time": lasting(at - now)}
    return _("%(time)s ago") % {"time": lasting(now - at)}


def stamp(at: int, now: int) -> str:
    """14:40, 12 minutes ago; on another day 24 July 2026, 14:40; both where that helps."""
    if london(at).date() == london(now).date():
        return f"{clock(at)}, {ago(at, now)}"
    if abs(now - at) < 7 * DAY:
        return f"{formatted(london(at), 'l j F')}, {clock(at)}, {ago(at, now)}"
    return f"{day(at)}, {clock(at)}"


def due(at: int, now: int) -> str:
    """How a deadline stands: overdue by 2 hours, due in 40 minutes."""
    if at < now:
        return _("overdue by %(time)s") % {"time": lasting(now - at)}
    return _("due in %(time)s") % {"time": lasting(at - now)}


def coarse(when: When) -> str:
    """When something happened, no more exactly than is known: between April and December 2007."""
    if when.exact:
        return f"{day(when.earliest)}, {clock(when.earliest)}"
    first, last = london(when.earliest), london(when.latest)
    unit = _unit(when)
    if unit == "year":
        return str(first.year) if first.year == last.year else _between(str(first.year), str(last.year))
    if unit == "month":
        if (first.year, first.month) == (last.year, last.month):
            return formatted(first, "F Y")
        return _between(formatted(first, "F" if first.year == last.year else "F Y"), formatted(last, "F Y"))
    if unit == "day":
        if first.date() == last.date():
            return formatted(first, "j F Y")
        return _between(_day_before(first, last), formatted(last, "j F Y"))
    if first.date() == last.date():
        return _("%(day)s, %(span)s") % {"day": formatted(last, "j F Y"), "span": _between(f"{first:%H:%M}", f"{last:%H:%M}")}
    return _between(f"{first:%H:%M}, {formatted(first, 'j F Y')}", f"{last:%H:%M}, {formatted(last, 'j F Y')}")


def _between(first: str, last: str) -> str:
    return _("between %(first)s and %(last)s") % {"first": first, "last": last}


def _unit(when: When) -> str:
    """The largest calendar unit that the span is made of."""
    first, last = london(when.earliest).date(), london(when.latest).date()
    if when.earliest != start_of_day(first) or when.latest != end_of_day(last):
        return "instant"
    after = last + timedelta(days=1)
    if first.day != 1 or after.day != 1:
        return "day"
    return "year" if first.month == 1 and after.month == 1 else "month"


def _day_before(first: datetime, last: datetime) -> str:
    """The first day of a span, without what it shares with the last."""
    if first.year != last.year:
        return formatted(first, "j F Y")
    return formatted(first, "j" if first.month == last.month else "j F")


def age(date_of_birth: str, today: date) -> str:
    """50; about 50 when only the year is known; nothing when no date can be read."""
    try:
        born = read_when(date_of_birth)
    except BadTime:
        return ""
    first, last = london(born.earliest).date(), london(born.latest).date()
    oldest, youngest = _years(first, today), _years(last, today)
    if youngest < 0:
        return ""
    return str(oldest) if oldest == youngest else _("about %(age)s") % {"age": youngest}


def _years(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def person(given_name: str, family_name: str) -> str:
    """Marta STANWICK: the family name in capitals, so that it is never taken for a given name."""
    return f"{given(given_name)} {family_name.upper()}".strip() or _("name not known")


def given(name: str) -> str:
    """A given name as a page shows it. What was typed in a hurry, wholly small or with the capitals locked, has its capitals where a name
    has them; anything else is as whoever wrote it wanted it. For showing alone: what is stored and compared stays as it was typed."""
    if name.islower() or (name.isupper() and len(name) > INITIALS):
        return _PARTS.sub(lambda part: part[0][0].upper() + part[0][1:].lower(), name)
    return name


def likely(probability: float) -> str:
    """How sure a match is, as a person would say it; the number stands beside it on the page."""
    for least, words in ((0.95, _("very likely")), (0.8, _("likely")), (0.5, _("possible"))):
        if probability >= least:
            return words
    return _("unlikely")


def spoken(name: str) -> str:
    """The words of a code name: no_resources is no resources."""
    return name.replace("_", " ").replace(".", " ")


def sentence(text: str) -> str:
    """The same with its first letter capital."""
    return text[:1].upper() + text[1:]
