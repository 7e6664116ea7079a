"""Who harms most, of those who are suspected: how lately, how often, how gravely, and how many people. Pure. It says nothing of whom,
nor of where anybody is."""

from collections.abc import Iterable

import msgspec

from safehold.chronology.envelope import Event
from safehold.risk.ranking.facts import MOST, REPORTS, Harm, harms_of
from safehold.risk.ranking.scoring import BEGINNING, Scored, Spell, Step, best_of_each, of_series, turns
from safehold.risk.ranking.weights import Weights


class Facts(msgspec.Struct, frozen=True, array_like=True):
    """`victims` holds for each person harmed when that was last reported."""

    reports: tuple[int, ...]
    harms: tuple[Harm, ...]
    victims: tuple[int, ...]


def facts_of(events: Iterable[tuple[Event, Iterable[int]]], weights: Weights) -> Facts:
    """By the events in which he is suspected, in their order, each with the victims whom it concerns."""
    reports: list[int] = []
    harms: list[Harm] = []
    last: dict[int, int] = {}
    for event, victims in events:
        at = event.occurred_at.latest
        if event.kind in REPORTS or event.kind == "crime.recorded":
            last |= {victim: max(at, last.get(victim, at)) for victim in victims}
        if event.kind in REPORTS:
            reports.append(at)
        harms += harms_of(event, weights)
    return Facts(tuple(sorted(reports)[-MOST:]), tuple(sorted(harms)[-MOST:]), tuple(sorted(last.values())[-MOST:]))


def scored(facts: Facts, weights: Weights, at: int) -> Scored:
    parts = best_of_each(spells(facts, weights), at)
    points = sum(each.points for each in parts)
    return Scored(points, points, False, parts)


def spells(facts: Facts, weights: Weights) -> list[Spell]:
    table = weights.suspects
    found = [*of_series("recency", facts.reports, table.recency), *of_series("frequency", facts.reports, table.frequency)]
    found += of_series("victims", facts.victims, table.victims)
    for harm in facts.harms:
        for each in of_series("gravity", (harm.at,), weights.harm):
            found.append(each._replace(points=each.points * harm.severity * table.gravity // 10_000, what=harm.name))
    return [each for each in found if each.points]


def steps(facts: Facts, weights: Weights) -> list[Step]:
    found = [Step(BEGINNING, 0)]
    for at, more in sorted(turns(spells(facts, weights)).items()):
        if more:
            found.append(Step(at, found[-1].order + more))
    return found
