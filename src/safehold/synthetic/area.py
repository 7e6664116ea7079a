"""The synthetic area: its people, what happens to them over some months, and what its agencies write down."""

from collections.abc import Callable, Iterator
from datetime import date
from math import log
from random import Random
from typing import Any

import msgspec

from safehold.synthetic import control_room
from safehold.synthetic.clock import DAY, HOUR, at_midnight, day_of, hour_of, months_before, weekday_of
from safehold.synthetic.households import Family
from safehold.synthetic.ledger import Ledger
from safehold.synthetic.people import Register
from safehold.synthetic.rates import rates, table
from safehold.synthetic.story import Story
from safehold.synthetic.truth import Truth


class Area:
    """A made-up area, wholly made when it is created. The same people, months, seed and end give the same bytes."""

    def __init__(self, people: int, months: int, seed: int, until: int, *, progress: Callable[[float], None] = lambda _: None) -> None:
        """`until` is the last second, since 1970."""
        self.start, self.until = at_midnight(months_before(date.fromisoformat(day_of(until)), months)), until
        self.ledger, self.register = Ledger(), Register()
        self.truth = Truth(self.register)
        self._today = date.fromisoformat(day_of(until))
        wanted = round(people * (until - self.start) / DAY * rates()["calls_per_person_per_day"])
        calls = family = 0
        while calls < wanted:
            family += 1
            calls += self._family(Random(f"{seed}/{family}"), family)
            progress(calls / wanted)

    def _family(self, rng: Random, number: int) -> int:
        family = Family(rng, self.register, number, self._today)
        story = Story(rng, self.start, self.until, self.ledger, self.truth)
        calls = 0
        for pair in family.pairs:
            count = _calls(rng)
            calls += count
            for at in _times(rng, count, self.start, self.until):
                story.at(at, control_room.take_call, pair)
        story.run()
        return calls

    def events(self) -> Iterator[dict[str, Any]]:
        """Every event, decoded, in the order in which its source knew it."""
        for line in self.ledger.in_order():
            yield msgspec.json.decode(line.line)


def _calls(rng: Random) -> int:
    """How many calls about a pair: mostly one; the repeats have a long tail."""
    if rng.random() < rates()["pairs_without_repeat"]:
        return 1
    return min(45, 1 + int(rng.paretovariate(rates()["repeat_tail"])))


def _times(rng: Random, count: int, start: int, until: int) -> list[int]:
    """When the calls come: in the hours and on the days when calls come, the repeats in a spell of some weeks."""
    span = until - start
    if count == 1:
        return [_hour_like(rng, start + int(rng.random() * span), until)]
    spell = min(span, int(DAY * 14 * count * -log(1 - rng.random() * 0.95)) + 10 * DAY)
    first = start + int(rng.random() * (span - spell)) if span > spell else start
    return sorted(_hour_like(rng, first + int(rng.random() * spell), until) for _ in range(count))


def _hour_like(rng: Random, at: int, until: int) -> int:
    hours, weekdays = table("rates.yaml")["hours"], table("rates.yaml")["weekdays"]
    for _ in range(40):
        if rng.random() * 8.2 < hours[hour_of(at)] * weekdays[weekday_of(at)]:
            break
        at += rng.randrange(-9 * HOUR, 9 * HOUR)
    return min(max(at, at - 0), until - 1)


def synthesise(people: int, months: int, seed: int, until: date) -> Iterator[dict[str, Any]]:
    """The events of a synthetic area up to the start of a day, in the order in which their sources knew them."""
    return Area(people, months, seed, at_midnight(until)).events()
