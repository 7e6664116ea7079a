"""Whether one of those who attended had specialist-led training, as stored: whichever came first, and as it is corrected."""

import threading

import pytest
from django.db import DatabaseError, connection

from harness.recorded import ago, event
from safehold.chronology import record
from safehold.chronology.deriving import derive_waiting, waiting
from safehold.chronology.envelope import read_event
from safehold.chronology.rebuilding import rebuild
from safehold.rulebook.models import Obligation

ANNA = {"ref": "v", "role": "victim", "given_name": "Anna", "family_name": "Quillfeather", "date_of_birth": "1990-02-03"}
BORIS = {"ref": "s", "role": "suspect", "relation": "partner", "given_name": "Boris", "family_name": "Tanglewood"}


@pytest.fixture(autouse=True)
def _nothing_is_left(database):
    yield
    assert waiting() == 0
    assert rebuild(check=True).differences == []


def attended(*officers: str, at=None, agency: str = "northshire-police", **more):
    call = event("call.received", at or ago(days=2), ANNA, BORIS, agency=agency, domestic=True)
    return event("attendance.recorded", at or ago(days=2), about=call, agency=agency, officers=list(officers), **more)


def trained(officer: str, at=None, agency: str = "northshire-police", specialist_led: bool = True, **more):
    data = {"staff_id": officer, "course": "Domestic abuse matters", "specialist_led": specialist_led}
    return event("training.completed", at or ago(days=30), agency=agency, **data, **more)


def states() -> list[str]:
    return [each.state for each in Obligation.everything.filter(rule="trained-attendance").order_by("triggered_earliest")]


def test_nothing_is_asked_where_the_agency_supplies_no_records_of_training():
    attended("p1", "p2")
    trained("p1", agency="southshire-police")
    assert states() == []


def test_one_of_two_is_trained():
    trained("p1")
    attended("p1", "p2")
    assert states() == ["fulfilled"]


def test_neither_is_trained():
    trained("p3")
    attended("p1", "p2")
    assert states() == ["breached"]


def test_records_of_training_that_come_after_the_attendance_count():
    attended("p1", "p2", at=ago(days=3))
    attended("p4", at=ago(days=2))
    trained("p3")
    assert states() == ["breached", "breached"]
    trained("p1")
    assert states() == ["fulfilled", "breached"]


def test_training_after_the_attendance_is_too_late_and_in_the_same_month_uncertain():
    attended("p1", at="2026-03-20T10:00:00+00:00")
    trained("p1", at="2026-04-01T10:00:00+01:00")
    assert states() == ["breached"]
    trained("p1", at="2026-03")
    assert states() == ["uncertain"]


def test_training_that_was_not_led_by_specialists_does_not_count():
    trained("p1", specialist_led=False)
    attended("p1")
    assert states() == ["breached"]


def test_training_that_is_struck_out_or_corrected_no_longer_counts():
    trained("p3")
    course = trained("p1")
    other = trained("p2")
    attended("p1", at=ago(days=3))
    attended("p2", at=ago(days=2))
    assert states() == ["fulfilled", "fulfilled"]
    event("event.voided", ago(days=1), about=course, reason="he did not finish it")
    assert states() == ["breached", "fulfilled"]
    trained("p1", corrects=other)
    assert states() == ["fulfilled", "breached"]


def test_where_the_only_record_of_training_is_struck_out_nothing_is_asked():
    attended("p1")
    course = trained("p2")
    assert states() == ["breached"]
    event("event.voided", ago(days=1), about=course, reason="another force's")
    assert states() == []


def test_an_agency_that_declares_that_it_supplies_training_is_held_to_it():
    attended("p1")
    declared = event("coverage.declared", ago(days=1), feed="training", complete_through="2026-11-01", kinds=["training.completed"])
    assert states() == ["breached"]
    event("event.voided", ago(hours=1), about=declared, reason="not yet")
    assert states() == []


def test_an_attendance_whose_officers_are_corrected_rests_on_those_who_came():
    trained("p1")
    first = attended("p1")
    event("attendance.recorded", ago(days=2), ANNA, BORIS, corrects=first, officers=["p2"])
    assert states() == ["breached"]
    trained("p2")
    assert states() == ["fulfilled"]


def test_the_first_record_of_training_reaches_every_attendance_of_the_agency():
    for number in range(70):
        call = event("call.received", ago(days=3), domestic=True)
        event("attendance.recorded", ago(days=2), ANNA, BORIS, about=call, officers=[f"p{number}"])
    trained("p5")
    assert sorted(states()) == ["breached"] * 69 + ["fulfilled"]


def test_an_attendance_and_the_training_of_its_officer_that_are_recorded_in_the_same_moment_meet():
    trained("somebody else")
    calls = [event("call.received", ago(days=2), ANNA, BORIS, domestic=True) for _ in range(8)]
    faults: list[Exception] = []
    both = threading.Barrier(2)

    def records(what) -> None:
        try:
            for number, call in enumerate(calls):
                both.wait()
                what(number, call)
        except (DatabaseError, RuntimeError, ValueError) as error:
            faults.append(error)
            both.abort()
        finally:
            connection.close()

    def attend(number, call):
        event("attendance.recorded", ago(days=2), about=call, officers=[f"p{number}"])

    threads = [threading.Thread(target=records, args=(what,)) for what in (attend, lambda number, _: trained(f"p{number}"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert states() == ["fulfilled"] * 8


def test_what_training_bears_on_stays_marked_where_the_program_ends_before_it_is_worked_out(monkeypatch):
    attended("p1")
    trained("p2")
    with monkeypatch.context() as ended:
        ended.setattr(record, "derive_marked", lambda marked: None)
        trained("p1")
    assert (states(), waiting()) == (["breached"], 1)
    derive_waiting()
    assert states() == ["fulfilled"]


def test_professional_standards_told_in_general_answers_a_suspicion_and_starts_none():
    officer = BORIS | {"staff_of": "northshire-police"}
    event("staff.suspected", ago(hours=20), ANNA, officer, agency="northshire-police")
    event("record.restricted", ago(hours=19), reason="conflict of interest")
    assert _isolated() == ["breached"]
    told = event("standards.notified", ago(hours=18))
    assert _isolated() == ["fulfilled"]
    event("event.voided", ago(hours=1), about=told, reason="not sent")
    event("staff.suspected", ago(hours=20))
    assert _isolated() == ["breached"]


def _isolated() -> list[str]:
    return [each.state for each in Obligation.everything.filter(rule="staff-suspect-isolated")]


def test_what_waits_and_is_covered_with_others_is_told_and_asked_too(monkeypatch):
    """A bulk import works out a few events at a time, and with them all that they lead to."""
    monkeypatch.setattr("safehold.chronology.deriving.CHUNK", 1)
    people = [ANNA, BORIS]
    raws = [
        ("c", "call.received", ago(days=2), {"people": people, "data": {"channel": "999", "domestic": True}}),
        ("g", "call.graded", ago(days=2), {"about": ["c"], "data": {"grade": "immediate"}}),
        ("a", "attendance.recorded", ago(days=2), {"about": ["c"], "data": {"officers": ["p1"]}}),
        ("t", "training.completed", ago(days=9), {"data": {"staff_id": "p1", "course": "Matters", "specialist_led": True}}),
    ]
    given = [
        {"source": "s", "id": key, "kind": kind, "occurred_at": at.isoformat(), "agency": "northshire-police", **more}
        for key, kind, at, more in raws
    ]
    record.record_batch([record.Given(read_event(raw), raw) for raw in given], later=True)
    derive_waiting()
    assert states() == ["fulfilled"]
