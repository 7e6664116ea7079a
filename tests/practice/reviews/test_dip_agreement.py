"""How far two reviewers agree, by hand-worked figures; and that a draw is made again by its seed."""

from safehold.practice.reviews.dipping.agreement import agreement
from safehold.practice.reviews.dipping.draw import digest, drawn


def test_kappa_is_what_is_agreed_beyond_chance():
    # Cohen's kappa of 20 and 15 agreed of 50, by hand: observed 0.7, chance 0.5.
    pairs = [("yes", "yes")] * 20 + [("yes", "no")] * 5 + [("no", "yes")] * 10 + [("no", "no")] * 15
    found = agreement(pairs)
    assert (found.cases, found.same, found.percent) == (50, 35, 70)
    assert abs(found.kappa - 0.4) < 1e-12


def test_kappa_below_chance_is_less_than_nothing_and_where_all_say_one_thing_it_says_nothing():
    assert agreement([("yes", "no"), ("no", "yes")]).kappa == -1
    assert (agreement([("no", "no")] * 4).percent, agreement([("no", "no")] * 4).kappa) == (100, None)
    assert agreement([]).percent is None


def test_a_draw_is_made_again_by_its_seed_whatever_the_order_of_what_it_was_drawn_from():
    among = [f"{n}-{n + 1}" for n in range(200)]
    first = drawn(among, "seed", 10)
    assert drawn(reversed(among), "seed", 10) == first
    assert digest(reversed(among)) == digest(among)
    assert drawn(among, "another", 10) != first
    assert drawn(among, "seed", 300) != among
    assert set(drawn(among, "seed", 300)) == set(among)
