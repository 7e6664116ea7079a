"""Clusters of millions are those of one component at a time, whatever the order, with hubs bounded and people's words kept."""

from itertools import combinations
from random import Random

import numpy as np
import pytest

from safehold.identity.batch.clusters import Judged, Limits, cluster
from safehold.identity.batch.components import Flags, Floats, Ints, Scored, connected, scored
from safehold.identity.cluster import Pair, clusters
from safehold.identity.grouping import connected as hanging

LIMITS = Limits(threshold=4.0, low=0.0, margin=1.5, unsure=1.0)


class World:
    """Small groups of mentions with every pair's weight; only some pairs share a key."""

    def __init__(self, seed: int, groups: int, largest: int) -> None:
        rng = Random(seed)
        self.weights: dict[Pair, float] = {}
        self.against: set[Pair] = set()
        self.known: list[Pair] = []
        self.apart: set[Pair] = set()
        self.together: set[Pair] = set()
        self.count = 0
        for _ in range(groups):
            members = range(self.count, self.count + rng.randint(1, largest))
            self.count = members.stop
            for a, b in combinations(members, 2):
                # Few distinct weights, so that equals and edges of bands come up.
                self.weights[a, b] = rng.choice((-6.0, -2.0, 0.0, 0.5, 1.0, 2.5, 3.9, 4.0, 4.25, 5.0, 6.0, 6.0, 8.0, 11.0))
                if rng.random() < 0.12:
                    self.against.add((a, b))
                if rng.random() < 0.06:
                    self.apart.add((a, b))
                if rng.random() < 0.03:
                    self.together.add((a, b))
                if rng.random() < 0.8:
                    self.known.append((a, b))
        self.names = list(range(self.count))
        rng.shuffle(self.names)
        self.weights = {self.renamed(pair): weight for pair, weight in self.weights.items()}
        self.against, self.apart, self.together = (
            {self.renamed(pair) for pair in each} for each in (self.against, self.apart, self.together)
        )
        self.known = [self.renamed(pair) for pair in self.known]

    def renamed(self, numbers: Pair) -> Pair:
        a, b = sorted((self.names[numbers[0]], self.names[numbers[1]]))
        return a, b

    def score(self, left: Ints, right: Ints) -> tuple[Floats, Flags]:
        pairs = list(zip(left.tolist(), right.tolist(), strict=True))
        return (
            np.array([self.weights.get(each, -9.0) for each in pairs], dtype=np.float64),
            np.array([each in self.against for each in pairs], dtype=bool),
        )

    def edges(self, seed: int = 0) -> Scored:
        pairs = list(self.known)
        Random(seed).shuffle(pairs)
        turned = Random(seed + 1)
        left, right = columns([each if turned.random() < 0.5 else each[::-1] for each in pairs])
        return Scored(left, right, *self.score(np.minimum(left, right), np.maximum(left, right)))

    def judged(self) -> Judged:
        return Judged(columns(self.apart), columns(self.together))

    def one_by_one(self, limits: Limits, judged: bool) -> list[int]:
        strong = [each for each in self.known if self.weights[each] >= limits.low]
        person = list(range(self.count))
        for component in hanging(range(self.count), [*strong, *(sorted(self.together) if judged else [])]):
            inside = {each: self.weights.get(each, -9.0) for each in combinations(component, 2)}
            for group in clusters(
                component,
                inside,
                self.apart if judged else set(),
                self.together if judged else set(),
                lambda a, b: (min(a, b), max(a, b)) in self.against,
                threshold=limits.threshold,
                margin=limits.margin,
                unsure=limits.unsure,
            ):
                for member in group:
                    person[member] = min(group)
        return person


def columns(pairs: object) -> tuple[Ints, Ints]:
    table = np.array(sorted(pairs) if isinstance(pairs, set) else pairs, dtype=np.int64).reshape(-1, 2)
    return table[:, 0], table[:, 1]


@pytest.mark.parametrize("margin", [0.0, 1.5])
@pytest.mark.parametrize("unsure", [None, 1.0])
@pytest.mark.parametrize("seed", range(6))
def test_in_bulk_gives_what_one_component_at_a_time_gives(seed: int, unsure: float | None, margin: float) -> None:
    world = World(seed, 150, 9)
    limits = Limits(threshold=4.0, low=0.0, margin=margin, unsure=unsure)
    assert cluster(world.count, world.edges(), world.score, limits).person.tolist() == world.one_by_one(limits, judged=False)


@pytest.mark.parametrize("seed", range(6))
def test_what_people_judged_holds_in_small_and_large_components(seed: int) -> None:
    world = World(100 + seed, 60, 16)
    found = cluster(world.count, world.edges(), world.score, LIMITS, world.judged()).person.tolist()
    assert found == world.one_by_one(LIMITS, judged=True)
    assert not [each for each in world.apart if found[each[0]] == found[each[1]]]


def test_the_order_and_the_side_of_pairs_make_no_difference() -> None:
    world = World(7, 200, 14)
    found = [cluster(world.count, world.edges(seed), world.score, LIMITS, world.judged()).person.tolist() for seed in range(3)]
    assert found[0] == found[1] == found[2]


def test_a_person_is_its_oldest_mention() -> None:
    world = World(8, 100, 6)
    person = cluster(world.count, world.edges(), world.score, LIMITS).person
    assert (person <= np.arange(world.count)).all()
    assert (person[person] == person).all()


def test_a_chain_of_relatives_is_not_one_person() -> None:
    # 0 and 1 are one, 2 and 3 are one; 1 and 2 look alike, but all other pairs speak against it.
    weights = {(0, 1): 12.0, (2, 3): 12.0, (1, 2): 6.0, (0, 2): -8.0, (0, 3): -8.0, (1, 3): -8.0}
    left, right = columns([(0, 1), (1, 2), (2, 3)])
    edges = Scored(left, right, np.array([12.0, 6.0, 12.0]), np.zeros(3, dtype=bool))

    def score(a: Ints, b: Ints) -> tuple[Floats, Flags]:
        return np.array([weights[each] for each in zip(a.tolist(), b.tolist(), strict=True)]), np.zeros(len(a), dtype=bool)

    assert connected(4, left, right).tolist() == [0, 0, 0, 0]
    assert cluster(4, edges, score, LIMITS).person.tolist() == [0, 0, 2, 2]


def test_a_hub_is_cut_at_a_higher_weight_and_asks_for_few_pairs() -> None:
    # Forty couples of mentions that are one person each, all of them tied to one switchboard's number.
    couples = [(number * 2 + 1, number * 2 + 2) for number in range(40)]
    hub = [(0, other) for other in range(1, 81)]
    left, right = columns(couples + hub)
    edges = Scored(left, right, np.array([12.0] * 40 + [1.0] * 80), np.zeros(120, dtype=bool))
    asked: list[int] = []

    def score(a: Ints, b: Ints) -> tuple[Floats, Flags]:
        asked.append(len(a))
        return np.full(len(a), -5.0), np.zeros(len(a), dtype=bool)

    person = cluster(81, edges, score, Limits(threshold=4.0, low=0.0, most=10)).person.tolist()
    assert sum(asked) == 0
    assert person == [0, *(first for first, _ in couples for _ in range(2))]


def test_what_stays_too_large_is_clustered_by_the_pairs_that_there_are() -> None:
    left, right = columns(list(combinations(range(30), 2)))
    edges = Scored(left, right, np.full(len(left), 9.0), np.zeros(len(left), dtype=bool))

    def never(a: Ints, b: Ints) -> tuple[Floats, Flags]:
        assert not len(a)
        return np.empty(0), np.empty(0, dtype=bool)

    assert set(cluster(30, edges, never, Limits(threshold=4.0, low=0.0, most=10)).person.tolist()) == {0}


def test_people_may_hold_together_more_than_a_component_may_have() -> None:
    chain = columns([(number, number + 1) for number in range(29)])
    person = cluster(
        30, scored(*columns([]), np.empty(0)), lambda a, b: (a * -5.0, a < 0), Limits(4.0, 0.0, most=10), Judged(together=chain)
    )
    assert set(person.person.tolist()) == {0}


def test_nothing_to_link_leaves_everybody_alone() -> None:
    world = World(9, 1, 1)
    assert cluster(5, scored(*columns([]), np.empty(0)), world.score, LIMITS).person.tolist() == [0, 1, 2, 3, 4]
    assert cluster(0, scored(*columns([]), np.empty(0)), world.score, LIMITS).person.tolist() == []


def test_a_pair_that_is_there_twice_counts_once_with_its_greater_weight_and_what_is_against_it() -> None:
    left, right = columns([(3, 1), (1, 3), (2, 2), (0, 1)])
    found = scored(left, right, np.array([2.0, 5.0, 9.0, 1.0]), np.array([True, False, False, False]))
    assert [column.tolist() for column in found] == [[0, 1], [1, 3], [1.0, 5.0], [False, True]]


@pytest.mark.parametrize("seed", range(4))
def test_components_are_those_found_one_by_one(seed: int) -> None:
    rng = Random(seed)
    pairs = [(rng.randrange(400), rng.randrange(400)) for _ in range(260)]
    left, right = columns(pairs)
    expected = {node: component[0] for component in hanging(range(400), pairs) for node in component}
    assert connected(400, left, right).tolist() == [expected[node] for node in range(400)]
