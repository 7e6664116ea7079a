"""The synthetic area: its people, what happens to them over some months, and what its agencies write down."""

from collections.abc import Callable, Iterator
from datetime import date
from random import Random
from typing import Any

import msgspec

from safehold.synthetic import control_room, deaths, lately, office, perpetrators
from safehold.synthetic.clock import DAY, at_midnight, day_of, months_before
from safehold.synthetic.demand import calls_about, times_of
from safehold.synthetic.households import Family
from safehold.synthetic.ledger import Ledger
from safehold.synthetic.people import Register
from safehold.synthetic.rates import rates
from safehold.synthetic.story import Story
from safehold.synthetic.truth import Truth

# The families in which somebody dies whatever chance says, how, and how far into the period.
_DEATHS = {11: ("homicide", 0.55), 23: ("suicide", 0.35)}
_DEATHS_FROM = 5_000  # people; a smaller area has none but by chance


class Area:
    """A made-up area, wholly made when it is created. The same people, months, seed and end give the same bytes, on any day."""

    def __init__(self, people: int, months: int, seed: int, until: int, *, progress: Callable[[float], None] = lambda _: None) -> None:
        """`until` is the last second, since 1970."""
        self._begin(people, months, seed, until)
        for _ in self._families(progress):
            pass

    @classmethod
    def by_family(
        cls, people: int, months: int, seed: int, until: int, progress: Callable[[float], None] = lambda _: None
    ) -> Iterator[tuple[int, Ledger, Truth]]:
        """The same a family at a time, by its number, and last of all what is of no family (0): what was written, and its truth, may be
        taken away in between, so that an area of any size takes little memory."""
        area = cls.__new__(cls)
        area._begin(people, months, seed, until)
        for number in area._families(progress):
            yield number, area.ledger, area.truth

    def _begin(self, people: int, months: int, seed: int, until: int) -> None:
        self.start, self.until = at_midnight(months_before(date.fromisoformat(day_of(until)), months)), until
        self._people, self._seed = people, seed
        self.ledger, self.register = Ledger(), Register(people * months / 12 * rates()["known_of_residents_a_year"])
        self.truth = Truth(self.register)
        self._today = date.fromisoformat(day_of(until))
        self._deaths = _DEATHS if people >= _DEATHS_FROM else {}

    def _families(self, progress: Callable[[float], None]) -> Iterator[int]:
        seed, daily = self._seed, self._people * rates()["calls_per_person_per_day"]
        wanted = round(daily * (self.until - self.start) / DAY)
        lively = max(round(daily * rates()["last_day_factor"]), min(int(rates()["last_day_least"]), self._people // 500))
        calls = number = 0
        while calls < wanted:
            number += 1
            calls += self._family(Random(f"{seed}/{number}"), number)
            progress(calls / wanted)
            yield number
        for scene in range(lively):
            self._lively_family(Random(f"{seed}/late/{scene}"), number + 1 + scene, scene)
            yield number + 1 + scene
        office.keep(area := self._story(Random(f"{seed}/office")))
        area.run()
        yield 0

    def _story(self, rng: Random) -> Story:
        return Story(rng, self.start, self.until, self.ledger, self.truth)

    def _family(self, rng: Random, number: int) -> int:
        family, story = Family(rng, self.register, number, self._today), self._story(rng)
        span = self.until - self.start
        death = self._deaths.get(number)
        if death is None and rng.random() < rates()["death"]:
            death = (rng.choice(("homicide", "suicide", "unexplained")), 0.2 + 0.6 * rng.random())
        end = self.start + int(span * death[1]) if death else self.until
        calls = first_called = 0
        for order, pair in enumerate(family.pairs):
            count = calls_about(rng)
            if death and order == 0:
                pair.danger, count = max(pair.danger, 0.7), max(count, 5)
                story.at(end, deaths.die, pair, death[0])
            start = self.start + span // 4 if order and not death else self.start
            times = times_of(rng, count, start, end)
            calls += count
            for at in times:
                story.at(at, control_room.take_call, pair)
            first_called = first_called or times[0]
            perpetrators.expect(story, family.pairs, order, times, first_called)
        story.run()
        return calls

    def _lively_family(self, rng: Random, number: int, scene: int) -> None:
        family, story = Family(rng, self.register, number, self._today), self._story(rng)
        lately.stage(story, family.pairs[0], scene)
        story.run()

    def events(self) -> Iterator[dict[str, Any]]:
        """Every event, decoded, in the order in which its source knew it, but for a little disorder."""
        for line in self.ledger.in_order():
            yield msgspec.json.decode(line.line)


def synthesise(people: int, months: int, seed: int, until: date) -> Iterator[dict[str, Any]]:
    """The events of a synthetic area up to the start of a day, in the order in which their sources knew them."""
    return Area(people, months, seed, at_midnight(until)).events()
