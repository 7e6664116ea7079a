"""Of pairs that differ like two people and share a home, those that are one person are not counted as two who share one."""

import msgspec
import pytest

from safehold.identity.batch.counting import Counted
from safehold.identity.batch.of_one_after_all import without
from safehold.identity.trained import Weight, shipped

APART = (("given_name", ("different",)),)


def lessened(m: float, counted: Counted, by: str = "trained") -> float:
    """Two in a hundred of one person's mentions have another given name, and all of two people's; one pair in a thousand is of one."""
    comparisons = {name: dict(levels) for name, levels in shipped().comparisons.items()}
    comparisons["given_name"]["different"] = Weight(0.02, 1.0)
    comparisons["address"]["same"] = Weight(m, counted.u, by)
    return without(comparisons, {("address", "same"): counted}, 0.001)["address"]["same"].u


def test_as_many_are_taken_off_as_there_must_be():
    assert lessened(0.5, Counted(3e-5, 1e-8, APART)) == pytest.approx(2e-5)


def test_at_least_half_a_pair_is_left():
    assert lessened(0.5, Counted(1e-5, 1e-8, APART)) == 1e-8


def test_homes_that_many_share_stay_as_common_as_they_are():
    assert lessened(0.5, Counted(3e-3, 1e-8, APART)) == pytest.approx(3e-3, rel=0.01)


def test_a_weight_that_was_kept_is_left_as_it_was():
    assert lessened(0.5, Counted(3e-5, 1e-8, APART), "kept") == 3e-5


def test_nothing_else_is_changed():
    comparisons = {name: dict(levels) for name, levels in shipped().comparisons.items()}
    before = msgspec.json.encode(comparisons)
    without(comparisons, {}, 0.001)
    assert msgspec.json.encode(comparisons) == before
