"""The pages on which a demonstration tells chronologies as live events."""

from pathlib import Path

import pytest
from django.urls import reverse

from harness.signed_in import sign_in, words

CASE = Path(__file__).resolve().parents[1] / "cases" / "penalised-victim-2016.jsonl"


@pytest.fixture
def told(settings, client, staff):
    settings.SAFEHOLD_RETOLD = [str(CASE)]
    return sign_in(client, "call_handler")


def test_the_clock_starts_before_the_first_event_and_is_stepped_by_links(told):
    listed = told.get(reverse("retelling"))
    assert "penalised-victim-2016" in words(listed)
    page = told.get(reverse("retelling-file", args=[1]))
    assert "Before the first event" in words(page)
    page = told.get(page.context_data["next_event"])
    text = words(page)
    assert "Monday 8 February 2016, 12:00" in text
    assert "1 of 14 events have come in" in text
    assert "Lily FARRANT is not on record yet" in text
    assert "Call handler, Sussex Police" in text
    assert "The time is assumed: its source says 8 February 2016." in text
    page = told.get(page.context_data["next_day"])
    assert page.context_data["lists"][0].overdue == 2


def test_playing_goes_on_by_itself_until_the_end(told):
    page = told.get(reverse("retelling-file", args=[1]), {"at": 1, "play": 1})
    assert 'id="play-on"' in page.text
    assert "play=1" in page.context_data["play"]
    page = told.get(reverse("retelling-file", args=[1]), {"at": 999999, "play": 1})
    assert page.context_data["at"] == page.context_data["end"]
    assert 'id="play-on"' not in page.text


def test_the_account_is_given_to_keep_by_the_rules_that_were_asked_for(told):
    answer = told.get(reverse("retelling-account", args=[1]), {"standard": "then"})
    assert answer.headers["Content-Type"] == "text/markdown; charset=utf-8"
    assert "the rules in force at the time" in answer.text
    assert "victim is never penalised" not in answer.text


@pytest.mark.parametrize("number", [0, 2])
def test_a_file_that_was_not_given_is_not_there(told, number):
    assert told.get(reverse("retelling-file", args=[number])).status_code == 404


def test_a_file_that_has_gone_says_so(told, settings, tmp_path):
    settings.SAFEHOLD_RETOLD = [str(tmp_path / "gone.jsonl")]
    page = told.get(reverse("retelling-file", args=[1]))
    assert (page.status_code, "gone.jsonl cannot be read" in words(page)) == (422, True)


def test_nobody_reads_it_without_signing_in(client, settings, staff):
    settings.SAFEHOLD_RETOLD = [str(CASE)]
    assert client.get(reverse("retelling")).status_code == 302


def test_where_no_file_was_given_the_page_says_how_to_give_one(client, staff):
    assert "demo --replay FILE" in words(sign_in(client, "call_handler").get(reverse("retelling")))
