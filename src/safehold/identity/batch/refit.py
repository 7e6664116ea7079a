"""Weights made to fit what people judged: to the weight of each level something is added and nothing else changes, so that a score is
still a sum of reasons.

A logistic regression, held to Splink's weights by a ridge: a level that no judgement speaks of keeps its weight. How hard it is held is
what does best on judgements that it was not shown; where nothing does better than Splink's own weights, these stand. Pairs that contradict
each other teach nothing here, since no weight joins them; but what contradicts is itself held against the judgements (overruling.py).
"""

import math
from typing import NamedTuple

import msgspec
import numpy as np

from safehold.identity.batch.components import Flags, Floats, Ints
from safehold.identity.batch.judgements import Judgements
from safehold.identity.batch.overruling import Overruled, overruled
from safehold.identity.batch.pairs import Weigher
from safehold.identity.levels import COMPARISONS
from safehold.identity.model import bits, probability
from safehold.identity.trained import JudgedBy, Trained

RIDGES = (1.0, 3.0, 10.0, 30.0, 100.0)  # judgements that Splink's weight of a level counts for, about
LEAST = 30  # judgements of each kind
PARTS = 5
_TURNS = 25
_MOST = 40.0  # bits, either way; beyond, nothing can be learnt of a pair
_LN2 = math.log(2)
_NAMES = [(each.name, level.name) for each in COMPARISONS for level in each.levels if not level.missing]


class Refitted(NamedTuple):
    """`model` is the one before where the judgements make it no better. `says` what came of it, as a sentence."""

    model: Trained
    better: bool
    says: str


def refit(model: Trained, weigher: Weigher, judged: Judgements) -> Refitted:
    linked, apart = int(judged.same.sum()), int((~judged.same).sum())
    if min(linked, apart) < LEAST:
        few = f"{linked} judgements say linked and {apart} not_linked: weights are learnt from {LEAST} of each, so they stay as they were"
        return Refitted(model, False, few)
    weight, levels = weigher.levels(judged.left, judged.right)
    model = msgspec.structs.replace(model, overruled=overruled(levels, judged.same))
    left_open = ~weigher.parts(model, judged.left, judged.right)
    said = ""
    if model.overruled:
        said = f"; what contradicted and was judged one person mostly contradicts no more: {_told(model.overruled)}"
    weight, same, given = weight[left_open], judged.same[left_open], _indicated(levels)[left_open]
    if min(same.sum(), (~same).sum()) < LEAST:
        few = f"of the judgements, {len(same)} are of pairs that do not contradict each other: too few to learn weights from"
        return Refitted(model, bool(model.overruled), few + said)
    part = np.random.default_rng(len(weight)).permutation(len(weight)) % PARTS
    before = _loss(weight, same)
    losses = {ridge: _unseen(weight, given, same, part, ridge) for ridge in RIDGES}
    best = min(losses, key=lambda ridge: losses[ridge])
    if losses[best] >= before:
        worse = f"on judgements that were held back, weights learnt from the others were no better ({losses[best]:.3f} bits, {before:.3f})"
        return Refitted(model, bool(model.overruled), f"{worse}, so they stay as they were{said}")
    added = fit(weight, given, same, best)
    comparisons = {
        name: {level: msgspec.structs.replace(each, added=round(each.added + _of(added, name, level), 6)) for level, each in found.items()}
        for name, found in model.comparisons.items()
    }
    rests_on = JudgedBy(linked, apart, round(before, 4), round(losses[best], 4))
    prior = probability(bits(model.prior) + float(added[0]))
    says = (
        f"weights learnt from {len(weight):,} judgements: on those held back, {losses[best]:.3f} bits wrong instead of {before:.3f}{said}"
    )
    return Refitted(msgspec.structs.replace(model, comparisons=comparisons, prior=prior, judged=rests_on), True, says)


def _told(found: Overruled) -> str:
    return ", ".join(f"{one} with {other}" for one, other in found).replace("_", " ").replace(".", " ")


def fit(weight: Floats, given: Floats, same: Flags, ridge: float) -> Floats:
    """What is added to the prior and to each level, in bits. `given` has a column for each, 1 where it holds of a pair."""
    start, added = np.clip(weight, -_MOST, _MOST) * _LN2, np.zeros(given.shape[1])
    for _ in range(_TURNS):
        chance = 1 / (1 + np.exp(-np.clip(start + given @ added, -_MOST, _MOST)))
        slope = given.T @ (same - chance) - ridge * added
        curve = (given * (chance * (1 - chance))[:, None]).T @ given + ridge * np.eye(len(added))
        step = np.linalg.solve(curve, slope)
        added += step
        if np.abs(step).max() < 1e-6:
            break
    found: Floats = added / _LN2
    return found


def _indicated(levels: dict[str, Ints]) -> Floats:
    columns = [np.ones(len(next(iter(levels.values()))))]
    for each in COMPARISONS:
        columns += [(levels[each.name] == at).astype(np.float64) for at, level in enumerate(each.levels) if not level.missing]
    return np.column_stack(columns)


def _of(added: Floats, comparison: str, level: str) -> float:
    return float(added[1 + _NAMES.index((comparison, level))])


def _unseen(weight: Floats, given: Floats, same: Flags, part: Ints, ridge: float) -> float:
    """The loss of each part by what was learnt from the others."""
    after = weight.copy()
    for held in range(PARTS):
        out = part == held
        after[out] += given[out] @ fit(weight[~out], given[~out], same[~out], ridge)
    return _loss(after, same)


def _loss(weight: Floats, same: Flags) -> float:
    """Bits for each judgement."""
    signed = np.where(same, -weight, weight)
    return float(np.logaddexp2(0.0, np.clip(signed, -_MOST, _MOST)).mean())
