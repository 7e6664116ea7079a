from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safehold.identity.births import likeliest, of_age, read_birth


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("1974-05-03", "1974-05-03"),
        ("1974-05", "1974-05"),
        ("1974", "1974"),
        ("1970/1974", "1970/1974"),
        ("3/5/1974", "1974-05-03"),
        ("3.5.74", "1974-05-03"),
        ("3 May 1974", "1974-05-03"),
        ("May 1974", "1974-05"),
        ("1974-01-01", "1974"),
        ("31/02/1990", "1990"),
        ("29/02/1992", "1992-02-29"),
        ("1990-13-45", "1990"),
        ("1974-05-03T00:00:00+01:00", "1974-05-03"),
    ],
)
def test_a_birth_date_is_read_as_far_as_it_is_known(text, wanted):
    birth = read_birth(text)
    assert birth is not None
    assert birth.words == wanted


@pytest.mark.parametrize("text", ["", "1900-01-01", "about fifty", "0000", "3 Foo 1974", "9999-12-31"])
def test_what_cannot_be_a_birth_date_is_not_known(text):
    assert read_birth(text) is None


def test_an_age_is_the_years_that_it_leaves_open():
    birth = of_age(50, 50, date(2024, 3, 1))
    assert birth is not None
    assert {1973, 1974} <= set(birth.years)
    assert len(birth.years) <= 3


@pytest.mark.parametrize(
    ("newest_first", "wanted"),
    [
        (["1975/1976", "1975-03-05"], "1975-03-05"),
        (["1975/1976", "1975"], "1975"),
        (["1975", "1975-03"], "1975-03"),
        (["1970/1980", "1975/1976"], "1975/1976"),
        (["1975-05-03", "1975-03-05", "1975-03-05"], "1975-03-05"),
        (["1975-05-03", "1975-03-05"], "1975-05-03"),
        (["1975-01-01", "1975-03-05"], "1975-03-05"),
        (["about fifty", "", "1975"], "1975"),
        (["about fifty"], "about fifty"),
        (["", " "], ""),
        ([], ""),
    ],
)
def test_the_birth_to_show_is_the_most_exact_then_the_most_frequent_then_the_newest(newest_first, wanted):
    assert likeliest(newest_first) == wanted


@given(st.text(max_size=80))
def test_any_text_at_all_can_be_read_as_a_birth_date(text):
    read_birth(text)
