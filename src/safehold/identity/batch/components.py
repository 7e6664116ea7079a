"""What hangs together, for millions of mentions at once: columns of numbers, and no loop over each."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


class Scored(NamedTuple):
    """Pairs of mentions with their weight in bits, and whether the two contradict each other, so that they are never joined by a score."""

    left: Ints
    right: Ints
    weight: Floats
    against: Flags

    def where(self, rows: Flags | Ints) -> "Scored":
        return Scored(self.left[rows], self.right[rows], self.weight[rows], self.against[rows])


def scored(left: Ints, right: Ints, weight: Floats, against: Flags | None = None) -> Scored:
    """Each pair once, the smaller number left, in order. Of a pair that is there twice the greater weight holds, and what is against it."""
    against = np.zeros(len(left), dtype=bool) if against is None else against
    pairs = Scored(np.minimum(left, right).astype(np.int64), np.maximum(left, right).astype(np.int64), weight.astype(np.float64), against)
    pairs = pairs.where(pairs.left != pairs.right)
    if not len(pairs.left):
        return pairs
    keys = pairs.left * (int(pairs.right.max()) + 1) + pairs.right
    pairs = pairs.where(np.argsort(keys, kind="stable"))
    ends = np.append((pairs.left[1:] != pairs.left[:-1]) | (pairs.right[1:] != pairs.right[:-1]), True)
    if ends.all():
        return pairs
    starts = np.concatenate(([0], np.flatnonzero(ends)[:-1] + 1))
    weight, against = np.maximum.reduceat(pairs.weight, starts), np.logical_or.reduceat(pairs.against, starts)
    return Scored(pairs.left[ends], pairs.right[ends], weight, against)


def joined(*parts: Scored) -> Scored:
    return Scored(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def connected(count: int, left: Ints, right: Ints) -> Ints:
    """For each of `count` nodes the smallest that it hangs together with."""
    top = np.arange(count)
    while len(left):
        a, b = top[left], top[right]
        apart = a != b
        left, right, a, b = left[apart], right[apart], a[apart], b[apart]
        np.minimum.at(top, np.maximum(a, b), np.minimum(a, b))
        while not np.array_equal(top, above := top[top]):
            top = above
    return top


def bounded(count: int, edges: Scored, cut: float, most: int, *, step: float = 2.0) -> tuple[Ints, Ints]:
    """Components over pairs of at least `cut`; those of more than `most` nodes are cut again, `step` higher each time, until none is.

    Gives the component of each node, and the nodes of those that stay too large even over their strongest pairs. What a higher cut
    leaves outside stands alone or in smaller pieces: a key that half a town shares must not decide who is who.
    """
    held = edges.where(edges.weight >= cut)
    top = connected(count, held.left, held.right)
    while True:
        too_large = (np.bincount(top, minlength=count) > most)[top]
        held = held.where(too_large[held.left])
        if not len(held.left):
            return top, np.empty(0, dtype=np.int64)
        cut = max(cut + step, float(held.weight.min()) + step)
        stronger = held.where(held.weight >= cut)
        if not len(stronger.left) or np.isinf(cut):
            return top, np.flatnonzero(too_large)
        again = connected(count, stronger.left, stronger.right)
        top, held = np.where(too_large, again, top), stronger
