"""Persons out of scored pairs: average link, with people's judgements as hard limits and nobody who contradicts himself."""

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Set

Pair = tuple[int, int]


def pair(a: int, b: int) -> Pair:
    return (a, b) if a < b else (b, a)


def clusters(
    nodes: Iterable[int],
    weights: Mapping[Pair, float],
    apart: Set[Pair],
    together: Set[Pair],
    contradicts: Callable[[int, int], bool],
    *,
    threshold: float,
    margin: float = 0.0,
    unsure: float | None = None,
) -> list[frozenset[int]]:
    """The persons of one connected component, or of several; the same whatever the order of what is given.

    `weights` holds every scored pair, smaller number first, those that speak against a link too. Two groups are joined while the mean of
    the pairs scored between them is at least `threshold`, the strongest first. People's "the same" is joined before that, without a score;
    where it is at odds with a "not the same", the latter holds. Groups between which anything contradicts are never joined by a score; and
    where a group could as well (within `margin`) join either of two that exclude one another, it joins neither: someone must look.

    Weights from `unsure` up to the threshold are left out of the mean: that two records say too little of one another (one has no birth
    date, the other no address) does not speak against a third that agrees with both.

    Cost O(n^2 log n) for n nodes of a component; 50 nodes take a few milliseconds.
    """
    if unsure is not None:
        weights = {numbers: weight for numbers, weight in weights.items() if not unsure <= weight < threshold}
    return _Joining(sorted(set(nodes)), weights, apart, contradicts, threshold, margin).run(together)


class _Joining:
    """Groups are named by their smallest member."""

    def __init__(
        self,
        nodes: list[int],
        weights: Mapping[Pair, float],
        apart: Set[Pair],
        contradicts: Callable[[int, int], bool],
        threshold: float,
        margin: float,
    ) -> None:
        self.members: dict[int, list[int]] = {node: [node] for node in nodes}
        self.contradicts, self.threshold, self.margin = contradicts, threshold, margin
        self.between: dict[int, dict[int, tuple[float, int]]] = defaultdict(dict)
        self.barred: dict[int, set[int]] = defaultdict(set)
        self.judged: dict[Pair, bool] = {}
        for a, b in sorted(apart):
            if a in self.members and b in self.members and a != b:
                self.barred[a].add(b)
                self.barred[b].add(a)
        for (a, b), weight in sorted(weights.items()):
            if a in self.members and b in self.members and a != b:
                self.between[a][b] = self.between[b][a] = (weight, 1)
        self.queue: list[tuple[float, int, int, int, int]] = []

    def run(self, together: Set[Pair]) -> list[frozenset[int]]:
        held: dict[int, int] = {node: node for node in self.members}
        for a, b in sorted(pair(*each) for each in together):
            if a in held and b in held and held[a] != held[b] and held[b] not in self.barred[held[a]]:
                kept, gone = sorted((held[a], held[b]))
                self._join(kept, gone)
                for member in self.members[kept]:
                    held[member] = kept
        for group in sorted(self.members):
            self._offer(group, below=True)
        while self.queue:
            _, a, b, ours, theirs = heapq.heappop(self.queue)
            if len(self.members.get(a, ())) != ours or len(self.members.get(b, ())) != theirs:
                continue  # one of them has grown or gone since
            if self._excluded(a, b) or self._rival(a, b) or self._rival(b, a):
                continue
            self._join(a, b)
            self._offer(a)
        return [frozenset(self.members[group]) for group in sorted(self.members)]

    def _mean(self, a: int, b: int) -> float | None:
        found = self.between[a].get(b)
        return None if found is None else round(found[0] / found[1], 9)

    def _offer(self, group: int, *, below: bool = False) -> None:
        for other in sorted(self.between[group]):
            if below and other < group:
                continue
            mean = self._mean(group, other)
            if mean is not None and mean >= self.threshold:
                a, b = pair(group, other)
                heapq.heappush(self.queue, (-mean, a, b, len(self.members[a]), len(self.members[b])))

    def _excluded(self, a: int, b: int) -> bool:
        if b in self.barred[a]:
            return True
        return any(self._contradicted(one, other) for one in self.members[a] for other in self.members[b])

    def _contradicted(self, one: int, other: int) -> bool:
        key = pair(one, other)
        found = self.judged.get(key)
        if found is None:
            found = self.judged[key] = self.contradicts(*key)
        return found

    def _rival(self, group: int, chosen: int) -> bool:
        """Whether another group, which excludes the chosen one, has nearly as good a claim."""
        if not self.margin:
            return False
        best = self._mean(group, chosen)
        assert best is not None
        for other in self.between[group]:
            mean = self._mean(group, other)
            close = other != chosen and mean is not None and mean >= self.threshold and best - mean < self.margin
            if close and self._excluded(chosen, other) and not self._excluded(group, other):
                return True
        return False

    def _join(self, kept: int, gone: int) -> None:
        self.members[kept] = sorted(self.members[kept] + self.members.pop(gone))
        for other, (weight, count) in self.between.pop(gone, {}).items():
            self.between[other].pop(gone, None)
            if other != kept:
                before, number = self.between[kept].get(other, (0.0, 0))
                self.between[kept][other] = self.between[other][kept] = (before + weight, number + count)
        self.between[kept].pop(gone, None)
        for other in self.barred.pop(gone, set()):
            self.barred[other].discard(gone)
            if other != kept:
                self.barred[other].add(kept)
                self.barred[kept].add(other)
