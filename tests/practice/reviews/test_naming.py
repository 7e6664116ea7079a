"""Whoever reads what leaves a review meets everybody by another name, and always by the same one."""

from safehold.practice.reviews.naming import disguised, named
from safehold.practice.reviews.people import Somebody, outside

VERA = Somebody(1, "victim", (("Vera", "Marlow"), ("Véra", "Marlowe")), ("Vee Marlow",), "female", "1984")
STEFAN = Somebody(2, "suspect", (("Stefan", "Marlow"),), (), "male", "1974")
MIA = Somebody(3, "child", (("Mia", "Marlow"),), (), "", "")
ALL = {1: VERA, 2: STEFAN, 3: MIA}
CALLED = {1: "Laura", 2: "Adult A", 3: "Child 1"}


def test_every_form_of_a_name_becomes_the_one_that_was_chosen():
    text = "Vera Marlow called. VERA said that Stefan Marlow (Marlow, Stefan) had Mia. Véra Marlowe; Vee Marlow; Stefan's car."
    said = disguised(text, ALL, CALLED)
    assert said == "Laura called. Laura said that Adult A (Adult A) had Child 1. Laura; Laura; Adult A's car."
    assert named(said, ALL.values()) == []


def test_no_word_that_only_holds_a_name_is_touched():
    assert disguised("The Marlows’ verandah, Miami", ALL, CALLED) == "The Marlows’ verandah, Miami"


def test_a_sentence_begins_with_a_capital_whatever_they_are_called():
    assert disguised("Vera rang. Vera left, and Vera wrote.", ALL, {**CALLED, 1: "the victim"}) == (
        "The victim rang. The victim left, and the victim wrote."
    )


def test_who_is_not_given_a_name_has_one_by_role_and_no_two_have_the_same():
    twins = {**ALL, 4: Somebody(4, "child", (("Noa", "Marlow"),), (), "", "")}
    found = outside(twins, {"1": "Child 1"})
    assert found[1] == "Child 1"
    assert len({name.casefold() for name in found.values()}) == 4


def test_whom_a_text_names_is_said():
    assert named("Tell Vera Marlow within a day", ALL.values())
    assert named("Tell every victim within a day", ALL.values()) == []
