"""What would move somebody in the list: what could happen next, and what time alone will do. Pure."""

from typing import NamedTuple

import msgspec

from safehold.risk.ranking.facts import Facts
from safehold.risk.ranking.scoring import Scored, scored, spells
from safehold.risk.ranking.weights import Weights

# What is asked of each case: if this were recorded now. Each adds an instant to these series.
COULD = {
    "report": ("recency", "frequency"),
    "threat_to_kill": ("threat_to_kill", "recency", "frequency"),
    "breach": ("breach",),
    "release": ("release",),
}


class Move(NamedTuple):
    """`what` is one of COULD, "answered" (nothing is overdue any more), "high" (somebody grades it high) or the part that time ends at
    `at`; `order` is where the case would then stand, `by` by how many points."""

    what: str
    order: int
    by: int
    at: int | None = None


def moves(facts: Facts, grade: str, weights: Weights, now: int) -> list[Move]:
    here = scored(facts, grade, weights, now)
    found = []
    for what, series in COULD.items():
        more = {name: tuple(sorted((*facts.series.get(name, ()), now))) for name in series}
        found.append(_move(what, msgspec.structs.replace(facts, series=facts.series | more), grade, weights, now, here))
    if any(part.part == "overdue" for part in here.parts):
        rest = {name: each for name, each in facts.series.items() if name != "overdue"}
        found.append(_move("answered", msgspec.structs.replace(facts, series=rest), grade, weights, now, here))
    if weights.band(grade) < weights.top:
        top = scored(facts, "high", weights, now)
        found.append(Move("high", top.order, top.points - here.points))
    found = [each for each in found if each.order != here.order]
    ends = _next_change(facts, grade, weights, now, here)
    return [*found, ends] if ends is not None else found


def _move(what: str, facts: Facts, grade: str, weights: Weights, now: int, here: Scored) -> Move:
    then = scored(facts, grade, weights, now)
    return Move(what, then.order, then.points - here.points)


def _next_change(facts: Facts, grade: str, weights: Weights, now: int, here: Scored) -> Move | None:
    """When time alone moves the case next, and by which part."""
    having = spells(facts, weights)
    turns = sorted({turn for each in having for turn in (each.since, each.until) if turn > now})
    for at in turns:
        then = scored(facts, grade, weights, at, having)
        if then.order != here.order:
            before = {each.part: each.points for each in here.parts}
            after = {each.part: each.points for each in then.parts}
            changed = max(before.keys() | after.keys(), key=lambda part: (abs(after.get(part, 0) - before.get(part, 0)), part))
            return Move(changed, then.order, then.points - here.points, at)
    return None
