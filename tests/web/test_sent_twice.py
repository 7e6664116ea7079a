"""The same form sent twice, by a key pressed again while the page is slow or by a page that is loaded again."""

import re

import pytest
from django.test import Client

from harness.recorded import PAIR, high_risk
from harness.signed_in import sign_in, words
from safehold.chronology.models import StoredEvent
from safehold.identity.models import Case


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


def test_a_form_that_replaces_what_stands_and_is_sent_twice_is_not_told_of_itself(case, specialist):
    address = f"/cases/{case.id}/contact/safe/"
    page = specialist.get(address).text
    sent = {name: re.search(rf'name="{name}"(?: type="hidden")? value="(\w+)"', page)[1] for name in ("stands", "shown-as")}
    given = {"methods": ["text"], "phone": "07700 900123", "never": ""} | sent
    before = recorded("safe_contact.set")
    assert specialist.post(address, given).status_code == 302
    assert "is not recorded twice" in words(specialist.post(address, given, follow=True))
    assert recorded("safe_contact.set") == before + 1
