"""Made-up names: drawn from lists by culture, the common ones oftener, with a tail of rare family names."""

from bisect import bisect
from functools import lru_cache
from itertools import accumulate
from random import Random
from typing import NamedTuple

from safehold.synthetic.rates import table

_FLATTENING = 25  # the commonest family name is about 1.2 % of people, as in the United Kingdom


class Pool(NamedTuple):
    """Values with their running weights."""

    values: tuple[str, ...]
    weights: tuple[float, ...]

    def draw(self, rng: Random) -> str:
        return self.values[bisect(self.weights, rng.random() * self.weights[-1])]


class Culture(NamedTuple):
    english: bool
    female: Pool
    male: Pool
    family: Pool
    rare_share: float
    rare_first: tuple[str, ...]
    rare_last: tuple[str, ...]

    def given(self, rng: Random, sex: str) -> str:
        return (self.female if sex == "female" else self.male).draw(rng)

    def surname(self, rng: Random) -> str:
        if self.rare_share and rng.random() < self.rare_share:
            return rng.choice(self.rare_first) + rng.choice(self.rare_last)
        return self.family.draw(rng)


def _pool(values: list[str]) -> Pool:
    return Pool(tuple(values), tuple(accumulate(1 / (rank + _FLATTENING) for rank in range(1, len(values) + 1))))


@lru_cache(maxsize=1)
def _cultures() -> tuple[list[Culture], list[float]]:
    cultures, shares = [], []
    for group in table("names.yaml")["groups"].values():
        rare = group.get("rare", {"share": 0.0, "first": [], "last": []})
        cultures.append(
            Culture(
                bool(group.get("english")),
                _pool(group["female"]),
                _pool(group["male"]),
                _pool(group["family"]),
                rare["share"],
                tuple(rare["first"]),
                tuple(rare["last"]),
            )
        )
        shares.append(group["share"])
    return cultures, list(accumulate(shares))


def draw_culture(rng: Random) -> Culture:
    cultures, shares = _cultures()
    return cultures[bisect(shares, rng.random() * shares[-1])]


def group_of(culture: Culture) -> str:
    """Which group of names somebody's is drawn from. The area records nobody's ethnicity; this is the truth that comes nearest to it."""
    return str(list(table("names.yaml")["groups"])[_cultures()[0].index(culture)])


@lru_cache(maxsize=1)
def nicknames() -> dict[str, list[str]]:
    names: dict[str, list[str]] = table("names.yaml")["nicknames"]
    return names
