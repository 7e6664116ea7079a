"""Profiles compared in memory, and whole components of them grouped into persons."""

from collections.abc import Callable, Iterable, Sequence, Set
from itertools import combinations

import msgspec

from safehold.identity.cluster import Pair, clusters, pair
from safehold.identity.features import Features
from safehold.identity.model import Model
from safehold.identity.score import Score, score


class Compared(msgspec.Struct, frozen=True):
    """Two profiles, the smaller number first, and how likely they are one person."""

    a: int
    b: int
    score: Score


Profiles = dict[int, Features]


def compare(new: Sequence[int], profiles: Profiles, candidates: Callable[[int], Iterable[int]], model: Model) -> list[Compared]:
    """Profiles with their candidates (which may be new ones too), each pair once; those that are linked or unsure, in order."""
    found: dict[Pair, Compared] = {}
    seen: set[Pair] = set()
    for number in new:
        for other in candidates(number):
            numbers = pair(number, other)
            if numbers in seen or number == other:
                continue
            seen.add(numbers)
            scored = score(profiles[numbers[0]], profiles[numbers[1]], model)
            if scored.band != "apart":
                found[numbers] = Compared(*numbers, scored)
    return [found[numbers] for numbers in sorted(found)]


def persons(
    component: Profiles, model: Model, *, apart: Set[Pair] = frozenset(), together: Set[Pair] = frozenset()
) -> list[frozenset[int]]:
    """The persons of a component: every pair of named profiles in it is scored, those that share no key too. Cost n^2 for n profiles."""
    if len(component) == 1:
        return [frozenset(component)]
    named = sorted(number for number, features in component.items() if features.named)
    scores = {numbers: score(component[numbers[0]], component[numbers[1]], model) for numbers in combinations(named, 2)}

    def contradicts(a: int, b: int) -> bool:
        found = scores.get(pair(a, b))
        return found is not None and bool(found.contradiction)

    weights = {numbers: each.weight for numbers, each in scores.items()}
    return clusters(component, weights, apart, together, contradicts, threshold=model.linked, margin=model.margin, unsure=model.unsure)


def connected(nodes: Iterable[int], edges: Iterable[Pair]) -> list[list[int]]:
    """Nodes that hang together, each component and all of them in order."""
    above = {node: node for node in nodes}

    def top(node: int) -> int:
        while above[node] != node:
            above[node] = above[above[node]]
            node = above[node]
        return node

    for a, b in edges:
        one, other = sorted((top(a), top(b)))
        above[other] = one
    found: dict[int, list[int]] = {}
    for node in sorted(above):
        found.setdefault(top(node), []).append(node)
    return list(found.values())
