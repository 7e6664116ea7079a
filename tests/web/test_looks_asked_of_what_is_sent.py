"""A form sent about somebody outside one's work: it is asked what for first, nothing typed is lost, and then it goes on."""

import html
import re

import pytest

from harness.recorded import BORIS, OTHER_PAIR, PAIR, ago, event, released
from harness.signed_in import sign_in
from harness.signed_in import words as text
from safehold.access.looking.models import Opening
from safehold.access.looks import Look
from safehold.identity.models import Case
from safehold.rulebook.models import Obligation
from safehold.web import duties

ASKS = "What do you open this for?"
WHY = {"asking-purpose": "safeguarding", "asking-why": "her sister rang about her"}
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
TOLD = {"data-what": "bail", "note": 'She said "leave" & <b>rang</b> off.\r\nTwice.', "at": "", "occurred_at": ""}


@pytest.fixture
def as_(client, staff):
    return lambda role: sign_in(client, role)


@pytest.fixture
def old(staff):
    event("evidence.secured", ago(days=200), *PAIR, kind_="x", recorded_at=ago(days=200))
    return Case.everything.get()


@pytest.fixture
def kinds(owner):
    """What is on record now, by kind, in its order."""

    def read():
        found = [kind for (kind,) in owner.execute("SELECT kind FROM chronology_event ORDER BY seq")]
        owner.rollback()
        return found

    return read


def waiting(page):
    """The fields that wait on the page which asks, as a browser would send them."""
    form = page.text.partition('<form class="sh-panel"')[2].partition("</form>")[0]
    return [(name, html.unescape(value)) for name, value in HIDDEN.findall(form) if name != "csrfmiddlewaretoken"]


def sent(client, address, fields, **more):
    given = {}
    for name, value in fields:
        given.setdefault(name, []).append(value)
    return client.post(address, given | more)


def test_a_form_about_a_case_outside_ones_work_waits_for_what_for_and_then_goes_on(as_, old, kinds):
    client, address = as_("investigator"), f"/cases/{old.id}/record/victim.told/"
    before = kinds()
    asked = client.post(address, TOLD | {"data-by": ["a", "b"]})
    assert asked.status_code == 422
    assert ASKS in text(asked)
    assert "it waits on this page" in text(asked)
    assert "QUILLFEATHER" not in asked.text
    assert sorted(waiting(asked)) == sorted([*TOLD.items(), ("data-by", "a"), ("data-by", "b")])
    wrong = sent(client, address, waiting(asked), **WHY | {"asking-why": ""})
    assert "Say why in a few words" in text(wrong)
    assert sorted(waiting(wrong)) == sorted(waiting(asked))
    assert (kinds(), Opening.objects.count(), Look.objects.count()) == (before, 0, 0)
    done = sent(client, address, waiting(wrong), **WHY)
    assert ASKS not in text(done)
    assert (Opening.objects.get().case_id, Opening.objects.get().why) == (old.id, WHY["asking-why"])
    assert Look.objects.earliest("pk").why == WHY["asking-why"]


def test_what_was_typed_is_recorded_whole_once_it_is_said_what_for(as_, old, kinds):
    client, address = as_("investigator"), f"/cases/{old.id}/record/victim.requested/"
    note = 'First line.\r\n\r\n<script> & "more"'
    asked = client.post(address, {"data-what": "other", "note": note, "occurred_at": "2026-03-01"})
    done = sent(client, address, waiting(asked), **WHY)
    assert done["Location"] == f"/cases/{old.id}/"
    assert kinds()[-1] == "victim.requested"
    page = client.get(f"/cases/{old.id}/")
    assert "First line." in page.text
    assert "&lt;script&gt; &amp;" in page.text


def test_parting_somebody_outside_ones_work_asks_before_it_says_or_records_anything(as_, old, kinds):
    client, address = as_("da_specialist"), f"/people/{old.suspect_id}/part/"
    asked = client.post(address, {"pick": ["1", "2"], "why": "not his"})
    assert asked.status_code == 422
    assert ASKS in text(asked)
    assert BORIS["family_name"].upper() not in asked.text
    assert waiting(asked) == [("pick", "1"), ("pick", "2"), ("why", "not his")]
    assert "identity.judged" not in kinds()


def test_judging_two_who_do_not_wait_asks_once_for_both(as_, old, kinds):
    event("evidence.secured", ago(days=200), *OTHER_PAIR, kind_="x", recorded_at=ago(days=200))
    other = Case.everything.exclude(id=old.id).get()
    client, address = as_("da_specialist"), f"/links/{old.victim_id}-{other.victim_id}/"
    assert ASKS in text(client.get(address))
    asked = client.post(address, {"judgement": "not_linked", "why": "another birth"})
    assert asked.status_code == 422
    assert ASKS in text(asked)
    assert ("why", "another birth") in waiting(asked)
    assert "identity.judged" not in kinds()
    sent(client, address, waiting(asked), **WHY)
    assert sorted(Opening.objects.values_list("person", flat=True)) == sorted([old.victim_id, other.victim_id])
    assert "identity.judged" in kinds()


def test_two_people_opened_by_their_address_are_asked_for_once(as_, old):
    event("evidence.secured", ago(days=200), *OTHER_PAIR, kind_="x", recorded_at=ago(days=200))
    other = Case.everything.exclude(id=old.id).get()
    client, address = as_("da_specialist"), f"/links/{old.victim_id}-{other.victim_id}/"
    people = [value for name, value in waiting(client.get(address)) if name == "person"]
    on = client.post("/looks/purpose/", {"person": people, "onward": address, "purpose": "safeguarding", "why": "she rang"})
    assert on["Location"] == address
    assert ASKS not in text(client.get(address))
    some = client.post("/looks/purpose/", {"person": [*people, "987654321"], "purpose": "safeguarding", "why": "she rang"})
    assert some.status_code == 404


def test_a_duty_of_ones_own_opens_without_a_question_and_one_that_is_anothers_does_not(as_, staff):
    released(*PAIR, at=ago(days=100))
    duty = Obligation.everything.filter(agency="northshire-police").order_by("pk")[0]
    address = duties.address(duty)
    assert ASKS not in text(as_(duty.who).get(address))
    another = "first_responder" if duty.who != "first_responder" else "investigator"
    asked = as_(another).get(address)
    assert ASKS in text(asked)
    assert "QUILLFEATHER" not in asked.text


def test_a_hold_on_a_record_that_is_not_due_is_asked_for_and_then_placed(as_, old):
    client, address = as_("records_manager"), f"/retention/{old.id}/"
    assert ASKS in text(client.get(address))
    asked = client.post(f"{address}hold/", {"hold-reason": "an inquest was opened", "hold-kind": "inquest"})
    assert ASKS in text(asked)
    assert ("hold-reason", "an inquest was opened") in waiting(asked)
    done = sent(client, f"{address}hold/", waiting(asked), **WHY)
    assert ASKS not in text(done)


def test_an_open_call_is_never_stopped_by_a_question(as_, old):
    client = as_("call_handler")
    call = re.search(r'name="call" value="([^"]+)"', client.get("/calls/new?fresh=1").text)[1]
    typed = {"call": call, "victim_given_name": "Anna", "victim_family_name": "Quillfeather", "victim_born": "1990-02-03"}
    for address in ("/calls/check", "/calls/draft", "/calls/leave"):
        answer = client.post(address, typed)
        assert answer.status_code in (200, 204), address
        assert ASKS not in answer.text
    assert not Opening.objects.exists()
