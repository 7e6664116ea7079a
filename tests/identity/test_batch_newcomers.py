"""New mentions among those who stand: nobody who stands is moved, and who could be two people is neither."""

from random import Random

import numpy as np
import pytest

from safehold.identity.batch.clusters import Judged, Limits, cluster
from safehold.identity.batch.components import Flags, Floats, Ints, Scored
from safehold.identity.batch.kept_ids import kept_ids, successors
from safehold.identity.batch.newcomers import Placed, place

LIMITS = Limits(threshold=4.0, low=0.0, margin=1.5, unsure=1.0)
STANDING = np.array([0, 0, 2, 3])  # three people; 4 and later are new
NOTHING = np.empty(0, dtype=np.int64)


def placed(
    weights: dict[tuple[int, int], float],
    *,
    new: int = 1,
    against: tuple[tuple[int, int], ...] = (),
    limits: Limits = LIMITS,
    **said: list[tuple[int, int]],
) -> Placed:
    """Only pairs with a weight share a key; any other is scored -9 when it is asked for."""
    known = [pair for pair in weights if weights[pair] >= -2]

    def score(left: Ints, right: Ints) -> tuple[Floats, Flags]:
        pairs = list(zip(left.tolist(), right.tolist(), strict=True))
        return np.array([weights.get(pair, -9.0) for pair in pairs]), np.array([pair in against for pair in pairs], dtype=bool)

    left, right = (np.array([pair[side] for pair in known], dtype=np.int64) for side in (0, 1))
    judged = Judged(**{name: (np.array([a for a, _ in pairs]), np.array([b for _, b in pairs])) for name, pairs in said.items()})
    return place(STANDING, new, Scored(left, right, *score(left, right)), score, limits, judged)


def unsure(found: Placed) -> list[tuple[int, int]]:
    return list(zip(found.unsure[0].tolist(), found.unsure[1].tolist(), strict=True))


def test_a_new_mention_joins_the_person_whom_it_is_like_on_average() -> None:
    found = placed({(0, 4): 9.0, (1, 4): 5.0})
    assert found.person.tolist() == [0, 0, 2, 3, 0]
    assert unsure(found) == []


def test_one_good_pair_is_not_enough_where_the_others_speak_against_it() -> None:
    found = placed({(0, 4): 9.0, (1, 4): -8.0})
    assert found.person.tolist() == [0, 0, 2, 3, 4]
    assert unsure(found) == [(4, 0)]


def test_a_weight_that_says_nothing_is_left_out_of_the_mean() -> None:
    assert placed({(0, 4): 6.0, (1, 4): 1.5}).person.tolist()[4] == 0


def test_who_could_be_either_of_two_is_neither_and_unsure_of_both() -> None:
    found = placed({(0, 4): 9.0, (1, 4): 9.0, (2, 4): 8.0})
    assert found.person.tolist() == [0, 0, 2, 3, 4]
    assert unsure(found) == [(4, 0), (4, 2)]
    assert placed({(0, 4): 9.0, (1, 4): 9.0, (2, 4): 7.5}).person.tolist() == [0, 0, 2, 3, 0]


def test_a_contradiction_keeps_it_out_and_is_shown() -> None:
    found = placed({(0, 4): 9.0, (1, 4): 9.0}, against=((1, 4),))
    assert found.person.tolist() == [0, 0, 2, 3, 4]
    assert unsure(found) == [(4, 0)]


def test_new_mentions_that_are_one_go_together() -> None:
    # 5 shares no key with who stands: it comes in by 4.
    found = placed({(2, 4): 9.0, (4, 5): 9.0, (2, 5): 0.5}, new=2, limits=Limits(4.0, 0.0, 1.5))
    assert found.person.tolist() == [0, 0, 2, 3, 2, 2]
    alone = placed({(4, 5): 9.0, (4, 6): -1.0}, new=3)
    assert alone.person.tolist() == [0, 0, 2, 3, 4, 4, 6]


def test_those_who_stand_stay_apart_though_a_newcomer_is_like_both() -> None:
    found = placed({(2, 4): 12.0, (3, 4): 12.0})
    assert found.person.tolist() == [0, 0, 2, 3, 4]
    assert unsure(found) == [(4, 2), (4, 3)]


def test_what_people_said_is_followed() -> None:
    assert placed({}, together=[(3, 4)]).person.tolist() == [0, 0, 2, 3, 3]
    assert placed({(2, 4): 9.0}, apart=[(2, 4)]).person.tolist() == [0, 0, 2, 3, 4]
    assert placed({(0, 4): 9.0, (1, 4): 9.0}, together=[(4, 2)]).person.tolist() == [0, 0, 2, 3, 2]
    assert placed({(2, 4): 9.0}, together=[(2, 4)], apart=[(4, 2)]).person.tolist() == [0, 0, 2, 3, 4]
    both = placed({}, together=[(2, 4), (3, 4)])
    assert both.person.tolist() == [0, 0, 2, 3, 4]


def test_of_a_person_with_very_many_mentions_only_pairs_that_share_a_key_are_asked_for() -> None:
    limits = Limits(4.0, 0.0, 1.5, most=1)
    assert placed({(0, 4): 9.0}, limits=limits).person.tolist() == [0, 0, 2, 3, 0]


def test_nobody_new_and_nobody_standing_are_no_trouble() -> None:
    none = Scored(NOTHING, NOTHING, np.empty(0), np.empty(0, dtype=bool))

    def score(left: Ints, right: Ints) -> tuple[Floats, Flags]:
        return np.empty(len(left)), np.zeros(len(left), dtype=bool)

    assert place(STANDING, 0, none, score, LIMITS).person.tolist() == [0, 0, 2, 3]
    assert place(NOTHING, 2, none, score, LIMITS).person.tolist() == [0, 1]


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_the_pairs_makes_no_difference_and_nobody_who_stands_moves(seed: int) -> None:
    rng = Random(seed)
    pairs = {
        (a, b): rng.choice((-6.0, 0.5, 2.0, 5.0, 6.0, 9.0)) for a in range(60) for b in range(a + 1, 80) if b >= 60 and rng.random() < 0.1
    }
    standing = np.array([number - number % 3 for number in range(60)])

    def score(left: Ints, right: Ints) -> tuple[Floats, Flags]:
        asked = zip(left.tolist(), right.tolist(), strict=True)
        return np.array([pairs.get((a, b), -4.0) for a, b in asked]), np.zeros(len(left), dtype=bool)

    results = []
    for turn in range(3):
        order = list(pairs)
        Random(turn).shuffle(order)
        left, right = (np.array([pair[side] for pair in order]) for side in (0, 1))
        results.append(place(standing, 20, Scored(left, right, *score(left, right)), score, LIMITS))
    assert results[0].person.tolist() == results[1].person.tolist() == results[2].person.tolist()
    assert results[0].person.tolist()[:60] == standing.tolist()
    assert unsure(results[0]) == unsure(results[1])


def test_a_person_keeps_the_id_that_most_of_its_mentions_had() -> None:
    before = np.array([0, 1, 1, 1, 4])
    together = kept_ids(before, np.array([0, 0, 0, 0, 4, 4]))
    assert together.tolist() == [1, 1, 1, 1, 4, 4]
    assert successors(before, together) == {0: 1}


def test_of_a_person_that_falls_apart_each_part_is_called_by_one_of_its_own() -> None:
    before = np.array([0, 0, 0, 3])
    ids = kept_ids(before, np.array([0, 1, 1, 3]))
    assert ids.tolist() == [0, 1, 1, 3]
    assert successors(before, ids) == {}


def test_of_equal_parts_the_oldest_id_stays() -> None:
    before = np.array([0, 0, 2, 2])
    ids = kept_ids(before, np.array([0, 0, 0, 0]))
    assert ids.tolist() == [0, 0, 0, 0]
    assert successors(before, ids) == {2: 0}


def test_an_id_that_vanishes_points_to_who_holds_most_of_it() -> None:
    before = np.array([0, 1, 1, 1, 0, 0])
    ids = kept_ids(before, np.array([0, 0, 0, 0, 4, 4]))
    assert ids.tolist() == [1, 1, 1, 1, 4, 4]
    assert successors(before, ids) == {0: 4}


@pytest.mark.parametrize("seed", range(20))
def test_no_id_is_given_twice_and_what_did_not_change_keeps_its_id(seed: int) -> None:
    rng = Random(seed)
    before = np.array([rng.randrange(number + 1) for number in range(60)])
    person = before[before].copy()
    _, person = np.unique(np.append(person, [rng.randrange(60) for _ in range(6)]), return_inverse=True)
    first = kept_ids(NOTHING, person)
    assert len(np.unique(first)) == len(np.unique(person))
    assert (kept_ids(first, person) == first).all()
    again = kept_ids(first, np.array([rng.randrange(20) for _ in range(66)]))
    assert (again[again] == again).all()
    assert set(successors(first, again)) == set(first.tolist()) - set(again.tolist())


def test_the_newcomers_of_a_day_keep_the_ids_of_all_who_stand() -> None:
    rng = Random(4)
    weights = {(a, b): rng.choice((-6.0, 6.0)) for a in range(300) for b in range(a + 1, 300) if a // 3 == b // 3}

    def score(left: Ints, right: Ints) -> tuple[Floats, Flags]:
        asked = zip(left.tolist(), right.tolist(), strict=True)
        return np.array([weights.get((a, b), -9.0) for a, b in asked]), np.zeros(len(left), dtype=bool)

    left, right = (np.array([pair[side] for pair in weights]) for side in (0, 1))
    edges = Scored(left, right, *score(left, right))
    old = 270
    before = cluster(old, edges.where(right < old), score, LIMITS).person
    after = place(before, 30, edges.where(right >= old), score, LIMITS).person
    assert (kept_ids(before, after)[:old] == before).all()
