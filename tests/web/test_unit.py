"""The briefing of a unit: what is on it, what never is, who may open it, and that it is gone with the job; alarms that nobody took."""

import re

import pytest

from harness.histories import CARL, MARTA, dangerous_history
from harness.recorded import ago, event
from harness.signed_in import sign_in, words
from safehold.access.looks import Look
from safehold.chronology.envelope import EventId
from safehold.chronology.models import StoredEvent
from safehold.practice.response.holding import Sending
from safehold.practice.response.models import Call, Draft, SignedOn
from safehold.web.calls.unread import gone_in, unread

HER = {**MARTA, "ref": "N1"}
HIM = {**CARL, "ref": "N2"}
NEIGHBOUR = {"ref": "N3", "role": "caller", "given_name": "Nellwyn", "family_name": "Overthewall", "phone": "01632 960999"}


@pytest.fixture
def job(staff) -> Call:
    dangerous_history()
    event("safe_contact.set", ago(days=40), HER, codeword="marmalade", methods=["text"], never="after six", role="da_specialist")
    # The latest of her calls in that history.
    event(
        "attendance.recorded",
        ago(days=50),
        about=EventId("histories", "h13"),
        outcome="he was taken to the station",
        what_worked="the back door",
    )
    event(
        "call.received", ago(minutes=4), HER, HIM, NEIGHBOUR, key="NC-9", role="call_handler", channel="999", domestic=True,
        words="He is at the door with a knife", weapon=True, address_given="41 Chestnut Avenue", postcode_given="XN1 4PA",
        way_in="side gate, code 4", suspect_looks="tall, red coat", suspect_vehicle="white van", caller_relation="neighbour",
    )  # fmt: skip
    return Call.everything.get(reference="NC-9")


@pytest.fixture
def officer(client, job):
    sign_in(client, "first_responder")
    client.post("/unit/on/", {"callsign": "ns12"})
    return client


def send(unit: str = "NS12") -> None:
    event("unit.dispatched", ago(seconds=50), about=EventId("northshire-records", "NC-9"), role="dispatcher", unit=unit)


def test_the_briefing_has_danger_first_and_all_that_a_unit_needs(officer, job):
    send()
    page = officer.get("/unit/")
    shown = words(page)
    for told in (
        "Marta STANWICK", "Weapon", "High risk", "Firearms", "Violent to an earlier partner", "41 Chestnut Avenue", "side gate, code 4",
        "Carl CHEEVERS", "out of prison", "tall, red coat", "white van", "Non-molestation order", "100 metres", "Lily", "marmalade",
        "after six", "He is at the door with a knife", "Last time", "He was taken to the station", "The back door",
    ):  # fmt: skip
        assert told in shown, told
    assert shown.index("High risk") < shown.index("41 Chestnut Avenue")
    assert "<nav" not in page.text, "nothing leads elsewhere"


def test_a_danger_of_a_case_in_which_she_was_the_suspect_is_told_and_not_whose(officer, job):
    her = {"ref": "N9", "given_name": "Wilhelmina", "family_name": "Tattersby", "date_of_birth": "1990-03-04", "phone": "07700 900914"}
    him = {"ref": "N10", "role": "victim", "given_name": "Ottokar", "family_name": "Fernsby", "date_of_birth": "1988-02-01"}
    event("call.received", ago(days=9), him, {**her, "role": "suspect"}, role="call_handler", domestic=True, weapon=True)
    now = {**her, "ref": "N9", "role": "victim"}
    event("call.received", ago(minutes=3), now, key="NC-10", role="call_handler", channel="999", domestic=True)
    event("unit.dispatched", ago(seconds=40), about=EventId("northshire-records", "NC-10"), role="dispatcher", unit="NS12")
    page = words(officer.get("/unit/"))
    assert "Wilhelmina TATTERSBY" in page
    assert "None on record or said" not in page
    assert "Weapon in an earlier call" in page
    assert "FERNSBY" not in page


def test_never_who_called_nor_whom_he_harmed_before(officer, job):
    send()
    page = officer.get(f"/unit/{job.pk}/").text
    for never in ("Nellwyn", "Overthewall", "01632 960999", "neighbour", "Penhale", "PENHALE", "Larch Close"):
        assert never not in page, never


def test_it_is_for_the_unit_that_is_sent_and_gone_when_the_job_is_closed(officer, job):
    send("NS14")
    assert "No job" in words(officer.get("/unit/"))
    assert officer.get(f"/unit/{job.pk}/").status_code == 404
    assert officer.post(f"/unit/{job.pk}/read/").status_code == 404
    send("NS12")
    assert officer.get(f"/unit/{job.pk}/").status_code == 200
    event("call.closed", ago(seconds=1), about=EventId("northshire-records", "NC-9"), rationale="seen", **{"as": "crime"})
    assert officer.get(f"/unit/{job.pk}/").status_code == 404
    assert "marmalade" not in officer.get("/unit/").text


def test_each_look_is_logged_once_though_the_page_asks_again_and_again(officer, job):
    send()
    before = Look.objects.count()
    officer.get("/unit/")
    for _ in range(3):
        officer.get("/unit/", headers={"HX-Request": "true"})
    assert Look.objects.count() == before + 1
    assert {job.victim_id, job.suspect_id} <= set(Look.objects.latest("pk").persons)


def test_read_is_seen_in_the_control_room(officer, job):
    send()
    shown = words(officer.post(f"/unit/{job.pk}/read/", follow=True))
    assert "The control room sees that NS12 has read it" in shown
    sign_in(officer, "control_room_supervisor")
    board = words(officer.get("/board/"))
    assert "Read by the unit: yes" in board
    assert "NS12, sent" in board


def test_of_two_units_each_says_for_itself_that_it_has_read(officer, job):
    send("NS14")
    send("NS12")
    event(
        "history.briefed",
        ago(seconds=20),
        about=EventId("northshire-records", "NC-9"),
        role="first_responder",
        acknowledged=True,
        unit="NS14",
    )
    page = officer.get("/unit/")
    assert "has read it" not in words(page)
    assert f'action="/unit/{job.pk}/read/"' in page.text
    assert "The control room sees that NS14, NS12 has read it" in words(officer.post(f"/unit/{job.pk}/read/", follow=True))


def test_a_record_made_at_a_door_since_takes_neither_the_codeword_nor_what_must_never_be_done_from_the_next_briefing(officer, job):
    event("safe_contact.set", ago(days=2), HER, methods=["text"], times="mornings", role="first_responder")
    send()
    page = words(officer.get(f"/unit/{job.pk}/"))
    for said in ("marmalade", "after six", "mornings"):
        assert said in page, said
    event("safe_contact.set", ago(days=1), HER, methods=["text"], verified_on="2026-01-05", role="da_specialist")
    assert "marmalade" not in words(officer.get(f"/unit/{job.pk}/")), "asked anew, she has none"


def test_the_codeword_is_on_no_other_page_of_theirs(officer, job):
    send()
    assert "marmalade" not in officer.get(f"/case/{job.case_id}/").text
    assert "marmalade" not in officer.get(f"/calls/{job.pk}").text


def test_whoever_takes_calls_is_no_unit(client, staff):
    assert sign_in(client, "call_handler").get("/unit/").status_code == 403


def test_an_alarm_with_no_call_stands_on_the_board_until_one_is_taken(client, staff):
    event("alarm.activated", ago(minutes=3), HER, role="call_handler")
    sign_in(client, "control_room_supervisor")
    assert "Alarms with no call" in words(client.get("/board/"))
    number = StoredEvent.objects.get(kind="alarm.activated").seq
    answer = client.post(f"/board/alarm/{number}/")
    assert answer["Location"].startswith("/calls/new?open=")
    page = client.get(answer["Location"]).text
    assert 'value="Stanwick"' in page
    assert "an alarm was pressed" in page
    key = Draft.objects.get().call
    client.post("/calls/act", {"call": key, "do": "grade:immediate", "family_name": "Stanwick", "given_name": "Marta", "born": "1976-03-05",
                               "channel": "alarm", "caller": "self", "words": "Alarm pressed."})  # fmt: skip
    assert StoredEvent.objects.filter(kind="alarm.activated").count() == 2, "the call holds it too"
    assert "Alarms with no call" not in words(client.get("/board/"))


def test_a_unit_asked_for_is_answered_on_the_board_above_what_waits(client, job):
    send()
    event(
        "unit.diversion_asked",
        ago(seconds=20),
        about=EventId("northshire-records", "NC-9"),
        role="dispatcher",
        unit="NS12",
        reason="a fire",
    )
    sign_in(client, "control_room_supervisor")
    shown = words(client.get("/board/"))
    assert shown.index("Units asked for elsewhere") < shown.index("Waiting for a unit")
    blank = client.post(f"/board/{job.pk}/divert/", {"agreed": "yes", "why": "it burns"})
    assert blank.status_code == 422
    assert "Reach her safely" in words(blank)
    client.post(f"/board/{job.pk}/divert/", {"agreed": "no", "why": "a knife was seen"})
    assert Call.everything.get(pk=job.pk).units == ["NS12"]


def test_a_specialist_sees_which_calls_wait_for_a_second_look(client, job):
    sign_in(client, "da_specialist")
    page = client.get("/second-checks/")
    assert "Marta STANWICK and Carl CHEEVERS" in words(page)
    assert client.post(f"/second-checks/{job.pk}/", {"agrees": "no"}).status_code == 422
    assert 'hx-get="/second-checks/"' in page.text
    seen = Look.objects.count()
    client.get("/second-checks/", headers={"HX-Request": "true"})
    assert Look.objects.count() == seen, "asking by itself for what is new, it shows nobody whom it had not shown"
    client.post(f"/second-checks/{job.pk}/", {"agrees": "no", "grade": "immediate", "advice": "Two units"})
    assert Call.everything.get(pk=job.pk).grade == "immediate"
    assert "No call waits" in words(client.get("/second-checks/"))
    assert "Two units" in client.get(f"/calls/{job.pk}").text
    event("call.closed", ago(seconds=1), about=EventId("northshire-records", "NC-9"), rationale="seen", **{"as": "crime"})
    late = client.post(f"/second-checks/{job.pk}/", {"agrees": "no", "advice": "Send a woman officer"})
    assert late.status_code == 422
    assert "You had typed: Send a woman officer" in words(late), "the call was closed meanwhile, and what was typed is not lost"


def test_until_it_is_read_the_board_the_call_and_the_unit_say_so_and_after_they_went_in_that_they_had_not(officer, job):
    send()
    assert re.search(r"Not read: sent (less than a minute|1 minute) ago", words(officer.get("/unit/")))
    job = Call.everything.get(reference="NC-9")
    sign_in(officer, "control_room_supervisor")
    for page in ("/board/", f"/calls/{job.pk}"):
        assert "NS12 has not read the briefing: sent" in words(officer.get(page)), page
    sign_in(officer, "first_responder")
    there = words(officer.post(f"/unit/{job.pk}/there/", follow=True))
    assert "You are there, and have not read this" in there
    sign_in(officer, "control_room_supervisor")
    board = words(officer.get("/board/"))
    assert "There without having read the briefing" in board
    assert re.search(r"NS12 went in at \d\d:\d\d without having read the briefing", board)
    sign_in(officer, "first_responder")
    assert "You went in before you had read this" in words(officer.post(f"/unit/{job.pk}/read/", follow=True))
    sign_in(officer, "control_room_supervisor")
    assert "There without having read" not in words(officer.get("/board/"))
    assert "and read the briefing after" in words(officer.get(f"/calls/{job.pk}"))


def test_a_unit_says_that_it_is_done_and_the_room_sees_it_free(officer, job):
    send()
    refused = words(officer.post(f"/unit/{job.pk}/done/", follow=True))
    assert "not on record that you are there" in refused
    officer.post(f"/unit/{job.pk}/there/")
    assert "No job" in words(officer.post(f"/unit/{job.pk}/done/", follow=True))
    assert officer.get(f"/unit/{job.pk}/").status_code == 404
    sign_in(officer, "dispatcher")
    assert "One unit, 1 free" in words(officer.get("/units/"))
    assert "said by its crew" in words(officer.get(f"/calls/{job.pk}"))


def test_the_room_ends_that_somebody_is_on_a_unit_and_says_that_a_unit_is_done(officer, job):
    send()
    event("unit.arrived", ago(seconds=5), about=EventId("northshire-records", "NC-9"), role="dispatcher", unit="NS12")
    sign_in(officer, "dispatcher")
    assert "there , held" in words(officer.get("/units/")).replace("there,", "there ,")
    assert "NS12 is free for another call" in words(officer.post(f"/units/{job.pk}/done/", {"unit": "NS12"}, follow=True))
    aboard = SignedOn.everything.get(until=None)
    assert "is signed off from NS12" in words(officer.post(f"/units/{aboard.pk}/off/", follow=True))
    sign_in(officer, "first_responder")
    assert "The control room signed you off from NS12" in words(officer.get("/unit/"))


def test_of_a_unit_that_nobody_named_it_is_said_too():
    minute = 60_000_000
    call = Call(pk=1, received_at=0, dispatched_at=minute)
    assert unread(call, [], 10 * minute) == ["The unit that was sent has not the history yet: sent 9 minutes ago"]
    call.arrived_at = 5 * minute
    assert unread(call, [], 10 * minute) == []
    assert gone_in(call, []) == ["A unit went in at 01:05 and has not said that it knows the history"]
    call.units = ["NS12"]
    sent = Sending("NS12", minute, there_unsaid=True)
    assert (unread(call, [sent], 10 * minute), gone_in(call, [sent])) == ([], ["NS12 has not read the briefing, and a unit is there"])
    call.units, call.read_at = None, 4 * minute
    assert gone_in(call, []) == []


def test_a_call_is_found_by_what_people_say_for_it(officer, job):
    assert officer.post("/calls/find", {"said": " nc-9x"}).status_code == 422
    assert officer.post("/calls/find", {"said": " nc-9"})["Location"] == f"/calls/{job.pk}"
    assert sign_in(officer, "idva").post("/calls/find", {"said": "NC-9"}).status_code == 403
