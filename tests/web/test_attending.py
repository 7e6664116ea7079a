"""The page at the door without script, who is shown it, and what a browser keeps of it."""

import re

import pytest

from harness.recorded import ANNA, BORIS, ago, event
from harness.signed_in import sign_in
from safehold.access.looks import Look
from safehold.chronology.models import StoredEvent
from safehold.practice.response.attending.models import Sheet
from safehold.practice.response.calls import followed
from safehold.practice.response.models import Call


@pytest.fixture
def call(staff) -> Call:
    words = "zqxvjwsaid"
    event("call.received", ago(minutes=30), ANNA, BORIS, role="call_handler", channel="999", domestic=True, words=words)
    return Call.everything.get()


def test_a_job_is_shown_to_whoever_says_that_they_attend_it_and_that_is_logged(call, client):
    sign_in(client, "first_responder")
    address = f"/attending/{call.pk}/"
    assert "Do you attend the call" in client.get(address).text
    assert client.post(f"{address}keep", {"outcome": "quiet"}).status_code == 409
    assert Sheet.objects.count() == 0
    assert client.post(f"{address}join", {}).status_code == 302
    assert "How to reach her safely" in client.get(address).text
    assert Look.objects.filter(task__startswith="call ", why="is sent to it", persons__contains=[call.victim_id]).count() == 1


def test_anybody_else_says_what_brings_them_and_another_agency_is_shown_nothing(call, client):
    sign_in(client, "shift_sergeant")
    asked = client.post(f"/attending/{call.pk}/join", {"why": ""})
    assert (asked.status_code, "Say in a line" in asked.text) == (422, True)
    client.post(f"/attending/{call.pk}/join", {"why": "no unit is free"})
    assert Look.objects.filter(why="no unit is free").count() == 1
    sign_in(client, "idva")
    assert client.get(f"/attending/{call.pk}/").status_code == 404


def test_whose_agency_takes_no_calls_is_told_what_jobs_are_for_and_where_their_work_is(call, client):
    page = sign_in(client, "idva").get("/attending/").text
    assert "takes none, so no job will stand here" in page
    assert 'href="/work/">My work' in page
    assert "Wanted, and not found" not in page


def test_whoever_is_on_the_unit_that_was_sent_is_on_the_job_and_asked_nothing_more(call, client):
    sign_in(client, "shift_sergeant")
    client.post("/unit/on/", {"callsign": "NS12"})
    address = f"/attending/{call.pk}/"
    assert "What brings you to this job" in client.get(address).text, "signed on, and not sent"
    event("unit.dispatched", ago(minutes=5), about=followed(call).call.id, role="dispatcher", unit="NS12")
    listed = client.get("/attending/").text
    assert listed.count(address) == 1
    assert "your unit is sent" in listed
    assert 'aria-label="Pages"' in listed
    assert 'href="/attending/" aria-current="page"' in listed
    assert "How to reach her safely" in client.get(address).text
    assert Look.objects.filter(why="NS12 is sent to it", persons__contains=[call.victim_id]).count() == 1
    client.get(address)
    assert Sheet.objects.count() == 1


def test_without_script_the_form_is_kept_and_put_on_record_whole(call, client):
    sign_in(client, "first_responder")
    address = f"/attending/{call.pk}/"
    client.post(f"{address}join", {})
    client.post(f"{address}keep", {"base": "0", "parties_separated": "no"})
    page = client.get(address).text
    assert "not on record yet" in page
    assert re.search(r'name="parties_separated" value="no"[^>]* checked', page)
    assert "Kept apart, out of sight and hearing: Why not" in page
    hidden = dict(re.findall(r'name="(base|press)" value="(\w+)"', page))
    client.post(f"{address}record", {**hidden, "parties_separated": "no", "reason_parties_separated": "one room"})
    client.post(f"{address}record", {**hidden, "parties_separated": "no", "reason_parties_separated": "one room"})
    assert StoredEvent.objects.filter(kind="attendance.recorded").count() == 1
    assert "On record of this job" in client.get(address).text


def test_the_page_that_a_phone_keeps_in_plain_says_nothing_of_anybody(call, client):
    sign_in(client, "first_responder")
    client.post(f"/attending/{call.pk}/join", {})
    one = client.get("/attending/shell").text
    sign_in(client, "shift_sergeant")
    assert client.get("/attending/shell").text == one
    assert "csrfmiddlewaretoken" not in one
    worker = client.get("/attending/worker.js")
    assert worker["Content-Type"].startswith("text/javascript")
    assert '"/attending/shell"' in worker.text


def test_what_waits_outlives_the_session_and_nothing_else_does(staff, client):
    sign_in(client, "first_responder")
    client.cookies["door-waits"] = "1"
    assert client.post("/sign-out").headers["Clear-Site-Data"] == '"cache"'
