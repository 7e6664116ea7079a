"""The place of a case in the list, at any instant. Pure.

Each thing on record counts for a time that is known when it is recorded: from when it happens (or some days before a date that is to come)
until so many days after. So what a case is worth is a step function of time, all of whose steps are known at its last change. They are
stored, and whoever reads at an instant reads the step that holds then: no job has to run for the list to be right tomorrow.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from heapq import heappop, heappush
from typing import NamedTuple

import msgspec

from safehold.chronology.times import DAY, END_OF_TIME
from safehold.risk.ranking.facts import Facts
from safehold.risk.ranking.weights import Tier, Weights

BEGINNING = -(2**62)
MOST_POINTS = 999
PLACED = 1_000  # a person's placing stands above all points, and below every grade
OF_A_BAND = 2_000


class Spell(NamedTuple):
    """That one tier of a part counts, from one instant until another; `number` is how many it counts, `at` when the last was."""

    part: str
    points: int
    since: int
    until: int
    number: int
    at: int
    what: str = ""


class Scored(msgspec.Struct, frozen=True):
    """`parts` are those that count, what moves a case most first."""

    order: int
    points: int
    placed: bool
    parts: tuple[Spell, ...]


class Step(NamedTuple):
    """From an instant until the next step the case stands at `order`."""

    since: int
    order: int


def spells(facts: Facts, weights: Weights) -> list[Spell]:
    found = [spell for part, tiers in weights.parts.items() for spell in of_series(part, facts.series.get(part, ()), tiers)]
    for harm in facts.harms:
        found += [
            each._replace(points=each.points * harm.severity // 100, what=harm.name) for each in of_series("harm", (harm.at,), weights.harm)
        ]
    return [each for each in found if each.points]


def of_series(part: str, series: tuple[int, ...], tiers: Iterable[Tier]) -> list[Spell]:
    found = []
    for tier in tiers:
        for number in range(tier.at_least - 1, len(series)):
            first, last = series[number - tier.at_least + 1], series[number]
            since = last - tier.ahead * DAY
            until = first + tier.within * DAY if tier.within else END_OF_TIME
            if since < until:
                found.append(Spell(part, tier.points, since, until, tier.at_least, last))
    return found


def scored(facts: Facts, grade: str, weights: Weights, at: int, having: Iterable[Spell] | None = None) -> Scored:
    parts = best_of_each(spells(facts, weights) if having is None else having, at)
    points = min(MOST_POINTS, sum(each.points for each in parts))
    order, placed = _order(facts, grade, weights, points, at)
    return Scored(order, points, placed, parts)


def best_of_each(having: Iterable[Spell], at: int) -> tuple[Spell, ...]:
    """What each part counts by at an instant, what moves a case most first."""
    parts: dict[str, Spell] = {}
    for spell in having:
        if spell.since <= at < spell.until:
            best = parts.get(spell.part)
            if best is None or (spell.points, spell.at) > (best.points, best.at):
                parts[spell.part] = spell
    return tuple(sorted(parts.values(), key=lambda each: (-each.points, each.part)))


def _order(facts: Facts, grade: str, weights: Weights, points: int, at: int) -> tuple[int, bool]:
    placed = facts.placed is not None and facts.placed <= at < facts.placed + weights.placed_days * DAY
    if facts.died is not None and at >= facts.died:
        return 0, placed
    return OF_A_BAND * weights.band(grade) + PLACED * placed + points, placed


def steps(facts: Facts, grade: str, weights: Weights) -> list[Step]:
    """Every step there is, the first from the beginning of time. Two that follow one another differ."""
    changes = turns(spells(facts, weights))
    changes.pop(END_OF_TIME, None)
    at_all = {BEGINNING, *changes}
    if facts.placed is not None:
        at_all |= {facts.placed, facts.placed + weights.placed_days * DAY}
    if facts.died is not None:
        at_all.add(facts.died)
    found: list[Step] = []
    points = 0
    for at in sorted(at_all):
        points += changes.get(at, 0)
        order, _ = _order(facts, grade, weights, min(MOST_POINTS, points), at)
        if not found or found[-1].order != order:
            found.append(Step(at, order))
    return found


def turns(having: Iterable[Spell]) -> dict[int, int]:
    """By instant how many points more or less a case has from then on: each part counts by its spell that gives most at the time.

    Each spell is taken up and laid down once: a case of many years has hundreds, and is put in its place with each event."""
    by_part: dict[str, list[Spell]] = defaultdict(list)
    for each in having:
        by_part[each.part].append(each)
    found: dict[int, int] = defaultdict(int)
    for own in by_part.values():
        coming = sorted(((each.since, each.until, each.points) for each in own), reverse=True)
        standing: list[tuple[int, int]] = []  # the most points first, each until when
        counted = 0
        for at in sorted({at for each in own for at in (each.since, each.until)}):
            while coming and coming[-1][0] <= at:
                _, until, points = coming.pop()
                heappush(standing, (-points, until))
            while standing and standing[0][1] <= at:
                heappop(standing)
            best = -standing[0][0] if standing else 0
            found[at] += best - counted
            counted = best
    return found


def spans(found: Sequence[Step]) -> list[tuple[int, int, int]]:
    """From when, until when, and at which order: as the lists store them."""
    ends = [*(step.since for step in found[1:]), END_OF_TIME]
    return [(step.since, until, step.order) for step, until in zip(found, ends, strict=True)]


def order_at(found: Iterable[Step], at: int) -> int:
    return next(step.order for step in reversed(list(found)) if step.since <= at)
