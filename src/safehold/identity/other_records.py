"""What speaks for and against two people being one that their two nearest records leave out, by their other records."""

from collections.abc import Collection, Iterable
from itertools import product

from safehold.identity.features import Features
from safehold.identity.score import Why, score

MOST = 8  # of each, that differ in what names are compared beside


def by_other_records(ours: Iterable[Features], theirs: Iterable[Features], left_out: Collection[str]) -> list[Why]:
    """Of each of these comparisons the two values that agree best, so that what speaks against does so whichever records are taken."""
    best: dict[str, Why] = {}
    for a, b in product(_that_differ(ours), _that_differ(theirs)):
        for each in score(a, b).why:
            if each.what in left_out and each.words and (each.what not in best or best[each.what].weight < each.weight):
                best[each.what] = each
    return list(best.values())


def _that_differ(records: Iterable[Features]) -> list[Features]:
    """Those that say most first: a birth date that one record alone gives is among them."""
    listed = sorted(records, key=lambda each: -sum(map(bool, _beside_names(each))))
    return list({_beside_names(each): each for each in reversed(listed)}.values())[::-1][:MOST]


def _beside_names(record: Features) -> tuple[object, ...]:
    return (record.birth, record.place, record.phones, record.email, record.sex)
