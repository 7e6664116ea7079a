"""Whoever records adds to what stands apart, and can neither write over it, nor delete it, nor make of an event what it was not."""

import json

import pytest
from django.db import DatabaseError, transaction

from chronology.apart.planted import PHONE, number, plant
from harness.recorded import ANNA, BORIS, ago, event
from safehold.chronology.apart.opening import opened
from safehold.chronology.envelope import EventId, canonical
from safehold.chronology.recording import rows
from safehold.chronology.session import recorder, session
from safehold.chronology.store import load
from safehold.chronology.verify import verify

PUT = """
SELECT put_apart(%(event)s, ARRAY['person:0'], ARRAY[%(left)s::bytea], %(names)s::text[], ARRAY['person:0'], ARRAY[%(place)s]::smallint[],
                 ARRAY['see_cases'], ARRAY[''::bytea], ARRAY[''::bytea])
"""
SLICE = "vault.put(ARRAY[%(event)s]::bigint[], ARRAY['person:0'], ARRAY[0]::smallint[], ARRAY['x'], ARRAY[''::bytea], ARRAY[''::bytea])"


def part(seq: int) -> dict:
    with session() as cursor:
        ((names, bodies),) = rows(cursor, "SELECT names, bodies FROM chronology_event WHERE seq = %s", [seq])
    return json.loads(bytes(bodies[names.index("person:0")]))


def tried(query: str, **values: object) -> str:
    """What the database says to the recorder."""
    with pytest.raises(DatabaseError) as refused, transaction.atomic(), recorder() as cursor:
        cursor.connection.execute(query, values)
    return str(refused.value)


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM vault.part WHERE event_id = %(event)s",
        "UPDATE vault.part SET sealed = '' WHERE event_id = %(event)s",
        "SELECT vault.renew(ARRAY[%(event)s]::bigint[], ARRAY['person:0'], ARRAY[0]::smallint[], ARRAY[''::bytea], ARRAY[''::bytea])",
        "SELECT redact_part('northshire-records', 't1', 'person:0')",
        "UPDATE chronology_event SET bodies = '{}' WHERE seq = %(event)s",
        "DELETE FROM chronology_event WHERE seq = %(event)s",
    ],
)
def test_the_recorder_has_no_right_to_change_or_delete(staff, query):
    assert "permission denied" in tried(query, event=number(plant()["call"]))


def test_a_slice_that_stands_is_written_over_by_no_function(staff):
    seq = number(plant()["call"])
    assert "duplicate key" in tried(f"SELECT {SLICE}", event=seq)
    left = {name: value for name, value in part(seq).items() if name != "sex"}
    assert "duplicate key" in tried(PUT, event=seq, left=canonical(left), names=["person:0/sex"], place=0)


@pytest.mark.parametrize(
    ("change", "names", "says"),
    [
        ({"family_name": "Other"}, ["person:0/sex"], "is not what it was"),
        ({"more": 1}, ["person:0/sex"], "is not what it was"),
        ({}, [], "is not what is said to be"),
        ({}, ["person:0/sex", "person:0/given_name"], "is not what is said to be"),
    ],
)
def test_nothing_is_left_of_a_part_but_what_it_was_without_the_fields_that_are_named(staff, change, names, says):
    seq = number(plant()["call"])
    left = {name: value for name, value in part(seq).items() if name != "sex"} | change
    assert says in tried(PUT, event=seq, left=canonical(left), names=names, place=1)
    assert verify().faults == []


def test_a_salt_is_not_lost(staff):
    seq = number(event("call.received", ago(days=3), ANNA, BORIS, domestic=True))
    left = {name: value for name, value in part(seq).items() if name != "sex"}
    assert "salt" in tried(PUT, event=seq, left=canonical(left), names=["person:0/sex"], place=1)


def test_what_is_put_apart_twice_is_kept_in_two_slices_and_the_first_is_as_it_was(staff, owner):
    lives = {"address": "4 Example Mews", "phone": PHONE}
    call = event("call.received", ago(days=9), ANNA | lives | {"confidential": ["phone"]}, BORIS, key="one", domestic=True, note="")
    first = owner.execute("SELECT sealed FROM vault.part WHERE event_id = %s", [number(call)]).fetchall()
    event("marker.set", ago(days=5), ANNA, BORIS, marker="confidential_address")
    hidden = ANNA | lives | {"confidential": ["address"]}
    event("call.received", ago(days=9), hidden, BORIS, key="two", corrects=EventId(*call), domestic=True)
    both = owner.execute("SELECT place, sealed FROM vault.part WHERE event_id = %s ORDER BY place", [number(call)]).fetchall()
    assert [place for place, _ in both] == [0, 1]
    assert both[0][1:] == first[0]
    with session() as cursor:
        person = opened(cursor, load(cursor, [number(call)]))[number(call)].people[0]
    assert (person.phone, person.address) == (PHONE, "4 Example Mews")
    assert verify().faults == []
