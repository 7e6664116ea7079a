"""A source that gives one number to several people: the number is a clue no more, whoever was recorded first."""

from itertools import permutations

import pytest

from identity.people import event, mention, person
from safehold.chronology.record import record
from safehold.chronology.session import session
from safehold.identity.link import link
from safehold.identity.reused import reused

# Two of one name, of whom the source says nothing more but its number; and somebody else whom it gives the same number.
BY_NUMBER = {"given_name": "Joan", "family_name": "Ashby"}
BY_NUMBER_TOO = {"given_name": "Joan", "family_name": "Ashby", "phone": "01632 960123"}
SOMEBODY_ELSE = {"given_name": "Trevor", "family_name": "Quill", "date_of_birth": "1980-04-05", "sex": "male"}


def test_a_number_is_several_peoples_where_they_contradict_each_other():
    joan, trevor = person("Joan", "Ashby", ref="7"), person("Trevor", "Quill", ref="7")
    assert reused([joan, trevor]) == {("north", "7")}
    assert reused([joan, person("Joanie", "Ashby", ref="7")]) == frozenset()
    assert reused([joan, person("Trevor", "Quill", ref="7", source="south")]) == frozenset()


def test_mentions_are_linked_by_their_number_only_while_it_is_one_persons():
    one, other = (event(key, mention(**said, ref="7")) for key, said in (("a", BY_NUMBER), ("b", BY_NUMBER_TOO)))
    assert len(set(link([one, other]).persons.values())) == 1
    third = event("c", mention("Trevor", "Quill", "1980-04-05", "male", ref="7"))
    assert len(set(link([one, other, third]).persons.values())) == 3


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_who_is_who_does_not_depend_on_who_was_recorded_first(database, order):
    said = (BY_NUMBER, BY_NUMBER_TOO, SOMEBODY_ELSE)
    for place in order:
        record([call(f"reused-{place}", said[place])])
    assert persons() == 3


def test_recorded_together_they_are_as_if_recorded_one_by_one(database):
    record([call(f"reused-{place}", said) for place, said in enumerate((BY_NUMBER, BY_NUMBER_TOO))])
    assert persons() == 1
    record([call("reused-2", SOMEBODY_ELSE)])
    assert persons() == 3


def persons() -> int:
    with session() as cursor:
        return cursor.execute("SELECT count(DISTINCT person_id) FROM identity_mention").fetchone()[0]


def call(name: str, said: dict) -> dict:
    return {
        "source": "re-using",
        "id": name,
        "kind": "call.received",
        "agency": "northshire-police",
        "occurred_at": "2026-11-01T20:00:00+00:00",
        "people": [{"ref": "7", "role": "victim", **said}],
        "data": {"channel": "999", "domestic": True},
    }
