"""What is left in a browser when a session ends: nothing that it kept, and an open tab that asks is told."""

from datetime import timedelta

import time_machine
from django.utils import timezone

from harness.signed_in import sign_in, staff_number
from safehold.access.models import User
from safehold.access.signing_in import sessions
from safehold.access.signing_in.models import SignedIn

CLEARS = '"cache", "storage"'
POLL = {"X-Safehold-Poll": "1"}


def test_signing_out_clears_what_the_browser_holds_and_no_page_before_does(staff, client):
    sign_in(client, "idva")
    assert "Clear-Site-Data" not in client.get("/work/").headers
    assert client.post("/sign-out").headers["Clear-Site-Data"] == CLEARS
    assert "Clear-Site-Data" not in client.get("/sign-in").headers


def test_so_does_the_first_answer_after_a_session_was_left_idle_or_ended_elsewhere(staff, client):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        sign_in(client, "idva")
        clock.shift(timedelta(minutes=21))
        assert client.get("/work/").headers["Clear-Site-Data"] == CLEARS
    sign_in(client, "idva")
    sessions.end_all(User.objects.get(staff_id=staff_number("idva")), "ended by an administrator")
    ended = client.get("/work/")
    assert ended["Location"].startswith("/sign-in")
    assert ended.headers["Clear-Site-Data"] == CLEARS


def test_somebody_who_was_never_signed_in_has_nothing_to_clear(staff, client):
    assert "Clear-Site-Data" not in client.get("/work/").headers


def test_an_open_tab_asks_as_whom_it_stands_without_using_the_session(staff, client):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        sign_in(client, "idva")
        page = client.get("/work/")
        (who,) = client.get("/still", headers=POLL).json().values()
        assert f'data-as="{who}"' in page.text
        used = SignedIn.objects.get().used
        for _ in range(4):
            clock.shift(timedelta(minutes=4))
            assert client.get("/still", headers=POLL).status_code == 200
        assert SignedIn.objects.get().used == used
        clock.shift(timedelta(minutes=5))
        assert client.get("/still", headers=POLL).status_code == 302
    sign_in(client, "investigator")
    assert client.get("/still", headers=POLL).json() != {"as": who}
