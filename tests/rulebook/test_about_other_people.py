"""Duties of people whose records are about a call that names other people: a mistaken name on the line, or two who share a house.

That the attendance and the assessment are about one call says that the one answers the other, whoever the call names.
"""

import pytest

from harness.recorded import SOURCE, ago, event
from rulebook.as_reviewed import assert_stored_as_reviewed
from safehold.chronology.envelope import EventId
from safehold.rulebook.models import Obligation

ANNA = {"ref": "v", "role": "victim", "given_name": "Anna", "family_name": "Quillfeather", "date_of_birth": "1990-02-03"}
BORIS = {"ref": "s", "role": "suspect", "relation": "partner", "given_name": "Boris", "family_name": "Tanglewood"}
OLGA = {"ref": "o", "role": "victim", "given_name": "Olga", "family_name": "Underhillock", "date_of_birth": "1961-09-30"}
PIOTR = {"ref": "p", "role": "suspect", "relation": "partner", "given_name": "Piotr", "family_name": "Wetherstone"}
CALL = EventId(SOURCE, "call")


@pytest.fixture(autouse=True)
def _stands_as_a_review_finds_it(database):
    yield
    assert_stored_as_reviewed()


def called(key="call", **more):
    return event("call.received", ago(days=3), OLGA, PIOTR, key=key, domestic=True, channel="999", **more)


def attended(call=CALL):
    return event("attendance.recorded", ago(days=2, hours=9), ANNA, BORIS, key="visit", about=call)


def assess(call=CALL):
    return event("risk.assessed", ago(days=2, hours=8), ANNA, BORIS, key="form", about=call, answers={"1": "yes"}, grade="high")


def told_something_else():
    return event("victim.told", ago(days=1), ANNA, topic="support")


def assessed() -> str:
    return Obligation.everything.get(rule="risk-assessed", trigger__endswith="/visit").state


def test_what_answers_by_a_call_of_other_people_still_answers_once_more_is_recorded():
    called()
    attended()
    assess()
    assert assessed() == "fulfilled"
    told_something_else()
    assert assessed() == "fulfilled"


def test_what_is_about_a_call_that_is_not_held_answers_once_it_is():
    attended()
    assess()
    assert assessed() == "breached"
    called()
    told_something_else()
    assert assessed() == "fulfilled"


def test_what_is_about_a_corrected_call_of_other_people_is_about_what_stands_for_it():
    called()
    attended()
    corrected = called("second", corrects=CALL)
    assess(corrected)
    told_something_else()
    assert assessed() == "fulfilled"


def test_a_call_of_other_people_that_was_voided_joins_nothing():
    called()
    attended()
    assess()
    event("event.voided", ago(days=1), about=CALL, reason="a test of the line")
    told_something_else()
    assert assessed() == "breached"


def calls_to_mark() -> set[str]:
    return {trigger.split("/")[-1] for trigger in Obligation.everything.filter(rule="domestic-flag").values_list("trigger", flat=True)}


def test_a_call_closed_as_a_duplicate_of_other_peoples_call_goes_on_leading():
    called()
    second = event("call.received", ago(days=3), ANNA, BORIS, key="second", domestic=True, channel="999")
    event("call.closed", ago(days=2), about=second, duplicate_of="call", more={"as": "duplicate"})
    told_something_else()
    assert calls_to_mark() == {"call", "second"}
