"""New mentions placed among the people who stand: nobody who stands is joined or parted, whatever the new ones would suggest."""

from typing import NamedTuple

import numpy as np

from safehold.identity.batch.clusters import Judged, Limits, ScoreMore, cluster
from safehold.identity.batch.components import Flags, Floats, Ints, Scored, scored


class Placed(NamedTuple):
    """`person` is that of every mention, those that stood first. `unsure` is who may be whom: the oldest mention of some new ones that
    are one, a person, and the mean weight between the two."""

    person: Ints
    unsure: tuple[Ints, Ints, Floats]


class _Claims(NamedTuple):
    """New mentions that are one (by their oldest), and a person they may be; each two once, in order.

    `mean` is over all pairs between them that say something, `best` of them all. `apart` and `said` are people's words.
    """

    group: Ints
    person: Ints
    mean: Floats
    best: Floats
    contradicted: Flags
    apart: Flags
    said: Flags


def place(standing: Ints, new: int, edges: Scored, score_more: ScoreMore, limits: Limits, judged: Judged | None = None) -> Placed:
    """`standing` gives the persons of the mentions 0, 1, 2...; the `new` ones have the numbers after them, and stand in `edges` with
    what they share a key with. The same whatever the order of the edges.

    The new are clustered among themselves first. Such a group joins a person where the mean of all pairs between the two is at least the
    threshold, nothing contradicts, and no other person comes within the margin. Else it stands by itself, unsure of those it is like.
    People's "the same" with a mention that stands is followed without a score.
    """
    judged = judged or Judged()
    old = len(standing)
    edges = scored(*edges)
    group = np.concatenate((standing, old + _among_themselves(old, new, edges, score_more, limits, judged)))
    claims = _weighed(group, old, edges.where((edges.left < old) & (edges.right >= old)), score_more, limits, judged)
    chosen = _chosen(claims, limits)
    to = np.arange(len(group))
    to[claims.group[chosen]] = claims.person[chosen]
    least = limits.threshold if limits.unsure is None else limits.unsure
    open_ = (claims.best >= least) & ~claims.apart
    # Who has joined somebody is still unsure of another only where a pair would have linked the two.
    open_ &= ~np.isin(claims.group, claims.group[chosen]) | (claims.best >= limits.threshold)
    open_[chosen] = False
    return Placed(np.concatenate((standing, to[group[old:]])), (claims.group[open_], claims.person[open_], claims.mean[open_]))


def _among_themselves(old: int, new: int, edges: Scored, score_more: ScoreMore, limits: Limits, judged: Judged) -> Ints:
    def later(pairs: tuple[Ints, Ints]) -> tuple[Ints, Ints]:
        rows = (pairs[0] >= old) & (pairs[1] >= old)
        return pairs[0][rows] - old, pairs[1][rows] - old

    among = edges.where(edges.left >= old)
    moved = Scored(among.left - old, among.right - old, among.weight, among.against)
    words = Judged(later(judged.apart), later(judged.together))
    return cluster(new, moved, lambda a, b: score_more(a + old, b + old), limits, words).person


def _weighed(group: Ints, old: int, across: Scored, score_more: ScoreMore, limits: Limits, judged: Judged) -> _Claims:
    count = len(group)
    apart, said = (_one_that_stands_first(pairs, old) for pairs in judged)
    likely = across.where(across.weight >= limits.low)
    keys = np.unique(np.concatenate((group[likely.right] * count + group[likely.left], group[said[1]] * count + group[said[0]])))

    def claim_of(left: Ints, right: Ints) -> Ints:
        """-1 where there is none."""
        wanted = group[right] * count + group[left]
        at = np.searchsorted(keys, wanted)
        at[at == len(keys)] = 0
        return np.where(keys[at] == wanted, at, -1) if len(keys) else np.full(len(left), -1)

    def marked(left: Ints, right: Ints) -> Flags:
        found = np.zeros(len(keys), dtype=bool)
        rows = claim_of(left, right)
        found[rows[rows >= 0]] = True
        return found

    left, right = _between(group, keys // max(count, 1), keys % max(count, 1), limits.most)
    new = ~np.isin(left * count + right, across.left * count + across.right)
    weight, against = score_more(left[new], right[new])
    left, right = np.concatenate((across.left, left[new])), np.concatenate((across.right, right[new]))
    weight, against = np.concatenate((across.weight, weight)), np.concatenate((across.against, against))
    row = claim_of(left, right)
    row, weight, against = row[row >= 0], weight[row >= 0], against[row >= 0]
    speaks = np.ones(len(row), dtype=bool)
    if limits.unsure is not None:
        speaks = (weight < limits.unsure) | (weight >= limits.threshold)
    number = np.bincount(row[speaks], minlength=len(keys))
    total = np.bincount(row[speaks], weight[speaks], len(keys))
    mean = np.where(number > 0, np.round(total / np.maximum(number, 1), 9), -np.inf)
    best = np.full(len(keys), -np.inf)
    np.maximum.at(best, row, weight)
    contradicted = np.bincount(row, against, len(keys)) > 0
    return _Claims(keys // max(count, 1), keys % max(count, 1), mean, best, contradicted, marked(*apart), marked(*said))


def _one_that_stands_first(pairs: tuple[Ints, Ints], old: int) -> tuple[Ints, Ints]:
    low, high = np.minimum(*pairs), np.maximum(*pairs)
    rows = (low < old) & (high >= old)
    return low[rows], high[rows]


def _between(group: Ints, ours: Ints, theirs: Ints, most: int) -> tuple[Ints, Ints]:
    """Every pair of a mention of `theirs` and one of `ours`, for each claim; none where they have more than `most` mentions."""
    order = np.argsort(group, kind="stable")
    ordered = group[order]
    (start, size), (new_start, news) = (
        (np.searchsorted(ordered, each), np.searchsorted(ordered, each, side="right") - np.searchsorted(ordered, each))
        for each in (theirs, ours)
    )
    pairs = np.where(size <= most, size * news, 0)
    within = np.arange(pairs.sum()) - np.repeat(np.cumsum(pairs) - pairs, pairs)
    wide = np.repeat(news, pairs)
    left = order[np.repeat(start, pairs) + within // np.maximum(wide, 1)]
    right = order[np.repeat(new_start, pairs) + within % np.maximum(wide, 1)]
    return left, right


def _chosen(claims: _Claims, limits: Limits) -> Ints:
    """Of each group its best claim, where nothing is against it and the next best is far enough behind.

    The next best counts though the group may contradict it: that it looks like two people is what somebody must see.
    """
    number = len(claims.group)
    certain = claims.said & ~claims.apart
    claim = np.where(claims.apart, -np.inf, np.where(certain, np.inf, claims.mean))
    possible = np.where(claims.contradicted & ~certain, -np.inf, claim)
    order = np.lexsort((claims.person, -possible, claims.group))
    ordered = claims.group[order]
    first = order[np.append(np.ones(min(number, 1), dtype=bool), ordered[1:] != ordered[:-1])]
    others = claim.copy()
    others[first] = -np.inf
    of_group = np.cumsum(np.append(np.zeros(min(number, 1), dtype=np.int64), claims.group[1:] != claims.group[:-1]))
    runner_up = np.full(len(first), -np.inf)
    np.maximum.at(runner_up, of_group, others)
    ahead = np.isneginf(runner_up)
    ahead[~ahead] = possible[first][~ahead] - np.minimum(runner_up[~ahead], np.finfo(np.float64).max) >= limits.margin
    ahead &= ~np.isposinf(runner_up)  # people said that it is two
    chosen: Ints = first[(possible[first] >= limits.threshold) & ahead]
    return chosen
