"""An answer sent twice, from two tabs, too late or after something has changed: recorded once, or said plainly, and nothing lost."""

import re

import pytest

from harness.recorded import ANNA, BORIS, PAIR, ago, event
from harness.signed_in import sign_in, words
from safehold.identity.models import Decision, Person

HEARD = {"ref": "Z9", "role": "victim", "given_name": "Ann", "family_name": "Quillfeather", "sex": "female"}


@pytest.fixture
def page(client, staff):
    event("call.received", ago(days=3), *PAIR, channel="999", domestic=True)
    event("call.received", ago(days=2), HEARD, BORIS, channel="999", domestic=True, source="southmere-records")
    one, other = Person.everything.filter(family_name="Quillfeather").order_by("id").values_list("id", flat=True)
    sign_in(client, "da_specialist")
    return f"/links/{one}-{other}/"


def form(client, page) -> dict[str, str]:
    """What the browser would send of the page as it is now."""
    return dict(re.findall(r'name="(seen|once|next)" value="([^"]*)"', client.get(page).text))


def test_the_page_comes_without_what_each_answer_would_change_which_is_asked_for_one_by_one(client, page):
    shown = client.get(page)
    assert "become one person" not in shown.text
    links = re.findall(r'data-would="([^"]+)"', shown.text)
    assert [address.split("/")[4] for address in links] == ["linked", "not_linked"]
    found = client.get(links[0])
    assert "become one person, with 2 records" in found.text
    assert "<html" not in found.text
    assert "Nothing changes now." in client.get(links[1]).text
    both = words(client.get(f"{page}?would=1"))
    assert "become one person, with 2 records" in both
    assert Decision.objects.count() == 0


def test_what_an_answer_would_change_is_not_told_of_two_who_stand_otherwise_by_now_nor_to_others(client, page):
    (link, _) = re.findall(r'data-would="([^"]+)"', client.get(page).text)
    event("call.received", ago(hours=1), ANNA, BORIS, channel="999", domestic=True)
    late = client.get(link)
    assert late.status_code == 409
    assert "has changed since you opened this page" in late.text
    assert client.get(link.replace("/linked/", "/unsure/")).status_code == 404
    assert sign_in(client, "first_responder").get(link).status_code == 403


def test_a_form_sent_twice_is_recorded_once_and_leads_where_the_first_did(client, page):
    answer = form(client, page) | {"judgement": "not_linked", "why": "another voice"}
    first, second = client.post(page, answer), client.post(page, answer)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.url == second.url == "/links/"
    assert Decision.objects.count() == 1
    assert words(client.get("/links/")).count("Recorded: ") == 1
    linked = form(client, page) | {"judgement": "linked", "why": "no, the same"}
    assert client.post(page, linked).status_code == 409


def test_an_answer_to_what_has_changed_meanwhile_is_asked_again_with_what_was_written(client, page):
    tab = form(client, page) | {"judgement": "linked", "why": "the same voice"}
    event("call.received", ago(hours=1), ANNA | {"phone": "01632 960999"}, BORIS, channel="999", domestic=True)
    late = client.post(page, tab)
    assert late.status_code == 409
    assert "has changed since you opened this page" in words(late)
    assert 'value="the same voice"' in late.text
    assert "01632 960999" in late.text
    assert re.search(r'value="linked"[^>]*checked', late.text)
    assert Decision.objects.count() == 0
    again = dict(re.findall(r'name="(seen|once|next)" value="([^"]*)"', late.text)) | {"judgement": "linked", "why": "the same voice"}
    assert client.post(page, again).status_code == 302


def test_of_two_tabs_the_second_is_told_what_the_first_has_said(client, page):
    tabs = [form(client, page) for _ in range(2)]
    assert client.post(page, tabs[0] | {"judgement": "not_linked", "why": "her sister"}).status_code == 302
    late = client.post(page, tabs[1] | {"judgement": "unsure", "why": "too little"})
    assert late.status_code == 409
    assert "her sister" in words(late)
    assert 'value="too little"' in late.text
    assert list(Decision.objects.values_list("judgement", flat=True)) == ["not_linked"]


def test_what_is_at_stake_stands_with_whom_it_is_at_stake(client, page):
    event("risk.assessed", ago(hours=2), *PAIR, instrument="dash", grade="high", score=16)
    one, _, other = words(client.get(page)).partition("What agrees")[0].partition("Ann QUILLFEATHER")
    assert "High risk" in one
    assert "Risk not graded" in other
