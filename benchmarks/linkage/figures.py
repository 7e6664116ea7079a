"""What was joined, held against who is who: pairs found and wrong, with the threshold chosen on one half of the people."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from safehold.identity.batch.components import Scored, connected


class Found(NamedTuple):
    precision: float
    recall: float
    f1: float


class Tuned(NamedTuple):
    """The figures of the half that the threshold was not chosen on."""

    threshold: float
    found: Found


def halves(entity: np.ndarray, seed: int = 7) -> tuple[np.ndarray, np.ndarray]:
    """The mentions of one half of the people and of the other; of who is unknown, none."""
    side = np.random.default_rng(seed).random(int(entity.max()) + 1) < 0.5
    known = entity >= 0
    return known & side[entity], known & ~side[entity]


def by_clusters(person: np.ndarray, entity: np.ndarray, mine: np.ndarray) -> Found:
    """Pairs of mentions in one cluster. A wrong pair counts half for each of its two people, so that half the people have half of it."""
    _, cluster = np.unique(person, return_inverse=True)
    size, own = np.bincount(cluster), np.bincount(cluster, mine)
    joined = float((own * (size - 1)).sum() / 2)
    true = _pairs(entity[mine])
    both = _pairs(cluster[mine] * (int(entity.max()) + 1) + entity[mine])
    return _found(both, joined, true)


def by_edges(pairs: Scored, threshold: float, entity: np.ndarray, mine: np.ndarray) -> Found:
    """Pairs as they were scored, before any clustering."""
    held = pairs.weight >= threshold
    left, right = pairs.left[held], pairs.right[held]
    joined = float((mine[left].sum() + mine[right].sum()) / 2)
    both = float((mine[left] & (entity[left] == entity[right])).sum())
    return _found(both, joined, _pairs(entity[mine]))


def _pairs(groups: np.ndarray) -> float:
    sizes = np.unique(groups, return_counts=True)[1].astype(np.float64)
    return float((sizes * (sizes - 1)).sum() / 2)


def _found(both: float, joined: float, true: float) -> Found:
    precision, recall = both / joined if joined else 1.0, both / true if true else 1.0
    return Found(precision, recall, 2 * both / (joined + true) if joined + true else 1.0)


ROUGHLY = (28.0, 24.0, 20.0, 16.0, 12.0, 8.0, 4.0, 0.0, -4.0)  # bits
FINER = (2.0, 1.0, 0.5, 0.25)


def tuned(at: Callable[[float, np.ndarray], Found], entity: np.ndarray, *, whole: bool = True) -> Tuned:
    """The threshold that is best on one half, first roughly, then to a bit, to half of one and to a quarter.

    All of the rough ones are tried from the highest down; where they are not to be tried as a `whole`, until it gets worse.
    """
    choose, score = halves(entity)
    found: dict[float, float] = {}
    for threshold in ROUGHLY:
        found[threshold] = at(threshold, choose).f1
        if not whole and found[threshold] < max(found.values()):
            break
    for each in FINER:
        rough = max(found, key=lambda each: (found[each], -each))
        for step in (-each, each):
            found.setdefault(rough + step, at(rough + step, choose).f1)
    best = max(found, key=lambda each: (found[each], -each))
    return Tuned(best, at(best, score))


def components(pairs: Scored, count: int) -> Callable[[float], np.ndarray]:
    def at(threshold: float) -> np.ndarray:
        held = pairs.weight >= threshold
        return connected(count, pairs.left[held], pairs.right[held])

    return at
