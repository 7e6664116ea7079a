"""An alarm that two supervisors see at once: one call is opened for it, and each knows who has it."""

import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError
from urllib.parse import unquote

import pytest
from django.db import connections
from django.test import Client

from harness.recorded import PAIR, ago, event
from harness.signed_in import sign_in, somebody, words
from safehold.practice.response import alarm_calls
from safehold.practice.response.models import Draft

FORM = re.compile(r'action="(/board/alarm/\d+/)".*?</form>', re.DOTALL)
OVER = re.compile(r'name="over" value="(\d+)"')
POLICE = "northshire-police"


@pytest.fixture
def pressed(staff) -> str:
    """Where the board sends whoever opens a call for it."""
    event("alarm.activated", ago(minutes=3), PAIR[0], source="alarms")
    return FORM.search(sign_in(Client(), "control_room_supervisor").get("/board/").text)[1]


@pytest.fixture
def first(pressed) -> Client:
    return sign_in(Client(), "control_room_supervisor")


@pytest.fixture
def second(pressed) -> Client:
    return somebody(POLICE, "control_room_supervisor", "Petra Example")


def key(answer) -> str:
    return unquote(answer["Location"].partition("open=")[2])


def test_whoever_comes_second_is_told_who_has_it_and_may_take_it_over_as_it_is_typed(pressed, first, second):
    call = key(second.post(pressed))
    second.post("/calls/draft", {"call": call, "turn": "9", "family_name": "Quillfeather", "words": "She opened the door"})
    refused = first.post(pressed, follow=True)
    assert refused.redirect_chain == [("/board/", 302)]
    assert "Petra Example has opened a call for that alarm. Ask them, or take it over." in words(refused)
    assert "Petra Example has opened a call for it" in words(refused)
    assert [draft.user.display_name for draft in Draft.objects.all()] == ["Petra Example"]
    form = FORM.search(refused.text)[0]
    assert "Take it over" in form
    taken = first.post(pressed, {"over": OVER.search(form)[1]})
    assert key(taken) == call
    assert "She opened the door" in first.get(taken["Location"]).text
    assert [draft.user.display_name for draft in Draft.objects.all()] != ["Petra Example"]
    assert Draft.objects.count() == 1


def test_whoever_has_it_goes_on_with_their_own(pressed, first):
    opened = first.post(pressed)
    form = FORM.search(first.get("/board/").text)[0]
    assert "Go on with your call" in form
    assert OVER.search(form) is None
    assert first.post(pressed)["Location"] == opened["Location"]
    assert Draft.objects.count() == 1


def test_taking_over_one_that_is_another_s_by_now_is_refused(pressed, first, second):
    second.post(pressed)
    old = str(Draft.objects.get().pk)
    for over in ("0", "²", "x", "9" * 5000, str(int(old) + 1)):
        assert first.post(pressed, {"over": over})["Location"] == "/board/"
    assert Draft.objects.get().user.display_name == "Petra Example"


def test_two_who_press_in_the_same_moment_open_one_call(pressed, first, second, monkeypatch):
    """Each waits, where it looks for what is typed already, for the other to have come as far: who holds the lock waits in vain."""
    both, read = Barrier(2), alarm_calls.draft_of

    def together(*given):
        with suppress(BrokenBarrierError):
            both.wait(0.5)
        return read(*given)

    monkeypatch.setattr(alarm_calls, "draft_of", together)

    def press(client: Client) -> str:
        try:
            return client.post(pressed)["Location"]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(press, (first, second)))
    assert answers[0] == "/board/"
    assert answers[1].startswith("/calls/new?open=")
    assert Draft.objects.count() == 1
