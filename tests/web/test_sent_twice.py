"""The same form sent twice, by a key pressed again while the page is slow or by a page that is loaded again."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.test import Client

from harness.recorded import OTHER_PAIR, PAIR, ago, event, high_risk
from harness.signed_in import sign_in, staff_number, words
from safehold.chronology import record
from safehold.chronology.models import StoredEvent
from safehold.identity.models import Case
from safehold.practice.response.models import Call, Draft
from safehold.web.case import entering


@pytest.fixture
def case(staff) -> Case:
    high_risk(*PAIR)
    return Case.everything.get(suspect_id__isnull=False)


@pytest.fixture
def specialist(case) -> Client:
    return sign_in(Client(), "da_specialist")


def recorded(kind: str) -> int:
    return StoredEvent.objects.using("owner").filter(kind=kind).count()


def shown(client: Client, address: str) -> dict[str, str]:
    return {"shown-as": re.search(r'name="shown-as" type="hidden" value="(\w+)"', client.get(address).text)[1]}


def test_a_form_that_is_sent_twice_is_recorded_once_and_says_so(case, specialist):
    address = f"/cases/{case.id}/"
    for page, kind, given in (
        ("plan/add/?item=locks", "plan.action_agreed", {"what": "Locks", "due": "2026-12-24", "owner_agency": "northshire-housing"}),
        ("contact/try/?method=phone", "victim.contact_attempted", {"method": "phone", "reached": "no"}),
        ("record/victim.disclosed/", "victim.disclosed", {"data-what": "coercive_control"}),
        ("risk/again/", "risk.reviewed", {"unchanged": "yes", "reason": "he came back"}),
    ):
        before, sent = recorded(kind), given | shown(specialist, address + page)
        first = specialist.post(address + page, sent)
        again = specialist.post(address + page, sent, follow=True)
        assert first.status_code == 302, (page, words(first))
        assert recorded(kind) == before + 1, page
        assert "is not recorded twice" in words(again), page
        assert again.redirect_chain == [(first["Location"], 302)], page


def sent_twice(client: Client, page: str, address: str, kind: str, given: dict[str, object]) -> None:
    before, sent = recorded(kind), given | shown(client, page)
    first = client.post(address, sent)
    assert first.status_code == 302, (address, words(first))
    assert recorded(kind) == before + 1, address
    again = client.post(address, sent, follow=True)
    assert recorded(kind) == before + 1, address
    assert "is not recorded twice" in words(again), address


def test_so_is_an_answer_on_the_board_at_the_second_check_on_the_ranked_list_and_the_file_for_prosecutors(case):
    calls = [event("call.received", ago(minutes=30), *pair, channel="999", domestic=True) for pair in (PAIR, OTHER_PAIR)]
    event("call.graded", ago(minutes=29), about=calls[1], grade="immediate")
    event("call.downgrade_asked", ago(minutes=5), about=calls[1], to="priority", reason="new_information", why="he has left")
    event("crime.recorded", ago(days=1), *PAIR, offence="assault")
    one, other = (Call.everything.get(reference=each.id).pk for each in calls)
    own = {"owner": staff_number("da_specialist")}
    for role, page, address, kind, given in (
        ("control_room_supervisor", "/board/", f"/board/{one}/told/", "victim.contact_attempted", {"method": "text", "reached": "no"}),
        ("control_room_supervisor", "/board/", f"/board/{one}/reassess/", "supervisor.reassessed", {"plan": "The next unit goes"}),
        # Refused the second time, since the first has answered: it is said that this was it.
        ("control_room_supervisor", "/board/", f"/board/{other}/answer/", "call.downgrade_answered", {"agreed": "no", "why": "alone"}),
        ("da_specialist", "/second-checks/", f"/second-checks/{one}/", "call.second_checked", {"agrees": "yes"}),
        ("da_specialist", "/first/", "/first/people/", "capacity.declared", {"people": "5", "do": "say"}),
        ("da_specialist", "/first/", f"/first/{case.id}/owner/", "case.owner_named", own),
        ("da_specialist", "/first/", f"/first/{case.id}/disagree/", "ranking.disagreed", {"should_be": "higher", "reason": "he waits"}),
        ("investigator", f"/cases/{case.id}/investigation/file/", f"/cases/{case.id}/investigation/file/", "cps.file_sent",
         {"left_out_because": "sent before"}),
    ):  # fmt: skip
        sent_twice(sign_in(Client(), role), page, address, kind, given)


def test_an_answer_on_the_board_that_somebody_else_has_given_meanwhile_is_not_taken_and_what_was_typed_is_shown(case):
    call = event("call.received", ago(minutes=30), *PAIR, channel="999", domestic=True)
    event("call.graded", ago(minutes=29), about=call, grade="immediate")
    event("call.downgrade_asked", ago(minutes=5), about=call, to="priority", reason="new_information", why="he has left")
    event("call.downgrade_answered", ago(minutes=1), about=call, agreed=False, why="no")
    number = Call.everything.get(reference=call.id).pk
    board = sign_in(Client(), "control_room_supervisor")
    refused = board.post(f"/board/{number}/answer/", {"agreed": "no", "why": "she is alone with him"})
    assert refused.status_code == 422
    assert "somebody has answered already" in words(refused)
    assert "Why: she is alone with him" in words(refused)
    assert 'href="#refused"' not in refused.text


def test_a_call_that_is_opened_twice_for_one_alarm_is_one_call_and_what_was_typed_stands(case):
    event("alarm.activated", ago(minutes=3), PAIR[0], source="alarms")
    board = sign_in(Client(), "control_room_supervisor")
    press = re.search(r'action="(/board/alarm/\d+/)"', board.get("/board/").text)[1]
    opened = board.post(press)["Location"]
    draft = Draft.objects.get()
    board.post("/calls/draft", {"call": draft.call, "turn": "9", "family_name": "Quillfeather", "words": "She opened the door"})
    assert board.post(press)["Location"] == opened
    assert Draft.objects.count() == 1
    assert "She opened the door" in board.get(opened).text


def elsewhere(act) -> None:
    """By somebody else, at this very moment: in another transaction, which has ended when this goes on."""

    def whole() -> None:
        try:
            act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor() as other:
        other.submit(whole).result()


def test_a_form_that_is_sent_twice_in_the_same_moment_is_recorded_once(case, specialist, monkeypatch):
    """The second comes when the first has found that nothing of it is held, and has not stored it yet."""
    address = f"/cases/{case.id}/contact/try/?method=phone"
    sent = {"method": "phone", "reached": "no"} | shown(specialist, address)
    before, plain, answers = recorded("victim.contact_attempted"), record._new_ones, []

    def meanwhile(cursor, given):
        found = plain(cursor, given)
        if not answers:
            answers.append("the other is on its way")
            elsewhere(lambda: answers.append(specialist.post(address, sent).status_code))
        return found

    monkeypatch.setattr(record, "_new_ones", meanwhile)
    assert "is not recorded twice" in words(specialist.post(address, sent, follow=True))
    assert answers[1:] == [302]
    assert recorded("victim.contact_attempted") == before + 1


def test_what_was_changed_before_it_is_sent_again_and_the_same_words_on_another_day_are_records_of_their_own(case, specialist):
    address = f"/cases/{case.id}/contact/try/?method=phone"
    sent = {"method": "phone", "reached": "no"} | shown(specialist, address)
    for given in (sent, sent | {"note": "rang out"}, sent | shown(specialist, address), sent):
        assert specialist.post(address, given).status_code == 302
    assert recorded("victim.contact_attempted") == 3


def test_a_copy_for_her_that_is_loaded_again_is_one_copy(case, specialist):
    address = f"/cases/{case.id}/plan/copy/"
    sent = {"kept": "with_her", "agencies_named": "no", "title": "To do", "lines": "Ring the school"} | shown(specialist, address)
    assert "Ring the school" in specialist.post(address, sent).text
    assert "Ring the school" in specialist.post(address, sent).text
    assert recorded("plan.copied") == 1


def test_an_answer_to_a_duty_that_is_sent_twice_is_recorded_once(case, specialist):
    listed = specialist.get("/work/").text
    step = re.search(r'href="(/duties/[^"]*/cannot/[^"]*)"', listed)[1].replace("&amp;", "&")
    page = specialist.get(step).text
    names = set(re.findall(r'<(?:textarea|input|select)[^>]* name="([\w-]+)"', page)) - {"csrfmiddlewaretoken", "sent-as", "shown-as"}
    sent = dict.fromkeys(names, "she is abroad until March") | shown(specialist, step)
    before = StoredEvent.objects.using("owner").count()
    specialist.post(step, sent)
    once = StoredEvent.objects.using("owner").count()
    assert once == before + 1
    specialist.post(step, sent)
    assert StoredEvent.objects.using("owner").count() == once


def test_what_was_recorded_anew_since_a_form_was_opened_is_told_before_the_form_replaces_it(case, specialist):
    given = {"methods": ["text"], "phone": "07700 900123", "never": ""}
    for page, first, second, told in (
        ("contact/safe/", given, given | {"methods": ["phone"], "never": "no texts, he reads them"}, "no texts, he reads them"),
        ("plan/make/", {"wishes": "To stay"}, {"wishes": "To go to her sister"}, "To go to her sister"),
    ):
        address = f"/cases/{case.id}/{page}"
        stale = {"stands": re.search(r'name="stands" value="(\w+)"', specialist.get(address).text)[1]}
        assert specialist.post(address, second | stale).status_code == 302
        refused = specialist.post(address, first | stale)
        assert refused.status_code == 422
        assert "Since you opened this" in words(refused)
        assert told in words(refused)
        now = {"stands": re.search(r'name="stands" value="(\w+)"', refused.text)[1]}
        assert specialist.post(address, first | now).status_code == 302


def stale(client: Client, address: str) -> dict[str, str]:
    return {"stands": re.search(r'name="stands" value="(\w+)"', client.get(address).text)[1]}


def test_it_is_told_by_whom_and_what_differs_and_also_to_whoever_sent_something_that_cannot_be_taken(case, specialist):
    address = f"/cases/{case.id}/contact/safe/"
    given = {"methods": ["text", "phone"], "phone": "07700 900123", "codeword": "heron", "never": ""}
    opened = stale(specialist, address)
    sergeant = sign_in(Client(), "shift_sergeant")
    assert sergeant.post(address, given | {"phone": "07700 900555"}).status_code == 302
    empty = words(specialist.post(address, {"codeword": ""} | opened))
    assert "Say by what she may be reached" in empty
    assert "Since you opened this" in empty, "the form that is shown now would replace it"
    told = words(specialist.post(address, given | opened))
    assert "shift sergeant" in told
    assert "Number 07700 900555" in told
    assert "Replace what stands" in told
    for same in ("By what she may be reached a call", "How never nothing"):
        assert same not in told, same


def test_whoever_may_not_read_all_that_stands_is_told_that_it_changed_and_nothing_of_it(case, specialist):
    address = f"/cases/{case.id}/contact/safe/"
    given = {"methods": ["text"], "phone": "07700 900123", "codeword": "zqxvjwheron"}
    specialist.post(address, given)
    investigator = sign_in(Client(), "investigator")
    investigator.post("/looks/purpose/", {"case": case.id, "purpose": "safeguarding", "why": "her sister rang about her"})
    opened = stale(investigator, address)
    specialist.post(address, given | {"codeword": "zqxvjwosprey", "never": "no letters"})
    told = investigator.post(address, given | {"codeword": "rook"} | opened)
    assert "How never no letters" in words(told)
    assert "zqxvjw" not in told.text
    assert "Codeword nothing" not in words(told)


def test_that_it_became_unsafe_to_reach_her_is_told_before_what_was_typed_lifts_it(case, specialist):
    address = f"/cases/{case.id}/contact/safe/"
    given = {"methods": ["text"], "phone": "07700 900123", "never": ""}
    event("safe_contact.set", ago(days=1), *PAIR, methods=["text"], phone="07700 900123")
    opened = stale(specialist, address)
    event("contact.unsafe", ago(minutes=1), *PAIR, why="he has her phone", instead="through her sister")
    told = words(specialist.post(address, given | opened))
    assert "Not safe to contact her he has her phone. Instead: through her sister" in told


def test_who_replaces_what_somebody_else_replaces_in_the_same_moment_is_told(case, specialist, monkeypatch):
    address, plain, answers = f"/cases/{case.id}/plan/make/", entering.alone_with, []
    opened = stale(specialist, address)
    colleague = sign_in(Client(), "shift_sergeant")

    def meanwhile(*cases):
        if not answers:
            answers.append("on its way")
            elsewhere(lambda: answers.append(colleague.post(address, {"wishes": "To go to her sister"} | opened).status_code))
        plain(*cases)

    monkeypatch.setattr(entering, "alone_with", meanwhile)
    told = specialist.post(address, {"wishes": "To stay"} | opened)
    assert (answers[1:], told.status_code) == ([302], 422)
    assert "What she wants To go to her sister" in words(told)


def test_the_menu_of_records_leads_to_the_page_that_begins_with_what_stands(case, specialist):
    for kind, page in (("plan.made", "plan/make/"), ("safe_contact.set", "contact/safe/")):
        assert specialist.get(f"/cases/{case.id}/record/{kind}/")["Location"] == f"/cases/{case.id}/{page}"


def test_a_form_that_replaces_what_stands_and_is_sent_twice_is_not_told_of_itself(case, specialist):
    address = f"/cases/{case.id}/contact/safe/"
    page = specialist.get(address).text
    sent = {name: re.search(rf'name="{name}"(?: type="hidden")? value="(\w+)"', page)[1] for name in ("stands", "shown-as")}
    given = {"methods": ["text"], "phone": "07700 900123", "never": ""} | sent
    before = recorded("safe_contact.set")
    assert specialist.post(address, given).status_code == 302
    assert "is not recorded twice" in words(specialist.post(address, given, follow=True))
    assert recorded("safe_contact.set") == before + 1
