"""The place of a case in the list, at any instant. Pure.

Each thing on record counts for a time that is known when it is recorded: from when it happens (or some days before a date that is to come)
until so many days after. So what a case is worth is a step function of time, all of whose steps are known at its last change. They are
stored, and whoever reads at an instant reads the step that holds then: no job has to run for the list to be right tomorrow.
"""

from collections.abc import Iterable, Sequence
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
    parts: dict[str, Spell] = {}
    for spell in spells(facts, weights) if having is None else having:
        if spell.since <= at < spell.until:
            best = parts.get(spell.part)
            if best is None or (spell.points, spell.at) > (best.points, best.at):
                parts[spell.part] = spell
    points = min(MOST_POINTS, sum(each.points for each in parts.values()))
    placed = facts.placed is not None and facts.placed <= at < facts.placed + weights.placed_days * DAY
    order = 0 if facts.died is not None and at >= facts.died else OF_A_BAND * weights.band(grade) + PLACED * placed + points
    return Scored(order, points, placed, tuple(sorted(parts.values(), key=lambda each: (-each.points, each.part))))


def steps(facts: Facts, grade: str, weights: Weights) -> list[Step]:
    """Every step there is, the first from the beginning of time. Two that follow one another differ."""
    all_spells = spells(facts, weights)
    turns = {BEGINNING, *(each.since for each in all_spells), *(each.until for each in all_spells if each.until < END_OF_TIME)}
    if facts.placed is not None:
        turns |= {facts.placed, facts.placed + weights.placed_days * DAY}
    if facts.died is not None:
        turns.add(facts.died)
    found: list[Step] = []
    for at in sorted(turns):
        order = scored(facts, grade, weights, at, all_spells).order
        if not found or found[-1].order != order:
            found.append(Step(at, order))
    return found


def spans(found: Sequence[Step]) -> list[tuple[int, int, int]]:
    """From when, until when, and at which order: as the lists store them."""
    ends = [*(step.since for step in found[1:]), END_OF_TIME]
    return [(step.since, until, step.order) for step, until in zip(found, ends, strict=True)]


def order_at(found: Iterable[Step], at: int) -> int:
    return next(step.order for step in reversed(list(found)) if step.since <= at)
