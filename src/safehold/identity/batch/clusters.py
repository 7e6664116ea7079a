"""Persons out of millions of scored pairs: every pair inside a component scored, then average link, with people's judgements as limits.

Components alone chain households together: the mother is like her daughter, the daughter like her cousin. So they are only where to look.
Each small component is worked out as `identity.cluster` would, all those of one size together; the few large ones go there one by one.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import msgspec
import numpy as np

from safehold.identity import cluster as one_by_one
from safehold.identity.batch.average_link import average_link
from safehold.identity.batch.components import Flags, Floats, Ints, Scored, bounded, joined, scored

ScoreMore = Callable[[Ints, Ints], tuple[Floats, Flags]]

_IN_BULK = 48  # members; beyond, there are few components and each is worth its own turn
_AT_ONCE = 4_000_000  # pairs that are asked for together
_NONE = np.empty(0, dtype=np.int64)


class Limits(msgspec.Struct, frozen=True):
    """Weights in bits, as in the model. `low` is what makes a component, `most` its greatest size before it is cut higher.

    `unsure` up to `threshold` says nothing for or against (see `identity.cluster`); None lets every weight count.
    """

    threshold: float
    low: float
    margin: float = 0.0
    unsure: float | None = None
    most: int = 100


class Judged(NamedTuple):
    """What people said: pairs that are apart, and pairs that are one. Where the two are at odds, apart holds."""

    apart: tuple[Ints, Ints] = (_NONE, _NONE)
    together: tuple[Ints, Ints] = (_NONE, _NONE)


class Clustered(NamedTuple):
    """`person` is for each mention the oldest mention of its person; `pairs` is every pair that was scored, old and new."""

    person: Ints
    pairs: Scored


def cluster(count: int, edges: Scored, score_more: ScoreMore, limits: Limits, judged: Judged | None = None) -> Clustered:
    """Mentions are numbered from 0, the oldest first. The same whatever the order of the edges.

    `score_more(left, right)` gives the weights of pairs that shared no key, and which of them contradict each other.
    """
    judged = judged or Judged()
    edges = scored(*edges)
    top, sparse = bounded(count, _with_judged(edges, judged), limits.low, limits.most)
    within = edges.where(top[edges.left] == top[edges.right])
    outside = edges.where(top[edges.left] != top[edges.right])
    parts = _Parts(top)
    left, right = parts.unscored(within, np.isin(top, top[sparse]) if len(sparse) else np.zeros(count, dtype=bool))
    within = joined(within, _score(score_more, left, right))
    person = _Persons(parts, within, limits, judged).found()
    return Clustered(person, joined(within, outside))


def _with_judged(edges: Scored, judged: Judged) -> Scored:
    """People's "the same" makes a component as surely as any score."""
    a, b = judged.together
    return joined(edges, Scored(a, b, np.full(len(a), np.inf), np.zeros(len(a), dtype=bool)))


def _score(score_more: ScoreMore, left: Ints, right: Ints) -> Scored:
    found = [Scored(_NONE, _NONE, np.empty(0), np.empty(0, dtype=bool))]
    for start in range(0, len(left), _AT_ONCE):
        a, b = left[start : start + _AT_ONCE], right[start : start + _AT_ONCE]
        weight, against = score_more(a, b)
        found.append(Scored(a, b, np.asarray(weight, dtype=np.float64), np.asarray(against, dtype=bool)))
    return joined(*found)


class _Parts:
    """The components of two members and more, by size. `nodes` holds all mentions, one component after another, each in order."""

    def __init__(self, top: Ints) -> None:
        self.top = top
        self.nodes = np.argsort(top, kind="stable")
        ordered = top[self.nodes]
        self.starts = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1])) if len(top) else _NONE
        self.sizes = np.diff(np.append(self.starts, len(top)))
        self.number = np.empty(len(top), dtype=np.int64)  # of each mention's component
        self.number[self.nodes] = np.repeat(np.arange(len(self.starts)), self.sizes)
        self.place = np.empty(len(top), dtype=np.int64)  # of each mention in its component
        self.place[self.nodes] = np.arange(len(top)) - np.repeat(self.starts, self.sizes)

    def of_size(self, size: int) -> Ints:
        return np.flatnonzero(self.sizes == size)

    def members(self, components: Ints, size: int) -> Ints:
        members: Ints = self.nodes[self.starts[components][:, None] + np.arange(size)]
        return members

    def unscored(self, within: Scored, sparse: Flags) -> tuple[Ints, Ints]:
        """Pairs inside a component that have no score yet; none of those in components that stayed too large."""
        known = np.sort(within.left * len(self.top) + within.right)
        found = [(_NONE, _NONE)]
        for size in np.unique(self.sizes[self.sizes > 2]).tolist():
            members = self.members(self.of_size(size), size)
            members = members[~sparse[members[:, 0]]]
            a, b = np.triu_indices(size, 1)
            for part in np.array_split(members, max(1, len(members) * len(a) // _AT_ONCE)):
                left, right = part[:, a].ravel(), part[:, b].ravel()
                keys = left * len(self.top) + right
                at = np.minimum(np.searchsorted(known, keys), max(len(known) - 1, 0))
                new = known[at] != keys if len(known) else np.ones(len(keys), dtype=bool)
                found.append((left[new], right[new]))
        return np.concatenate([each for each, _ in found]), np.concatenate([each for _, each in found])


class _Persons:
    def __init__(self, parts: _Parts, within: Scored, limits: Limits, judged: Judged) -> None:
        self.parts, self.limits = parts, limits
        self.within = within
        inside = parts.top[judged.apart[0]] == parts.top[judged.apart[1]]
        self.apart = (judged.apart[0][inside], judged.apart[1][inside])
        self.together = judged.together
        self.person = np.arange(len(parts.top))
        slow = np.zeros(len(parts.sizes), dtype=bool)
        slow[parts.sizes > _IN_BULK] = True
        slow[parts.number[self.together[0]]] = True
        slow[parts.number[self.together[1]]] = True
        self.slow = slow

    def found(self) -> Ints:
        component = self.parts.number[self.within.left]
        size = np.where(self.slow[component], 0, self.parts.sizes[component])
        order = np.argsort(size, kind="stable")
        bounds = np.searchsorted(size[order], np.arange(_IN_BULK + 2))
        for each in range(2, _IN_BULK + 1):
            rows = order[bounds[each] : bounds[each + 1]]
            if len(rows):
                self._in_bulk(each, self.within.where(rows))
        for numbers, pairs in self._large(order[: bounds[1]]):
            self._one(numbers, pairs)
        return self.person

    def _in_bulk(self, size: int, pairs: Scored) -> None:
        components = np.flatnonzero((self.parts.sizes == size) & ~self.slow)
        row_of = np.full(len(self.parts.sizes), -1)
        row_of[components] = np.arange(len(components))
        weight = np.full((len(components), size, size), np.nan)
        excluded = np.zeros((len(components), size, size), dtype=bool)
        row, a, b = row_of[self.parts.number[pairs.left]], self.parts.place[pairs.left], self.parts.place[pairs.right]
        value = np.where(self._silent(pairs.weight), np.nan, pairs.weight)
        for one, other in ((a, b), (b, a)):
            weight[row, one, other] = value
            excluded[row, one, other] = pairs.against
        left, right = self.apart
        mine = row_of[self.parts.number[left]] >= 0
        row = row_of[self.parts.number[left[mine]]]
        a, b = self.parts.place[left[mine]], self.parts.place[right[mine]]
        excluded[row, a, b] = excluded[row, b, a] = True
        group = average_link(weight, excluded, threshold=self.limits.threshold, margin=self.limits.margin)
        members = self.parts.members(components, size)
        self.person[members] = np.take_along_axis(members, group, axis=1)

    def _silent(self, weight: Floats) -> Flags:
        unsure = self.limits.unsure
        return np.zeros(len(weight), dtype=bool) if unsure is None else (weight >= unsure) & (weight < self.limits.threshold)

    def _large(self, rows: Ints) -> Iterator[tuple[Ints, Scored]]:
        """Members and pairs of each component that goes one by one; those without any pair but a person's word too."""
        pairs = self.within.where(rows)
        component = self.parts.number[pairs.left]
        order = np.argsort(component, kind="stable")
        pairs, component = pairs.where(order), component[order]
        for number in np.flatnonzero(self.slow).tolist():
            start, end = np.searchsorted(component, [number, number + 1])
            yield self.parts.nodes[self.parts.starts[number] :][: self.parts.sizes[number]], pairs.where(np.arange(start, end))

    def _one(self, numbers: Ints, pairs: Scored) -> None:
        keys = list(zip(pairs.left.tolist(), pairs.right.tolist(), strict=True))
        contradicted = {key for key, against in zip(keys, pairs.against.tolist(), strict=True) if against}
        members = set(numbers.tolist())
        apart, together = (
            {one_by_one.pair(a, b) for a, b in zip(left.tolist(), right.tolist(), strict=True) if a in members and b in members}
            for left, right in (self.apart, self.together)
        )
        groups = one_by_one.clusters(
            members,
            dict(zip(keys, pairs.weight.tolist(), strict=True)),
            apart,
            together,
            lambda a, b: one_by_one.pair(a, b) in contradicted,
            threshold=self.limits.threshold,
            margin=self.limits.margin,
            unsure=self.limits.unsure,
        )
        for group in groups:
            self.person[list(group)] = min(group)
