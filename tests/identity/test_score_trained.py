"""By the trained model too nobody is taken for his brother, and the weight stays Splink's."""

import pytest
from hypothesis import given, settings

from identity import test_score as by_hand
from safehold.identity.columns import row
from safehold.identity.levels import COMPARISONS
from safehold.identity.score import explain
from safehold.identity.score_trained import TrainedScorer, words_of
from safehold.identity.trained import Scorer, shipped

SCORER = TrainedScorer(shipped())
# What the trained model leaves to a person where the one set by hand links, or lets go where that one asks: the names alone are not enough.
CAUTIOUS = {"a given name mistyped, then in another form": "unsure", "a previous name and nothing else": "apart"}


def cases():
    for band, table in (("linked", by_hand.SAME), ("unsure", by_hand.UNSURE), ("apart", by_hand.APART)):
        for name, pair in table.items():
            yield pytest.param(pair, CAUTIOUS.get(name, band), id=name)


@pytest.mark.parametrize(("pair", "band"), list(cases()))
def test_people_are_told_apart_as_by_hand(pair, band):
    found = SCORER.score(*by_hand.pair(*pair))
    assert found.band == band, (found.weight, explain(found))


def test_a_limit_leaves_the_weight_and_lowers_what_is_claimed():
    one, other = by_hand.pair(*by_hand.UNSURE["twins"])
    found = SCORER.score(one, other)
    assert found.weight == Scorer(shipped()).total(row(one), row(other))
    assert found.ceiling == "given_differs_birth_agrees"
    assert found.probability <= 0.5
    assert "may be twins" in explain(found)


def test_every_level_has_words_to_explain_it():
    assert all(words_of(each.name, level.name) for each in COMPARISONS for level in each.levels if not level.missing)


@given(by_hand.PEOPLE, by_hand.PEOPLE)
@settings(deadline=None)
def test_it_is_the_same_from_both_sides_and_links_nothing_that_contradicts(a, b):
    one, other = SCORER.score(a, b), SCORER.score(b, a)
    assert one.weight == pytest.approx(other.weight, abs=1e-9)
    assert (one.band, one.ceiling, one.contradiction) == (other.band, other.ceiling, other.contradiction)
    assert not (one.contradiction and one.band == "linked")
