from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from identity.people import mention, person
from safehold.chronology.envelope import Mention
from safehold.identity.features import features, query_features
from safehold.identity.keys import MOST_KEYS, RANKS, blocking_keys, prefix, query_keys

ANYTHING = st.builds(
    Mention,
    ref=st.text(min_size=1, max_size=20),
    role=st.just("victim"),
    given_name=st.text(max_size=40),
    family_name=st.text(max_size=40),
    date_of_birth=st.sampled_from(["", "1974", "1974-05", "1974-05-03"]),
    sex=st.sampled_from(["", "female", "male", "?"]),
    address=st.text(max_size=60),
    postcode=st.sampled_from(["", "CM1 2AB", "cm1", "??"]),
    phone=st.sampled_from(["", "01632 960123", "07700 900123", "x"]),
    email=st.text(max_size=30),
    aliases=st.lists(st.text(max_size=30), max_size=3).map(tuple),
)


@given(ANYTHING)
def test_keys_are_short_ascii_and_of_a_known_family(one):
    found = features(one, "north")
    for key in (*blocking_keys(found), *query_keys(found)):
        assert key.isascii()
        assert len(key) < 100
        assert key.partition(":")[0] in RANKS
    assert len(blocking_keys(found)) <= MOST_KEYS


@given(ANYTHING)
def test_a_confidential_value_enters_neither_features_nor_keys(one):
    import msgspec

    hidden = msgspec.structs.replace(one, confidential=("address", "phone", "school"))
    bare = msgspec.structs.replace(one, address="", postcode="", phone="")
    assert features(hidden, "north") == features(bare, "north")
    assert blocking_keys(features(hidden, "north")) == blocking_keys(features(bare, "north"))


def test_a_hidden_address_takes_its_postcode_with_it():
    hidden = person("Vera", "Marlow", address="1 Refuge Lane", postcode="CM1 2AB", phone="01632 960123", confidential=("address",))
    assert not any("cm1" in key or "RFJLN" in key for key in blocking_keys(hidden))
    assert hidden.phones
    assert not hidden.place


@given(ANYTHING)
def test_a_fingerprint_is_the_same_each_time_and_for_another_role_source_and_ref(one):
    import msgspec

    again = msgspec.structs.replace(one, role="deceased", ref="another")
    assert features(one, "north").fingerprint() == features(again, "south").fingerprint()
    assert len(features(one, "north").fingerprint()) == 16


def test_a_fingerprint_changes_with_what_is_compared():
    base = {"given_name": "Vera", "family_name": "Marlow"}
    variants = [
        person(**base),
        person(**base, born="1984"),
        person(**base, sex="female"),
        person(**base, phone="01632 960123"),
        person(**base, address="1 Elm Road"),
        person(**base, email="vera@example.com"),
        person(**base, aliases=("V",)),
    ]
    assert len({each.fingerprint() for each in variants}) == len(variants)


def test_a_stored_fingerprint_stays_what_it_was():
    # Profiles are stored under it: a change makes every stored person a new one.
    assert person("Vera", "Marlow", "1984", "female").fingerprint().hex() == "b91b7cec05e61120e4ff3ef435cf1841"


def test_a_mention_without_a_name_makes_no_keys():
    assert blocking_keys(person(phone="01632 960123", address="1 Elm Road", born="1974-05-03")) == ()
    assert blocking_keys(person("Unknown", "Unknown")) == ()


def test_a_question_without_a_name_still_has_keys():
    assert query_keys(query_features(phone="01632 960123")) == ("phone:+441632960123",)


@pytest.mark.parametrize(
    ("stored", "asked"),
    [
        (
            {"given_name": "Marta", "family_name": "Stanwick", "address": "41 Chestnut Avenue"},
            {"given_name": "Marta", "address": "Chesnut Avenue"},
        ),
        ({"given_name": "Marta", "family_name": "Stanwick"}, {"family_name": "Stannik"}),
        ({"given_name": "Marta", "family_name": "Stanwick"}, {"given_name": "Stanwick", "family_name": "Marta"}),
        ({"given_name": "William", "family_name": "Pell", "born": "1951-03-04"}, {"given_name": "Bill", "date_of_birth": "4/3/1951"}),
        ({"given_name": "William", "family_name": "Pell", "born": "1951-03-04"}, {"given_name": "Bill", "date_of_birth": "3/4/1951"}),
        ({"given_name": "Joan", "family_name": "Ashby", "aliases": ("Joan Tranter",)}, {"family_name": "Tranter"}),
        ({"given_name": "Joan", "family_name": "Ashby", "postcode": "CM1 2AB"}, {"given_name": "Joanie", "postcode": "CM12AB"}),
        ({"given_name": "Joan", "family_name": "Smith-Jones", "born": "1974"}, {"family_name": "Jones", "date_of_birth": "1975"}),
        ({"given_name": "Suharto"}, {"family_name": "Suharto"}),
        ({"given_name": "محمد", "family_name": "خان"}, {"given_name": "Mohammed", "family_name": "Khan"}),
        ({"given_name": "小明", "family_name": "王"}, {"given_name": "小明", "family_name": "王"}),
    ],
)
def test_what_a_caller_can_say_finds_the_person(stored, asked):
    assert set(blocking_keys(person(**stored))) & set(query_keys(query_features(**asked)))


def test_an_age_finds_the_years_it_may_be():
    asked = query_features(family_name="Ashby", age=50, on=date(2024, 3, 1))
    assert set(blocking_keys(person("Joan", "Ashby", "1973"))) & {key for key in query_keys(asked) if key.startswith("year-family")}


def test_typing_counts_from_the_third_letter():
    assert prefix(query_features(family_name="O'")).family == ""
    assert prefix(query_features(family_name="O'Br")).family == "obr"
    assert prefix(query_features(family_name="Ash", given_name="Jo")) == ("ash", "")


def test_a_source_and_ref_is_a_key_that_does_not_show_the_ref():
    (key,) = (key for key in blocking_keys(person("Joan", ref="NHS 943 476 5919")) if key.startswith("ref:"))
    assert "943" not in key


def test_titles_and_emoji_alone_are_no_name():
    assert not features(mention("Mrs", "👻"), "north").named
