"""A form that cannot be taken as it came is lost to nobody but those it does not belong to."""

import html
import re

import pytest
from django.test import Client
from django.test.client import Client as Plain

from harness.recorded import PAIR, ago, event
from harness.signed_in import sign_in, staff_number
from harness.signed_in import words as text
from safehold.access.looks import Look
from safehold.access.models import Agency, Posting, User
from safehold.access.signing_in import sessions
from safehold.chronology.envelope import Refused as NotRecorded
from safehold.chronology.models import StoredEvent
from safehold.identity.models import Case
from safehold.practice.response.models import Draft

FIELD = re.compile(r'<input (?:type="hidden" )?name="([^"]+)"(?: type="hidden")? value="([^"]*)">')
TOLD = {"data-what": "other", "note": 'She said "leave" & <b>rang</b> off.\r\nTwice.', "occurred_at": "2026-03-01"}
PART = {"X-Safehold-Part": "1"}


@pytest.fixture
def browser():
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def address(staff):
    event("evidence.secured", ago(days=2), *PAIR, kind_="x")
    return f"/cases/{Case.everything.get().id}/record/victim.requested/"


def entered(browser, role):
    browser.get("/sign-in")
    browser.post("/sign-in/as", {"staff_id": staff_number(role), "csrfmiddlewaretoken": browser.cookies["csrf"].value})
    return browser


def ours(browser, address="/work/"):
    """What a page adds to each of its forms."""
    page = browser.get(address).text
    return {name: value for name, value in FIELD.findall(page) if name in ("csrfmiddlewaretoken", "sent-as")}


def end_sessions(role):
    sessions.end_all(User.objects.get(staff_id=staff_number(role)), "ended by an administrator")


def waiting(page):
    """The form that waits, as a browser would send it."""
    form = page.text.rpartition('<form method="post" action="')[2]
    fields = {name: html.unescape(value) for name, value in FIELD.findall(form.partition("</form>")[0])}
    return html.unescape(form.partition('"')[0]), fields


def kept_after(browser, role, answer):
    to = html.unescape(answer["Location"])
    assert to.startswith("/sign-in?next=/kept/")
    assert "What you typed was kept" in text(browser.get(to))
    key = re.search(r"/kept/[^&]+/", to)[0]
    done = browser.post("/sign-in/as", {"staff_id": staff_number(role), "next": key, "csrfmiddlewaretoken": browser.cookies["csrf"].value})
    return browser.get(done["Location"])


def test_what_was_typed_into_a_form_whose_session_had_ended_is_given_back_to_look_at_and_send(browser, address):
    fields = TOLD | ours(entered(browser, "da_specialist"), address)
    end_sessions("da_specialist")
    before = StoredEvent.objects.count()
    page = kept_after(browser, "da_specialist", browser.post(address, fields))
    assert "She said &#34;leave&#34; &amp; &lt;b&gt;rang&lt;/b&gt; off." in page.text
    assert StoredEvent.objects.count() == before
    to, given = waiting(page)
    assert to == address
    assert {name: given[name] for name in TOLD} == TOLD
    assert browser.post(to, given).status_code == 302
    assert StoredEvent.objects.count() == before + 1
    assert "It waits for you" not in browser.get("/work/").text


def test_a_plan_and_an_assessment_whose_session_ended_while_they_were_typed_come_back_whole_and_are_taken(browser, address):
    case = Case.everything.get().id
    plan = {"wishes": "To stay in her home", "words": "Only the nights frighten me", "summary": "Stay, made safer"}
    assessed = {
        "answer:1": "yes",
        "remark:1": "her hand",
        "grade": "high",
        "rationale": "He waits at her work",
        "do": "record",
        "turn": "1",
    }
    entered(browser, "da_specialist")
    for place, typed in ((f"/cases/{case}/plan/make/", plan), (f"/cases/{case}/risk/assess/dash/", assessed)):
        fields = typed | ours(browser, place)
        end_sessions("da_specialist")
        to, given = waiting(kept_after(browser, "da_specialist", browser.post(place, fields)))
        assert (to, {name: given[name] for name in typed}) == (place, typed)
        assert browser.post(to, given).status_code == 302
    recorded = StoredEvent.objects.using("owner").filter(kind__in=["plan.made", "risk.assessed"])
    assert sorted(recorded.values_list("kind", flat=True)) == ["plan.made", "risk.assessed"]


def test_nobody_else_who_signs_in_at_that_browser_is_shown_it(browser, address):
    fields = TOLD | ours(entered(browser, "da_specialist"), address)
    end_sessions("da_specialist")
    page = kept_after(browser, "idva", browser.post(address, fields))
    assert page.status_code == 404
    assert "rang" not in page.text
    assert "kept" not in dict(browser.session.items())


def test_what_waits_is_encrypted_where_it_is_kept(browser, address):
    fields = TOLD | ours(entered(browser, "da_specialist"), address)
    end_sessions("da_specialist")
    browser.post(address, fields)
    assert browser.session["kept"]
    assert "rang" not in str(browser.session["kept"])


def test_a_form_of_an_earlier_sign_in_is_given_back_and_not_called_out_of_date(browser, address):
    fields = TOLD | ours(entered(browser, "da_specialist"), address)
    end_sessions("da_specialist")
    entered(browser, "da_specialist")
    before = StoredEvent.objects.count()
    forged = browser.post(address, fields, headers={"Origin": "http://elsewhere.example"})
    assert "out of date" in forged.text
    answer = browser.post(address, fields, headers={"Origin": "http://testserver"})
    to, given = waiting(browser.get(answer["Location"]))
    assert StoredEvent.objects.count() == before
    assert browser.post(to, given).status_code == 302
    assert StoredEvent.objects.count() == before + 1


def test_a_form_of_whoever_sat_here_before_is_neither_taken_nor_shown(browser, address):
    fields = TOLD | ours(entered(browser, "da_specialist"), address)
    end_sessions("da_specialist")
    entered(browser, "idva")
    before = StoredEvent.objects.count()
    answer = browser.post(address, fields, headers={"Origin": "http://testserver"})
    assert answer.status_code == 409
    assert "somebody else" in answer.text
    assert "rang" not in answer.text
    assert StoredEvent.objects.count() == before


def test_a_form_opened_in_one_posting_is_not_recorded_in_another_without_asking(browser, address):
    user = User.objects.get(staff_id=staff_number("da_specialist"))
    first = Posting.objects.get(user=user)
    other = Posting.objects.create(
        user=user, agency=Agency.objects.get(pk=first.agency_id), role="shift_sergeant", first_day=first.first_day
    )
    entered(browser, "da_specialist")
    browser.post("/posting", {"posting": first.pk} | ours(browser, "/posting"))
    fields = TOLD | ours(browser, address)
    browser.post("/posting", {"posting": other.pk} | ours(browser, "/posting"))
    before = StoredEvent.objects.count()
    answer = browser.post(address, fields)
    page = browser.get(answer["Location"])
    assert StoredEvent.objects.count() == before
    assert "You opened it as: Domestic abuse specialist" in text(page)
    assert "You work now as: shift sergeant" in text(page)
    back = browser.post("/posting", {"posting": first.pk, "next": answer["Location"]} | ours(browser, "/posting"))
    to, given = waiting(browser.get(back["Location"]))
    assert browser.post(to, given).status_code == 302
    assert StoredEvent.objects.count() == before + 1


def test_a_form_that_does_not_say_in_which_posting_it_was_opened_is_not_taken_and_not_lost(browser, address):
    whole = ours(entered(browser, "da_specialist"), address)
    before = StoredEvent.objects.count()
    for said in ({}, {"sent-as": "999999"}, {"sent-as": "x"}):
        answer = Plain.post(browser, address, TOLD | {"csrfmiddlewaretoken": whole["csrfmiddlewaretoken"], "sent-as": ""} | said)
        page = browser.get(answer["Location"])
        assert "It did not say in which posting you opened it. What you typed was kept." in text(page)
    assert StoredEvent.objects.count() == before
    to, given = waiting(page)
    assert browser.post(to, given).status_code == 302
    assert StoredEvent.objects.count() == before + 1


def test_a_refused_form_leads_on_to_where_it_can_be_loaded_again_with_what_was_typed(browser, address):
    address = address.replace("victim.requested", "alarm.disabled")
    fields = {"data-reason": "she rang twice", "day": "", "time": ""} | ours(entered(browser, "da_specialist"), address)
    looks = Look.objects.count()
    answer = Plain.post(browser, address, fields)
    assert answer.status_code == 303
    assert answer["Location"].startswith(f"{address}?again=")
    before = StoredEvent.objects.count()
    for more in (1, 2):
        page = browser.get(answer["Location"])
        assert page.status_code == 422
        assert "she rang twice" in page.text
        assert Look.objects.count() == looks + more, "one look, though it was refused and then shown; and one each time it is loaded again"
    assert StoredEvent.objects.count() == before
    assert "she rang" not in str(dict(browser.session.items()))
    assert "rang twice" not in entered(browser, "idva").get(answer["Location"]).text


def test_a_refused_form_that_would_be_taken_now_is_not_done_by_loading_its_page_again(browser, address, monkeypatch):
    fields = TOLD | ours(entered(browser, "da_specialist"), address)

    def refuses(**_given):
        raise NotRecorded("Somebody else is recording in this case.")

    with monkeypatch.context() as patched:
        patched.setattr("safehold.web.case.views.actions.record_in_case", refuses)
        answer = Plain.post(browser, address, fields)
    assert answer.status_code == 303
    before = StoredEvent.objects.count()
    again = browser.get(answer["Location"])
    assert again.status_code == 302
    assert StoredEvent.objects.count() == before
    page = browser.get(again["Location"])
    assert "What stood in its way when you sent it has gone since." in text(page)
    to, given = waiting(page)
    assert browser.post(to, given).status_code == 302
    assert StoredEvent.objects.count() == before + 1


def test_what_is_looked_up_can_be_loaded_again_and_is_logged_each_time(browser, address):
    fields = {"family_name": "Quillfeather", "why": "asked by a caller"} | ours(entered(browser, "da_specialist"), "/people/")
    answer = Plain.post(browser, "/people/", fields)
    assert (answer.status_code, Look.objects.filter(kind="search").count()) == (303, 0)
    for number in (1, 2):
        assert "QUILLFEATHER" in browser.get(answer["Location"]).text
        assert Look.objects.filter(kind="search").count() == number


def test_a_call_goes_on_by_itself_once_the_same_person_has_signed_in_again(browser, staff):
    page = entered(browser, "call_handler").get("/calls/new").text
    call = {name: re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in ("call", "opened_at", "turn")}
    sent = call | {"words": "he has a knife"} | ours(browser, "/calls/new")
    end_sessions("call_handler")
    out = browser.post("/calls/draft", sent, headers=PART)
    assert (out.status_code, out.json()) == (401, {"state": "ended", "kept": True})
    entered(browser, "call_handler")
    stale = browser.post("/calls/draft", sent, headers=PART | {"Origin": "http://testserver"})
    assert (stale.status_code, stale.json()) == (409, {"state": "stale"})
    fresh = browser.get("/still/token").json()
    assert fresh["as"] == sent["sent-as"]
    assert "It waits for you" in browser.get("/calls/new").text
    assert browser.post("/calls/draft", sent | {"csrfmiddlewaretoken": fresh["token"]}, headers=PART).status_code == 200
    assert Draft.objects.count() == 1
    assert "It waits for you" not in browser.get("/calls/new?fresh=1").text


def test_a_call_whose_page_was_lost_with_its_session_comes_back_with_what_was_typed(browser, staff):
    page = entered(browser, "call_handler").get("/calls/new").text
    call = {name: re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in ("call", "opened_at", "turn")}
    sent = call | ours(browser, "/calls/new")
    end_sessions("call_handler")
    for words in ("he has", "he has a knife"):
        browser.post("/calls/draft", sent | {"words": words}, headers=PART)
    entered(browser, "call_handler")
    address = re.search(r'href="(/kept/[^"]+)"', browser.get("/calls/new").text)[1]
    to, given = waiting(browser.get(address))
    assert to == "/calls/act"
    assert "he has a knife</textarea>" in browser.post(to, given).text


def test_to_another_person_a_call_says_only_that_it_is_not_theirs(browser, staff):
    page = entered(browser, "call_handler").get("/calls/new").text
    sent = {"call": re.search(r'name="call" value="([^"]*)"', page)[1], "words": "he has a knife"} | ours(browser, "/calls/new")
    end_sessions("call_handler")
    entered(browser, "control_room_supervisor")
    answer = browser.post("/calls/draft", sent, headers=PART | {"Origin": "http://testserver"})
    assert (answer.status_code, answer.json()) == (409, {"state": "another"})
    assert Draft.objects.count() == 0


def test_an_address_that_only_takes_a_form_leads_to_the_page_it_belongs_to(staff, client):
    page = sign_in(client, "administrator").get("/administration/staff/1/post")
    assert page.status_code == 405
    assert 'href="/administration/staff/1/"' in page.text


def test_whoever_comes_back_to_an_ended_session_is_told_why_they_are_asked_to_sign_in(staff, client):
    sign_in(client, "idva")
    end_sessions("idva")
    assert "your session has ended" in text(client.get(client.get("/work/")["Location"]))
    assert "your session has ended" not in text(client.get("/sign-in"))
