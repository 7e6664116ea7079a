import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safehold.identity.cluster import clusters, pair


def persons(nodes, weights, *, apart=(), together=(), contradict=(), threshold=5.0, margin=3.0, unsure=None):
    against = {pair(*each) for each in contradict}
    found = clusters(
        nodes,
        {pair(*each): weight for each, weight in weights.items()},
        {pair(*each) for each in apart},
        {pair(*each) for each in together},
        lambda a, b: pair(a, b) in against,
        threshold=threshold,
        margin=margin,
        unsure=unsure,
    )
    return sorted(sorted(each) for each in found)


def test_pairs_that_agree_are_one_person():
    assert persons([1, 2, 3], {(1, 2): 9, (2, 3): 8, (1, 3): 7}) == [[1, 2, 3]]


def test_a_chain_does_not_join_a_household():
    # The middle one shares something with each; the ends share nothing.
    assert persons([1, 2, 3], {(1, 2): 9, (2, 3): 6, (1, 3): -6}) == [[1, 2], [3]]


def test_a_pair_that_was_never_scored_does_not_count_against_joining():
    assert persons([1, 2, 3], {(1, 2): 9, (2, 3): 8}) == [[1, 2, 3]]


def test_records_that_say_too_little_of_one_another_do_not_part_the_third_that_agrees_with_both():
    weights = {(1, 2): 6.0, (2, 3): 6.0, (1, 3): 0.5}
    assert persons([1, 2, 3], weights) == [[1, 2], [3]]
    assert persons([1, 2, 3], weights, unsure=-1.0) == [[1, 2, 3]]


def test_what_people_held_apart_is_never_joined():
    assert persons([1, 2, 3], {(1, 2): 9, (2, 3): 8, (1, 3): 9.5}, apart=[(1, 3)], margin=0) == [[1, 2], [3]]


def test_what_people_joined_needs_no_score_and_outranks_a_contradiction():
    assert persons([1, 2], {(1, 2): -20}, together=[(1, 2)], contradict=[(1, 2)]) == [[1, 2]]


def test_where_people_are_at_odds_apart_holds():
    assert persons([1, 2, 3], {}, together=[(1, 2), (2, 3)], apart=[(1, 3)]) == [[1, 2], [3]]


def test_nobody_contradicts_himself_through_a_third():
    assert persons([1, 2, 3], {(1, 2): 9, (2, 3): 7.5, (1, 3): 9}, contradict=[(1, 2)], margin=0) == [[1, 3], [2]]


def test_who_could_as_well_be_either_of_two_is_neither():
    # Father and son, and a record that gives only the name and the address.
    assert persons([1, 2, 3], {(1, 3): 8, (2, 3): 7, (1, 2): -4}, contradict=[(1, 2)]) == [[1], [2], [3]]


def test_who_is_clearly_one_of_two_joins_that_one():
    assert persons([1, 2, 3], {(1, 3): 20, (2, 3): 7, (1, 2): -4}, contradict=[(1, 2)]) == [[1, 3], [2]]


def test_nodes_without_any_pair_stay_alone():
    assert persons([3, 1], {}) == [[1], [3]]


@st.composite
def components(draw):
    nodes = draw(st.lists(st.integers(1, 60), min_size=1, max_size=9, unique=True))
    pairs = [(a, b) for a in nodes for b in nodes if a < b]
    weights = {each: draw(st.sampled_from([-8.0, 0.1, 4.9, 5.0, 6.3, 7.7, 12.0, 30.0])) for each in pairs if draw(st.booleans())}
    some = st.lists(st.sampled_from(pairs), max_size=3) if pairs else st.just([])
    return nodes, weights, draw(some), draw(some), draw(some)


@given(components(), st.randoms(use_true_random=False))
def test_the_order_of_what_is_given_changes_nothing(component, chance):
    nodes, weights, apart, together, contradict = component
    first = persons(nodes, weights, apart=apart, together=together, contradict=contradict)
    shuffled = list(weights.items())
    for each in (nodes, shuffled, apart, together):
        chance.shuffle(each)
    turned = {(b, a): weight for (a, b), weight in shuffled}
    assert persons(nodes, turned, apart=apart, together=together, contradict=contradict) == first


@given(components())
def test_every_node_is_in_one_person_and_the_limits_hold(component):
    nodes, weights, apart, together, contradict = component
    found = persons(nodes, weights, apart=apart, together=together, contradict=contradict)
    assert sorted(node for each in found for node in each) == sorted(nodes)
    for each in found:
        assert not any(a in each and b in each for a, b in apart)
    if not together:
        for each in found:
            assert not any(a in each and b in each for a, b in contradict)


def test_fifty_nodes_take_milliseconds():
    nodes = range(50)
    weights = {(a, b): (a * 7 + b * 13) % 20 - 4.0 for a in nodes for b in nodes if a < b}
    began = time.process_time()
    persons(nodes, weights)
    assert time.process_time() - began < 0.5  # about 20 ms on a quiet machine


@pytest.mark.parametrize("size", [2, 3])
def test_equal_weights_are_settled_by_the_oldest(size):
    assert persons([5, 6, 7][:size], {(5, 6): 9.0, (6, 7): 9.0}, apart=[(5, 7)], margin=0)[0] == [5, 6]
