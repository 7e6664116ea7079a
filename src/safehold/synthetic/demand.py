"""How many calls there are about two people, and when they come."""

from math import log
from random import Random

from safehold.synthetic.clock import DAY, HOUR, hour_of, weekday_of
from safehold.synthetic.rates import rates, table

_MOST = 30  # calls about one pair
_BUSIEST = 8.2  # the highest product of an hour's and a weekday's weight


def calls_about(rng: Random) -> int:
    """Mostly one; the repeats have a long tail."""
    if rng.random() < rates()["pairs_without_repeat"]:
        return 1
    return min(_MOST, 1 + int(rng.paretovariate(rates()["repeat_tail"])))


def times_of(rng: Random, count: int, start: int, until: int) -> list[int]:
    """Instants within a period, at the hours and on the days when calls come; the repeats in a spell of some weeks."""
    span = until - start
    spell = span if count == 1 else min(span, int(DAY * 14 * count * -log(1 - rng.random() * 0.95)) + 10 * DAY)
    first = start + int(rng.random() * (span - spell))
    return sorted(_likely(rng, first + int(rng.random() * spell), start, until) for _ in range(count))


def _likely(rng: Random, at: int, start: int, until: int) -> int:
    hours, weekdays = table("rates.yaml")["hours"], table("rates.yaml")["weekdays"]
    for _ in range(40):
        if rng.random() * _BUSIEST < hours[hour_of(at)] * weekdays[weekday_of(at)]:
            break
        at += rng.randrange(-9 * HOUR, 9 * HOUR)
    return min(max(at, start), until - 1)
