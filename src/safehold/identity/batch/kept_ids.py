"""Ids that people keep from one run to the next, and where those that vanish have gone."""

import numpy as np

from safehold.identity.batch.components import Ints


def kept_ids(before: Ints, person: Ints) -> Ints:
    """For each mention its person's id, which is always the number of one of the person's own mentions.

    `before` gives the ids of the mentions that were there the last time, the first of the numbers; `person` the clusters of now, each by
    any number. A person keeps the id that most of its mentions had, of equals the oldest, unless the mention so numbered is another
    person's now; who has no such id is called by the oldest mention, as all are who were never seen before. No id is given twice, for
    no mention has two persons.
    """
    oldest = _oldest(person)
    old = np.arange(len(before))
    candidates = before != -1
    cluster, was, votes = _counted(oldest[old[candidates]], before[candidates])
    own = oldest[was] == cluster
    cluster, was, votes = cluster[own], was[own], votes[own]
    order = np.lexsort((was, -votes, cluster))
    first = order[_firsts(cluster[order])]
    named = np.arange(len(person))
    named[cluster[first]] = was[first]
    ids: Ints = named[oldest]
    return ids


def successors(before: Ints, ids: Ints) -> dict[int, int]:
    """Each id that was somebody's and is nobody's now: the person who holds most of its mentions, of equals the oldest."""
    was, now, votes = _counted(before, ids[: len(before)])
    vanished = ~np.isin(was, ids)
    was, now, votes = was[vanished], now[vanished], votes[vanished]
    order = np.lexsort((now, -votes, was))
    first = order[_firsts(was[order])]
    return dict(zip(was[first].tolist(), now[first].tolist(), strict=True))


def _oldest(person: Ints) -> Ints:
    _, first, group = np.unique(person, return_index=True, return_inverse=True)
    oldest: Ints = first[group]
    return oldest


def _counted(one: Ints, other: Ints) -> tuple[Ints, Ints, Ints]:
    """Each pair of values that stand beside each other, and how often."""
    order = np.lexsort((other, one))
    one, other = one[order], other[order]
    starts = np.flatnonzero(_firsts(one) | _firsts(other))
    return one[starts], other[starts], np.diff(np.append(starts, len(one)))


def _firsts(column: Ints) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Where a sorted column's value is another than before."""
    return np.append(np.ones(min(len(column), 1), dtype=bool), column[1:] != column[:-1])
