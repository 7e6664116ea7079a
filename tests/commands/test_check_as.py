"""`safehold check --as NUMBER`: what the call page would tell that member of staff, and the look is logged."""

import json

import click
import pytest

from harness.recorded import ANNA, BORIS, CLARA, DMITRI, ago, event
from harness.signed_in import staff_number
from safehold.access.looks import Look
from safehold.commands.check import answer

HIDDEN = {"phone": "07700 900456", "confidential": ["phone"]}
NAMED = {"given_name": "Anna", "family_name": "Quillfeather"}
ELSEWHERE = {"given_name": "Clara", "family_name": "Winterbourne", "date_of_birth": "1985-06-07"}


@pytest.fixture
def held(run, staff):
    event("call.received", ago(days=3), ANNA | HIDDEN, BORIS, channel="999", domestic=True)
    by = {"agency": "northshire-idva", "role": "idva", "source": "northshire-idva-files"}
    event("risk.assessed", ago(days=3), CLARA, DMITRI, instrument="dash", grade="high", score=18, **by)
    return run


def test_it_tells_what_the_page_would_and_logs_the_look(held):
    given = (part for name, value in NAMED.items() for part in (f"--{name.replace('_', '-')}", value))
    found = json.loads(held("check", *given, "--as", staff_number("call_handler"), "--json").out)
    assert [person["names"][0] for person in found["people"]] == ["Anna Quillfeather"]
    assert found["people"][0]["mentions"] != []
    assert found["ask"] == []
    seen = Look.objects.get()
    assert (seen.kind, seen.role, seen.page, seen.refused) == ("check", "call_handler", "safehold check", False)
    assert seen.persons == [int(found["people"][0]["person"])]
    nobody = held("check", "--given-name", "Anna", "--as", "npol-nobody-1")
    assert (nobody.status, nobody.out, "has a posting today" in nobody.err) == (1, "", True)


def test_of_another_agency_s_records_it_tells_no_more_than_whom_to_ask(held, viewer_as):
    assert answer(ELSEWHERE)["people"] != []
    found = answer(ELSEWHERE, viewer=viewer_as("call_handler"))
    assert (found["people"], found["ask"]) == ([], ["northshire-idva"])
    assert Look.objects.get().persons != []


def test_who_may_not_check_is_refused_and_that_is_logged(held, viewer_as):
    with pytest.raises(click.ClickException, match="not as prosecutor"):
        answer(NAMED, viewer=viewer_as("prosecutor"))
    assert Look.objects.get().refused


@pytest.mark.parametrize("reader", ["", "call_handler"])
def test_by_a_confidential_value_it_finds_nobody_and_tells_it_to_nobody(held, viewer_as, reader):
    viewer = viewer_as(reader) if reader else None
    assert answer({"phone": "07700 900456"}, viewer=viewer)["people"] == []
    found = answer(NAMED | {"phone": "07700 900456"}, viewer=viewer)
    assert found["people"] != []
    assert "900456" not in json.dumps(found)
