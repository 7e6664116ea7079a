"""How records spell people: changed, but never beyond knowing."""

from datetime import date
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from safehold.synthetic.noise import birth_as_recorded, misheard, slip


@given(st.integers(), st.text("abcdefghijklmnopqrstuvwxyz'- ", min_size=3, max_size=20))
def test_a_slip_changes_at_most_two_letters(seed: int, name: str) -> None:
    changed = slip(Random(seed), name)
    assert abs(len(changed) - len(name)) <= 1
    assert changed[0] == name[0]


def test_what_is_misheard_still_begins_alike() -> None:
    heard = {misheard(Random(seed), "Whittaker") for seed in range(40)}
    assert len(heard) > 2
    assert all(name.startswith("W") for name in heard)


def test_a_day_that_cannot_be_a_month_is_never_turned_round() -> None:
    written = {birth_as_recorded(Random(seed), date(1990, 2, 28), 1.0) for seed in range(200)}
    assert written == {"1989-02-28", "1991-02-28", "1990", "1990-01-01"}
    assert {birth_as_recorded(Random(seed), date(1990, 2, 7), 1.0) for seed in range(200)} >= {"1990-07-02", "1990", "1990-01-01"}
