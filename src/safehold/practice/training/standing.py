"""Whether somebody's specialist-led training is in force, lapses soon, has lapsed, or is not on record. Pure."""

from collections.abc import Iterable
from typing import Literal, NamedTuple

import msgspec

from safehold.chronology.times import end_of_day, london
from safehold.rulebook.calendar import add_months
from safehold.rulebook.current import CURRENT

Standing = Literal["never", "lapsed", "lapsing", "trained"]
ORDER: tuple[Standing, ...] = ("never", "lapsed", "lapsing", "trained")


class Months(msgspec.Struct, frozen=True):
    """For how many months a course holds, and how long before its end it is asked for again."""

    holds: int
    before: int


class Course(NamedTuple):
    name: str
    specialist_led: bool
    at: int


class Stands(msgspec.Struct, frozen=True):
    """`last` is the last specialist-led course, `until` the last instant on which it holds; `other` the last course that was not."""

    standing: Standing
    last: Course | None = None
    until: int | None = None
    other: Course | None = None


def stands(courses: Iterable[Course], now: int, months: Months | None = None) -> Stands:
    span = months or standard()
    listed = sorted((each for each in courses if each.at <= now), key=lambda each: each.at)
    other = next((each for each in reversed(listed) if not each.specialist_led), None)
    last = next((each for each in reversed(listed) if each.specialist_led), None)
    if last is None:
        return Stands("never", other=other)
    until = end_of_day(add_months(london(last.at).date(), span.holds))
    asked = end_of_day(add_months(london(last.at).date(), span.holds - span.before))
    return Stands("lapsed" if until < now else "lapsing" if asked < now else "trained", last, until, other)


def standard() -> Months:
    """As the area has it."""
    settings = CURRENT.rules.settings
    return Months(int(str(settings["specialist-training-months"])), int(str(settings["specialist-training-lapsing-months"])))
