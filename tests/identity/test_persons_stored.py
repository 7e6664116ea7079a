"""What a person is called: by what was said most often, whatever was said last and whatever came first."""

from itertools import permutations

import pytest

from harness.recorded import ANNA, ago, event
from safehold.identity.models import Person

pytestmark = pytest.mark.usefixtures("database")


def heard(days: int, **said: str) -> dict[str, object]:
    return {"days": days, "said": ANNA | said}


def called(*order: dict[str, object]) -> tuple[str, str, str]:
    for each in order:
        event("call.received", ago(days=each["days"]), each["said"], channel="999", domestic=True)
    person = Person.everything.get()
    return person.given_name, person.family_name, person.date_of_birth


def test_one_slip_does_not_rename_anybody():
    assert called(heard(30), heard(20), heard(1, given_name="Ana", date_of_birth="1990-03-02")) == ("Anna", "Quillfeather", "1990-02-03")


def test_of_names_given_as_often_the_newest_stands():
    assert called(heard(30), heard(1, given_name="Ana")) == ("Ana", "Quillfeather", "1990-02-03")


def test_how_it_is_written_large_or_small_is_the_same_name():
    found = called(heard(30, given_name="ANNA"), heard(20), heard(1, given_name="Ana"))
    assert found == ("Anna", "Quillfeather", "1990-02-03")


def test_a_whole_name_comes_before_half_a_name_given_more_often():
    assert called(heard(30, family_name=""), heard(20, family_name=""), heard(10))[:2] == ("Anna", "Quillfeather")


def test_an_age_does_not_hide_a_date_of_birth():
    assert called(heard(30), heard(2, date_of_birth="1989/1990"), heard(1, date_of_birth="1989/1990"))[2] == "1990-02-03"


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_it_is_the_same_in_whatever_order_it_comes(order):
    said = [heard(30), heard(20, given_name="Ana", date_of_birth="1990"), heard(1, given_name="Anne", date_of_birth="1990-02-04")]
    assert called(*(said[number] for number in order)) == ("Anne", "Quillfeather", "1990-02-04")
