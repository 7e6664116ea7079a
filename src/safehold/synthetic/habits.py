"""How promptly an agency of the synthetic area keeps a duty: in time, late, or never."""

from functools import lru_cache
from random import Random
from typing import NamedTuple

from safehold.synthetic.clock import DAY, HOUR, MINUTE
from safehold.synthetic.rates import BadRates, table

_UNITS = {"minutes": MINUTE, "hours": HOUR, "days": DAY}


class Habit(NamedTuple):
    within: int
    missed: float
    never: float


class Kept(NamedTuple):
    """What became of a duty: after how many seconds it was done (None is never), and "in time", "late" or "never"."""

    after: int | None
    how: str


@lru_cache(maxsize=1)
def _habits() -> tuple[dict[str, Habit], dict[str, float]]:
    read = table("habits.yaml")
    habits = {}
    for duty, given in read["duties"].items():
        number, _, unit = str(given["within"]).partition(" ")
        if unit not in _UNITS:
            raise BadRates(f"habits.yaml: {duty}.within is {given['within']!r}; write it as '20 hours'")
        habits[duty] = Habit(int(number) * _UNITS[unit], 1 - given["kept"], 1 - given["kept"] - given["late"])
    return habits, read["failing"]


def keeps(rng: Random, duty: str, agency: str) -> Kept:
    """Whether and when an agency does what a duty asks."""
    habits, failing = _habits()
    habit, factor = habits[duty], failing[agency]
    draw = rng.random()
    if draw < habit.never * factor:
        return Kept(None, "never")
    if draw < habit.missed * factor:
        return Kept(int(habit.within * (1.4 + 3 * rng.random() ** 2)), "late")
    return Kept(int(habit.within * (0.08 + 0.82 * min(rng.random(), rng.random()))) + rng.randrange(60), "in time")
