"""Where a case stands, the warnings on its people, what was planned, and how she may be reached: from the events alone."""

import pytest

from harness.recorded import ANNA, BORIS, PAIR, ago, event, high_risk
from safehold.chronology.apart.opening import opened
from safehold.chronology.session import session
from safehold.chronology.store import load
from safehold.identity.models import Person
from safehold.practice.safeguarding.models import Marker, PlanAction, SafeContact, Standing

pytestmark = pytest.mark.usefixtures("database")


def standing():
    return Standing.everything.get()


def test_the_latest_grade_by_a_person_stands_with_who_gave_it():
    assessed = event("risk.assessed", ago(days=3), *PAIR, instrument="dash", grade="standard", score=6)
    event("risk.supervised", ago(days=2), *PAIR, about=assessed, role="shift_sergeant", grade="high", rationale="strangled before")
    found = standing()
    assert (found.grade, found.graded_by, found.instrument, found.score) == ("high", "shift_sergeant", "dash", 6)


def test_a_review_that_gives_no_grade_leaves_the_one_there_is():
    high_risk(*PAIR)
    event("risk.specialist_reviewed", ago(hours=1), *PAIR, role="da_specialist")
    assert standing().grade == "high"


def test_what_was_said_and_recorded_of_danger_is_gathered():
    event("call.received", ago(days=9), *PAIR, channel="999", domestic=True, threat_to_kill=True)
    event("victim.disclosed", ago(days=8), ANNA, BORIS, what="strangulation")
    event("order.breach_reported", ago(days=7), *PAIR)
    assert standing().dangers == ["order_or_bail_breached", "strangulation", "threat_to_kill"]
    before = standing().danger
    event("risk.assessed", ago(days=6), *PAIR, instrument="dash", grade="high", score=18)
    assert standing().danger > before


def test_it_is_unsafe_to_call_until_somebody_has_agreed_a_safe_way():
    event("contact.unsafe", ago(days=2), *PAIR, why="he answers her phone")
    assert standing().call_unsafe == "he answers her phone"
    event("safe_contact.set", ago(days=1), ANNA, methods=["text to her sister"], never="her own phone", codeword="blue kettle")
    assert standing().call_unsafe == ""
    assert said_last() == {"methods": ["text to her sister"], "never": "her own phone", "codeword": "blue kettle"}


def test_an_older_way_to_reach_her_that_comes_in_late_does_not_replace_the_newer():
    event("safe_contact.set", ago(days=1), ANNA, methods=["work email"])
    event("safe_contact.set", ago(days=30), ANNA, methods=["home phone"])
    assert said_last() == {"methods": ["work email"]}


def said_last():
    number = SafeContact.everything.get().event_id
    with session() as cursor:
        return opened(cursor, load(cursor, [number]))[number].data


@pytest.mark.parametrize(
    ("marker", "on"), [("firearms", "Boris"), ("serial_perpetrator", "Boris"), ("strangulation", "Anna"), ("high_risk", "Anna")]
)
def test_a_warning_is_on_the_one_whom_it_warns_of(marker, on):
    event("marker.set", ago(days=2), *PAIR, marker=marker)
    assert Person.everything.get(id=Marker.everything.get().person_id).given_name == on


def test_a_warning_is_lifted_by_name_or_by_what_it_is_about_and_never_by_one_of_another_name():
    first = event("marker.set", ago(days=5), *PAIR, marker="high_risk")
    event("marker.lifted", ago(days=4), *PAIR, marker="repeat_victim", reason="moved")
    assert Marker.everything.get().lifted_at is None
    event("marker.lifted", ago(days=3), *PAIR, about=first, reason="lowered after review")
    assert Marker.everything.get().lifted_at is not None
    event("marker.set", ago(days=2), *PAIR, marker="high_risk")
    assert sorted(each.lifted_at is None for each in Marker.everything.all()) == [False, True]


def test_an_action_of_a_plan_is_open_until_it_is_done_or_cancelled_with_whom_it_lies():
    plan = event("plan.made", ago(days=6), *PAIR, summary="stay with her sister")
    locks = event(
        "plan.action_agreed", ago(days=6), *PAIR, about=plan, action="change the locks", owner_agency="northshire-homes", due="2026-01-09"
    )
    alarm = event("plan.action_agreed", ago(days=6), *PAIR, about=plan, action="fit an alarm")
    event("plan.action_done", ago(days=5), about=locks, evidence="receipt")
    event("plan.action_cancelled", ago(days=4), about=alarm, reason="she moved")
    found = {each.action: each for each in PlanAction.everything.all()}
    assert (found["change the locks"].done_at is not None, found["change the locks"].cancelled_at) == (True, None)
    assert (found["fit an alarm"].done_at, found["fit an alarm"].cancelled_at is not None) == (None, True)
    assert (found["change the locks"].owner_agency, found["fit an alarm"].owner_agency) == ("northshire-homes", "northshire-police")


def test_what_she_wants_and_when_she_was_last_reached():
    event("victim.requested", ago(days=5), ANNA, BORIS, request="support")
    event("victim.contact_attempted", ago(days=4), ANNA, BORIS, reached=False)
    assert standing().last_contact_at is None
    event("victim.contact_attempted", ago(days=3), ANNA, BORIS, reached=True)
    event("victim.withdrew", ago(days=2), ANNA, BORIS, **{"from": "prosecution"})
    assert standing().last_contact_at is not None
    assert standing().wants == "withdrew:prosecution"
