"""What reviews have recommended is found by what it is about, and what was recommended before is seen."""

from safehold.practice.reviews.recommended import Recommendation, like, repeated, search


def one(number: int, text: str, theme: str = "") -> Recommendation:
    return Recommendation(number, "001", number, text, theme, "northshire-police", "2030-01-01", "", None)


KNOWN = [
    one(1, "When a suspect breaches bail, decide on arrest the same day", "bail"),
    one(2, "Decide on arrest the same day when bail is breached by a suspect"),
    one(3, "Housing officers are trained to ask about abuse", "housing"),
    one(4, "Read the history before a call is graded", "history"),
]


def test_a_word_is_found_in_any_form_and_what_speaks_of_it_most_comes_first():
    assert [each.recommendation.number for each in search("What have we been told about bailing before?", KNOWN)][:2] == [2, 1]
    assert [each.recommendation.number for each in search("training in housing", KNOWN)] == [3]
    assert search("", KNOWN) == []
    assert search("the of and", KNOWN) == []


def test_what_says_much_the_same_in_other_words_is_seen_as_said_before():
    assert [each.recommendation.number for each in like(KNOWN[1].text, [KNOWN[0], *KNOWN[2:]])] == [1]
    assert [(each.recommendation.number, each.again) for each in repeated(KNOWN)] == [(2, 1)]
    assert search("bail", KNOWN)[0].again == 1
