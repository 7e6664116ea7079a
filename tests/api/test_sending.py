"""Events that other systems send: each is new, a duplicate, or refused with the reason."""

import json

import pytest

from api.asking import call
from harness.recorded import ANNA, BORIS, ago, event
from safehold.access.systems.limits import standard
from safehold.chronology.ahead import AHEAD
from safehold.chronology.models import StoredEvent
from safehold.chronology.times import MINUTE

AHEAD_MINUTES = AHEAD // MINUTE


def why(answer) -> str:
    status, report = answer
    assert status == 200
    assert (report["read"], len(report["refused"])) == (1, 1), report
    assert not StoredEvent.objects.filter(source_id="C-2").exists()
    return report["refused"][0]["why"]


def test_one_event_is_recorded_and_sent_again_is_a_duplicate(system):
    police = system("send_events")
    status, report = police.post("events", call())
    assert (status, report["read"], report["new"], report["duplicate"], report["refused"]) == (200, 1, 1, 0, [])
    assert report["events"] == [{"event": 1, "source": "northshire-cad", "id": "C-1", "outcome": "new", "why": "", "warnings": []}]
    assert police.post("events", call())[1]["duplicate"] == 1
    assert StoredEvent.objects.get().origin == "event 1 from control-room"


def test_of_many_each_has_its_own_answer_and_what_is_refused_costs_the_others_nothing(system):
    sent = [
        call("C-1"),
        call("C-1"),
        call("C-3", kind="call.recieved"),
        {"id": 4},
        5,
        call("C-6", data={"channel": "fax"}),
        call("C-1", note="x"),
    ]
    status, report = system("send_events").post("events", sent)
    assert status == 200
    assert [each["outcome"] for each in report["events"]] == ["new", "duplicate", "refused", "refused", "refused", "new", "refused"]
    assert report["read"] == report["new"] + report["duplicate"] + len(report["refused"]) == 7
    assert [(each["event"], each["id"]) for each in report["refused"]] == [(3, "C-3"), (4, ""), (5, ""), (7, "C-1")]
    assert "not in the catalogue" in report["refused"][0]["why"]
    assert report["events"][2]["source"] == "northshire-cad"
    assert report["refused"][2]["why"] == "the event is not a JSON object"
    assert "stands twice" in report["refused"][3]["why"]
    assert report["warnings"] == 1
    assert "fax" in report["events"][5]["warnings"][0]


def test_what_is_held_with_other_content_is_refused_without_a_word_of_what_is_held(system):
    police = system("send_events")
    police.post("events", call("C-2"))
    status, report = police.post("events", call("C-2", note="changed"))
    assert report["refused"][0]["why"] == "northshire-cad/C-2 is held already with other content"
    assert StoredEvent.objects.count() == 1


def test_a_field_that_stands_twice_is_refused_as_in_an_import(system):
    twice = json.dumps(call("C-2")).replace('"kind"', '"kind": "call.closed", "kind"', 1)
    assert "'kind' stands twice" in why(system("send_events").post("events", f"[{twice}]"))


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"agency": "northshire-idva"}, "not that of this token"),
        ({"kind": "identity.judged"}, "decided by people"),
        ({"kind": "record.unrestricted"}, "decided by people"),
        ({"source": "safehold"}, "source 'safehold' is not this agency's"),
        ({"source": "idva-files"}, "source 'idva-files' is not this agency's"),
        ({"corrects": {"source": "idva-files", "id": "T-1"}}, "corrects"),
        ({"kind": "event.voided", "about": [{"source": "idva-files", "id": "T-1"}]}, "about"),
        ({"kind": "event.voided", "about": [{"source": "elsewhere", "id": "not-here-yet"}]}, "about"),
        ({"kind": "call.closed", "about": [{"source": "idva-files", "id": "T-1"}]}, "about"),
        ({"kind": "call.joined", "data": {"into": {"source": "idva-files", "id": "T-1"}}}, "about"),
    ],
)
def test_no_system_speaks_for_another_agency_or_takes_back_what_another_recorded(system, more, said):
    event("risk.assessed", ago(days=3), ANNA, BORIS, agency="northshire-idva", role="idva", source="idva-files", key="T-1", grade="high")
    assert said in why(system("send_events").post("events", call("C-2", **more)))


def test_what_a_person_did_is_refused_where_it_says_nothing_and_what_nobody_is_named_for_is_kept_with_a_warning(system):
    police = system("send_events")
    empty = call("C-2", kind="risk.assessed", data={"instrument": "dash"})
    by = empty | {"actor": {"id": "NP1", "role": "first_responder"}}
    assert why(police.post("events", by)) == (
        "data.grade or data.score or data.answers must be given: without any risk.assessed says nothing"
    )
    nobody = call("C-3", kind="suspect.released", data={"status": "bail"}, actor={"id": "NP1"})
    assert "people names no suspect" in police.post("events", nobody)[1]["refused"][0]["why"]
    status, report = police.post("events", empty)
    assert (status, report["new"], report["warnings"]) == (200, 1, 1)
    assert "data.grade" in report["events"][0]["warnings"][0]


def test_what_is_still_to_come_is_refused_but_for_the_minutes_by_which_clocks_differ(system):
    police = system("send_events")
    for at, said in (("2126-11-21T14:40:00+00:00", "occurred_at is still to come"), ("2099-01", "occurred_at is still to come")):
        assert said in why(police.post("events", call("C-2", occurred_at=at)))
    late = {"recorded_at": "2126-11-21T14:40:00+00:00"}
    assert "recorded_at is still to come" in why(police.post("events", call("C-2", **late)))
    assert police.post("events", call("C-4", occurred_at=ago(minutes=-AHEAD_MINUTES + 1).isoformat()))[1]["new"] == 1
    ahead = call("C-2", occurred_at=ago(minutes=-AHEAD_MINUTES - 1).isoformat())
    assert "still to come" in why(police.post("events", ahead))


def test_a_correction_and_a_striking_out_of_ones_own_are_taken(system):
    police = system("send_events")
    about = [{"source": "northshire-cad", "id": "C-1"}]
    sent = [call(), call("C-1/2", corrects="C-1", note="spelt anew"), call("C-9", kind="event.voided", about=about, people=[], data={})]
    assert police.post("events", sent)[1]["new"] == 3


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ("{", 400, "not JSON"),
        (" ", 400, "not JSON"),
        (b'"\xff"', 400, "not JSON"),
        ("[" * 5000, 400, "not JSON"),
        ("[" + "1," * 200 + "1]", 413, "More than 200 events"),
        (" " * 4_000_001, 413, "longer than 4,000,000 bytes"),
    ],
)
def test_a_body_that_cannot_be_taken_is_a_problem_that_says_why(system, body, status, said):
    found, answer = system("send_events").post("events", body)
    assert (found, answer["status"]) == (status, status)
    assert said in answer["detail"]
    assert StoredEvent.objects.count() == 0


def test_another_kind_of_body_and_of_no_length_are_answered(system):
    police = system("send_events").client
    answer = police.post("/api/v1/events", {"a": "1"})
    assert (answer.status_code, answer["Content-Type"]) == (415, "application/problem+json")
    assert system("send_events").post("events", [])[1]["read"] == 0


def test_the_limits_have_reasons_and_say_from_when():
    assert standard().most_events.value == 200
    assert len(standard().requests_a_minute.why) > 20
