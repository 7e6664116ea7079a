"""Sessions: listed, ended by their owner, by an administrator, by whatever changes, and by time."""

import time
from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.utils import timezone

from access.signing_in.test_second_factor import by_password, out, signed_in, with_app, with_passkey
from harness.authenticator import code
from harness.signed_in import sign_in, words
from safehold.access.signing_in import sessions
from safehold.access.signing_in.models import SignedIn


def test_a_member_of_staff_sees_their_sessions_and_ends_one(staff, client, member_of):
    phone = client.__class__(headers={"user-agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) Safari/604.1"}, REMOTE_ADDR="192.0.2.7")
    sign_in(phone, "idva")
    sign_in(client, "idva")
    said = words(client.get("/signing-in/"))
    assert "192.0.2.7 Safari, iPhone" in said
    assert "by one click" in said
    assert "This one" in said
    number = SignedIn.objects.get(where_from="192.0.2.7").pk
    client.post(f"/signing-in/sessions/{number}/end")
    assert phone.get("/posting").status_code == 302
    assert "192.0.2.7" not in words(client.get("/signing-in/"))
    assert SignedIn.objects.get(pk=number).why == "ended by its owner"


def test_in_earnest_a_session_is_ended_once_something_was_shown_lately(staff, client, member_of, in_earnest):
    secret = with_app(client, staff, member_of("investigator"))
    number = SignedIn.objects.get(ended=None).pk
    with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=False):
        asked = client.post(f"/signing-in/sessions/{number}/end", secure=True)
        assert asked["Location"].startswith("/signing-in/again")
        assert SignedIn.objects.get(pk=number).ended is None
        client.post("/signing-in/again", {"code": code(secret, time.time())}, secure=True)
        client.post(f"/signing-in/sessions/{number}/end", secure=True)
        assert SignedIn.objects.get(pk=number).why == "ended by its owner"


def test_nobody_ends_the_session_of_another(staff, client):
    other = client.__class__()
    sign_in(other, "investigator")
    sign_in(client, "idva")
    client.post(f"/signing-in/sessions/{SignedIn.objects.get(user__staff_id='npol-i-104').pk}/end")
    assert other.get("/posting").status_code == 200


def test_a_session_ends_after_twelve_hours_however_much_it_is_used(staff, client, settings):
    settings.IDLE_SECONDS = 4 * 60 * 60
    with time_machine.travel(timezone.now(), tick=False) as clock:
        sign_in(client, "idva")
        for _ in range(4):
            clock.shift(timedelta(hours=3))
            assert client.get("/posting").status_code == 200
        clock.shift(timedelta(seconds=1))
        assert client.get("/posting").status_code == 302
        assert SignedIn.objects.get().why == "after twelve hours"


def test_a_session_of_nobody_is_kept_for_ten_minutes_and_of_somebody_for_twelve_hours(staff, client, member_of, in_earnest):
    with time_machine.travel(timezone.now(), tick=False):
        by_password(client, staff)
        assert Session.objects.get().expire_date == timezone.now() + timedelta(minutes=10)
        client.post("/sign-in", {"ask": "1"}, secure=True)
        with_app(client, staff, member_of("investigator"))
        kept = Session.objects.get(session_key=client.session.session_key)
        assert kept.expire_date == timezone.now() + timedelta(hours=12)


def test_when_a_session_was_last_used_is_kept_to_the_minute(staff, client, member_of):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        sign_in(client, "idva")
        clock.shift(timedelta(minutes=5))
        client.get("/posting")
        (found,) = sessions.open_of(member_of("idva"))
        assert found.used == timezone.now()


def test_signing_out_and_leaving_it_idle_are_told_apart(staff, client):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        sign_in(client, "idva")
        client.post("/sign-out")
        sign_in(client, "idva")
        clock.shift(timedelta(minutes=21))
        client.get("/posting")
    assert sorted(SignedIn.objects.values_list("why", flat=True)) == ["left idle", "signed out"]


def test_a_new_way_to_sign_in_ends_the_other_sessions(staff, client, member_of, in_earnest):
    user = member_of("investigator")
    with time_machine.travel(timezone.now(), tick=False) as clock:
        secret = with_app(client, staff, user)
        elsewhere = client.__class__()
        by_password(elsewhere, staff)
        clock.shift(timedelta(seconds=30))
        elsewhere.post("/sign-in/second", {"code": code(secret, time.time())}, secure=True)
        assert signed_in(elsewhere)
        from harness.authenticator import Passkey

        made = Passkey().made(client.post("/signing-in/passkeys", {"ask": "1"}, secure=True).json())
        assert client.post("/signing-in/passkeys", {"answer": made}, secure=True).status_code == 302
        assert signed_in(client)
        assert not signed_in(elsewhere)


def test_the_only_way_to_sign_in_is_not_removed(staff, client, member_of, in_earnest):
    from safehold.access.signing_in.models import Passkey

    with_passkey(client, staff, member_of("idva"))
    page = client.post(f"/signing-in/passkeys/{Passkey.objects.get().pk}/remove", secure=True, follow=True)
    assert "your only way" in page.text
    assert Passkey.objects.exists()


@pytest.mark.parametrize("address", ["/signing-in/app", "/signing-in/passkeys", "/signing-in/password"])
def test_what_changes_how_somebody_signs_in_asks_again_after_ten_minutes(staff, client, member_of, in_earnest, address):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        secret = with_app(client, staff, member_of("investigator"))
        assert client.get(address, secure=True).status_code == 200
        clock.shift(timedelta(minutes=10, seconds=1))
        assert client.get(address, secure=True)["Location"] == f"/signing-in/again?next=%2F{address[1:].replace('/', '%2F')}"
        assert client.post(address, {"ask": "1"}, secure=True)["Location"].startswith("/signing-in/again")
        again = client.post("/signing-in/again", {"code": "000000", "next": address}, secure=True)
        assert again.status_code == 422
        shown = client.post("/signing-in/again", {"code": code(secret, time.time()), "next": address}, secure=True)
        assert shown["Location"] == address
        assert client.get(address, secure=True).status_code == 200


def test_a_session_that_was_ended_is_not_brought_back_by_a_page_that_was_under_way(staff, client, member_of):
    sign_in(client, "idva")
    held = client.session
    assert held["posting"]
    sessions.end_all(member_of("idva"), "left")
    from django.contrib.sessions.backends.base import UpdateError

    held["posting"] = 1
    with pytest.raises(UpdateError):
        held.save()
    out(client)
