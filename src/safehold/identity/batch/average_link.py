"""Average link over many small components at once: what `identity.cluster` does to one, step by step, to all of one size together."""

import numpy as np
import numpy.typing as npt

from safehold.identity.batch.components import Flags, Floats, Ints

_CELLS = 4_000_000  # of matrices that are held at once


def average_link(weight: Floats, excluded: Flags, *, threshold: float, margin: float) -> Ints:
    """`weight` is (components, members, members), symmetric, nan where two were not scored or the score says nothing; `excluded` likewise.

    Gives for each member the smallest of its group, as a position in its component.
    """
    count, size = weight.shape[0], weight.shape[1]
    group = np.empty((count, size), dtype=np.int64)
    rows = max(1, _CELLS // (size * size))
    for start in range(0, count, rows):
        part = slice(start, start + rows)
        group[part] = _Joining(weight[part], excluded[part], threshold, margin).run()
    return group


class _Joining:
    """`left` are the components in which something may still be joined; the matrices hold these alone."""

    def __init__(self, weight: Floats, excluded: Flags, threshold: float, margin: float) -> None:
        scored = ~np.isnan(weight)
        self.total, self.number = np.where(scored, weight, 0.0), scored.astype(np.float64)
        self.excluded, self.refused = excluded.copy(), np.zeros_like(excluded)
        self.threshold, self.margin, self.size = threshold, margin, weight.shape[1]
        self.group = np.tile(np.arange(self.size), (len(weight), 1))
        self.left = np.arange(len(weight))
        self.upper = np.triu(np.ones((self.size, self.size), dtype=bool), 1)

    def run(self) -> Ints:
        while len(self.left):
            mean = self._means()
            offered = np.where(self.upper & ~self.refused & ~self.excluded, mean, -np.inf).reshape(len(self.left), -1)
            best = offered.argmax(axis=1)  # the first of equals: the smallest numbers
            going = offered[np.arange(len(best)), best] >= self.threshold
            if not going.all():
                self.total, self.number, self.excluded, self.refused = (
                    each[going] for each in (self.total, self.number, self.excluded, self.refused)
                )
                self.left, mean, best = self.left[going], mean[going], best[going]
            a, b = np.divmod(best, self.size)
            rival: Flags = self._rival(mean, a, b) | self._rival(mean, b, a)
            self._refuse(np.flatnonzero(rival), a[rival], b[rival])
            self._join(np.flatnonzero(~rival), a[~rival], b[~rival])
        return self.group

    def _means(self) -> Floats:
        with np.errstate(invalid="ignore", divide="ignore"):
            means: Floats = np.where(self.number > 0, np.round(self.total / self.number, 9), -np.inf)
        return means

    def _rival(self, mean: Floats, group: Ints, chosen: Ints) -> Flags:
        """Whether another group, which excludes the chosen one, has nearly as good a claim."""
        each = np.arange(len(group))
        if not self.margin:
            return np.zeros(len(group), dtype=bool)
        claims = mean[each, group]
        near = (claims >= self.threshold) & (mean[each, group, chosen][:, None] - claims < self.margin)
        near[each, chosen] = False
        found: Flags = np.logical_or.reduce(near & self.excluded[each, chosen] & ~self.excluded[each, group], axis=1)
        return found

    def _refuse(self, row: Ints, a: Ints, b: Ints) -> None:
        """Until one of the two grows."""
        self.refused[row, a, b] = True

    def _join(self, row: Ints, a: Ints, b: Ints) -> None:
        for matrix in (self.total, self.number):
            matrix[row, a] += matrix[row, b]
            matrix[row, :, a] = matrix[row, a]
            _clear(matrix, row, b)
            matrix[row, a, a] = 0.0
        self.excluded[row, a] = self.excluded[row, a] | self.excluded[row, b]
        self.excluded[row, :, a] = self.excluded[row, a]
        self.excluded[row, a, a] = False
        _clear(self.excluded, row, b)
        self.refused[row, a] = False
        self.refused[row, :, a] = False
        held = self.group[self.left[row]]
        self.group[self.left[row]] = np.where(held == b[:, None], a[:, None], held)


def _clear(matrix: npt.NDArray[np.generic], row: Ints, at: Ints) -> None:
    matrix[row, at] = 0
    matrix[row, :, at] = 0
