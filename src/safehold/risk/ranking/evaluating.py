"""How well an order would have found those who came to grave harm later, beside plainer ways to choose. Pure.

A snapshot is a set of cases as they stood at one instant, with what became of each in the time after. Nothing that was recorded after the
instant is in what they are ordered by."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from math import sqrt

import msgspec

from safehold.chronology.envelope import Event
from safehold.chronology.times import DAY
from safehold.risk.lowering import grades
from safehold.risk.ranking.facts import Facts, facts_of
from safehold.risk.ranking.scoring import Spell, scored
from safehold.risk.ranking.weights import Weights

SERIOUS = ("yes",)
LATELY = 365 * DAY  # a case of which nothing was reported for so long is not among those who wait


class Case(msgspec.Struct, frozen=True):
    """A case at one instant. `groups` says by which groups differences are looked at; `harmed` what became of it, `gravely` whether by the
    gravest of harm: too rare to compare by, and what it is all for."""

    facts: Facts
    grade: str
    items: int
    last_report: int
    groups: Mapping[str, str]
    harmed: bool
    gravely: bool = False


class Found(msgspec.Struct, frozen=True):
    """Of so many who were harmed later, how many stand within the first `reached`; with the bounds of chance."""

    name: str
    reached: int
    found: int
    harmed: int

    @property
    def share(self) -> float:
        return self.found / self.harmed if self.harmed else 0.0

    @property
    def bounds(self) -> tuple[float, float]:
        return wilson(self.found, self.harmed)


class Band(msgspec.Struct, frozen=True):
    """Cases of neighbouring points, and how many of them were harmed."""

    low: int
    high: int
    cases: int
    harmed: int


def case_at(
    events: Sequence[Event], at: int, weights: Weights, groups: Mapping[str, str], harmed: bool, gravely: bool = False
) -> Case | None:
    """By events in their order, as they were known at an instant; nothing where none was reported lately, or she had died."""
    known = [event for event in events if event.recorded_at <= at and event.occurred_at.latest <= at]
    facts = facts_of(known, weights)
    reports = facts.series.get("recency", ())
    if not reports or at - reports[-1] > LATELY or facts.died is not None:
        return None
    grade = next(reversed([given for _, given in grades(known)]), "")
    return Case(facts, grade, _items(known), reports[-1], groups, harmed, gravely)


def _items(known: Sequence[Event]) -> int:
    """How many items of the last assessment were answered yes."""
    for event in reversed(known):
        if event.kind == "risk.assessed":
            answers = event.data.get("answers")
            if isinstance(answers, dict) and answers:
                return sum(answer in SERIOUS for answer in answers.values())
            score = event.data.get("score")
            return int(score) if isinstance(score, int | float) else 0
    return 0


Order = Callable[[Case], tuple[float, ...]]


def orders(weights: Weights, at: int) -> dict[str, Order]:
    """Each way to choose: the key by which the cases are sorted, the greatest first."""

    def by_ranking(case: Case) -> tuple[float, ...]:
        return (scored(case.facts, case.grade, weights, at).order,)

    return {
        "grade, then points (as the page orders)": by_ranking,
        "points alone, the grade left out": lambda case: (scored(case.facts, "", weights, at).points,),
        "grade alone, then first come": lambda case: (weights.band(case.grade), -case.last_report),
        "count of items answered yes": lambda case: (case.items, -case.last_report),
        "first come (the oldest report first)": lambda case: (-case.last_report,),
        "last come (the newest report first)": lambda case: (case.last_report,),
    }


def recall(cases: Sequence[Case], order: Order, reached: int, name: str = "") -> Found:
    first = sorted(cases, key=order, reverse=True)[:reached]
    return Found(name, reached, sum(case.harmed for case in first), sum(case.harmed for case in cases))


def by_group(cases: Sequence[Case], order: Order, reached: int, kind: str) -> dict[str, tuple[int, int, Found]]:
    """Of each group: how many cases it has, how many of them are reached, and who of its harmed are."""
    first = {id(case) for case in sorted(cases, key=order, reverse=True)[:reached]}
    groups: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        groups[case.groups.get(kind) or "not on record"].append(case)
    return {
        name: (
            len(theirs),
            sum(id(case) in first for case in theirs),
            Found(name, reached, sum(case.harmed and id(case) in first for case in theirs), sum(case.harmed for case in theirs)),
        )
        for name, theirs in sorted(groups.items())
    }


def area_under(cases: Sequence[Case], value: Callable[[Case], float]) -> float:
    """How often somebody who was harmed later stands above somebody who was not; a half is chance."""
    harmed = [value(case) for case in cases if case.harmed]
    others = sorted(value(case) for case in cases if not case.harmed)
    if not harmed or not others:
        return 0.5
    wins = sum(bisect_left(others, each) + bisect_right(others, each) for each in harmed) / 2
    return wins / (len(harmed) * len(others))


def calibration(cases: Sequence[Case], value: Callable[[Case], float], bands: int = 10) -> list[Band]:
    """Cases by points, in bands of about as many each."""
    ordered = sorted(cases, key=value)
    cuts = [len(ordered) * number // bands for number in range(bands + 1)]
    found = []
    for low, high in zip(cuts, cuts[1:], strict=False):
        part = ordered[low:high]
        if part:
            found.append(Band(round(value(part[0])), round(value(part[-1])), len(part), sum(case.harmed for case in part)))
    return found


def wilson(found: int, of: int) -> tuple[float, float]:
    """The bounds of chance for a share (95 in 100)."""
    if not of:
        return 0.0, 1.0
    z, share = 1.96, found / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return max(0.0, middle - half), min(1.0, middle + half)


def features(case: Case, weights: Weights, at: int) -> dict[str, float]:
    """What counts for a case at an instant, as what weights are fitted on: of each part the tier that counts, and of harm how much."""
    found: dict[str, float] = {}
    here = scored(case.facts, "", weights, at)
    for spell in here.parts:
        found[_name(spell, weights)] = 1.0 if spell.part != "harm" else spell.points / 100
    return found


def _name(spell: Spell, weights: Weights) -> str:
    if spell.part == "harm":
        return "harm"
    number = next(number for number, tier in enumerate(weights.parts[spell.part]) if tier.points == spell.points)
    return f"{spell.part}/{number}"
