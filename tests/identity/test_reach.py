"""Whoever is left out of scoring would not have weighed enough."""

from itertools import product

import pytest

from identity.people import person
from safehold.identity.features import query_features
from safehold.identity.model import standard
from safehold.identity.reach import Reach
from safehold.identity.score import score
from safehold.synthetic.population_records import draw_mentions

ASKED = ("given_name", "family_name", "date_of_birth", "sex", "address", "postcode", "phone")
MODEL = standard().among(5_000_000)
NAMES = (
    ("Anna", "Kowalska"), ("Kowalska", "Anna"), ("Ana", "Kowalski"), ("Anna",), ("", "Kowalska"), ("A", "Kowalska"),
    ("Anna Maria", "Nowak"), ("Maria", "Anna"), ("Bill", "Jones"), ("William", "Smith Jones"), ("Jones", "Billy"), ("Xiao Li", "Wang"),
    ("Xiaoli", "Wang"), ("Анна", "Ковальская"), ("王", "小丽"), ("Lisa", "Marlow"), ("Lila", "Marlow"), ("Wang",), ("", ""),
)  # fmt: skip
SAID = (
    {},
    {"date_of_birth": "1980-03-04", "sex": "female"},
    {"date_of_birth": "1980", "phone": "01632 960111"},
    {"address": "12 Elm Road, Chelmsford", "postcode": "CM1 2AB", "sex": "male"},
    {"address": "21 Elm Rd", "date_of_birth": "1980-04-03", "phone": "01632 960112"},
    {"postcode": "CM1 2AC"},
    {"address": "12 Elm Road, Chelmsford", "postcode": "CM2 2AB"},
    {"address": "12 Elm Road", "postcode": "LS9 7QQ"},
)


def test_the_most_that_is_reckoned_is_never_less_than_what_is_scored():
    people = [person(*names, **_born(said)) for names, said in product(NAMES, SAID)]
    for names, said in product(NAMES, SAID):
        asked = query_features(**dict(zip(("given_name", "family_name"), names, strict=False)), **said)
        reach = Reach(asked, MODEL)
        for other in people:
            found = score(asked, other, MODEL)
            assert reach.within(other, found.evidence), (asked, other)


def _born(said):
    return {"born" if key == "date_of_birth" else key: value for key, value in said.items()}


@pytest.fixture(scope="module")
def population():
    table, _, _ = draw_mentions(300)
    return [{column: row[column] or "" for column in ASKED} for row in table.to_pylist()]


def test_of_strangers_hardly_any_are_scored_and_of_those_who_weigh_enough_all(population):
    people = [query_features(**said) for said in population]
    scored = enough = 0
    for asked in people[::10]:
        reach = Reach(asked, MODEL)
        for other in people:
            weighs = score(asked, other, MODEL).evidence >= -5
            within = reach.within(other, -5)
            assert within or not weighs
            scored += within
            enough += weighs
    assert enough <= scored <= enough + len(people[::10]) * len(people) // 50
