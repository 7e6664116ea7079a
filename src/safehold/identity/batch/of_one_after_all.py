"""What one person's pairs have added to how often two people agree, taken off again.

Pairs that plainly are of two people (another name and another birth date) are of one after all as often as one person's mentions differ so.
Where no two people share a home these are all that are seen of two who do, and would take from a home what it says.
"""

import msgspec

from safehold.identity.batch.counting import Apart, Counted
from safehold.identity.trained import Weight

Weights = dict[str, dict[str, Weight]]


def without(weights: Weights, counted: dict[tuple[str, str], Counted], prior: float) -> Weights:
    """Changes the weights that rest on what was counted."""
    for (comparison, level), each in counted.items():
        weight = weights[comparison][level]
        if weight.by == "trained":
            u = max(weight.u - _odds(weights, each.apart, prior) * weight.m, each.least)
            weights[comparison][level] = msgspec.structs.replace(weight, u=min(u, weight.u))
    return weights


def _odds(weights: Weights, apart: Apart, prior: float) -> float:
    """That two mentions which differ so are of one person."""
    odds = prior
    for comparison, levels in apart:
        odds *= sum(weights[comparison][level].m for level in levels) / sum(weights[comparison][level].u for level in levels)
    return odds
