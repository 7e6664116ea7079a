"""Attempts at a password: the same work and the same words whatever is wrong; first passwords; choosing one."""

import time
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from access.signing_in.test_second_factor import by_password, out, signed_in, with_app
from harness.authenticator import code, secret_on
from safehold.access.models import SignInFailure, User
from safehold.access.signing_in import passwords, sealing
from safehold.access.signing_in.members import member
from safehold.access.signing_in.models import Act


@pytest.fixture
def hashed(monkeypatch):
    """How often a password was hashed at full cost."""
    seen = []
    for name in ("encode", "verify"):
        plain = getattr(Argon2PasswordHasher, name)
        monkeypatch.setattr(Argon2PasswordHasher, name, lambda *given, plain=plain: (seen.append(1), plain(*given))[1])
    return seen


def test_an_unknown_number_a_wrong_password_and_a_locked_one_cost_one_hash_and_are_told_the_same(staff, client, in_earnest, hashed):
    SignInFailure.objects.bulk_create(SignInFailure(staff_id="npol-ds-104", where_from="127.0.0.1") for _ in range(5))
    User.objects.filter(staff_id="npol-ss-104").update(is_active=False)
    passwords.give_first(User.objects.get(staff_id="npol-d-104"))
    pages = set()
    for number, password in (
        ("npol-i-999", staff),
        ("npol-i-104", "wrong"),
        ("npol-ds-104", staff),
        ("npol-ds-104", "wrong"),
        ("npol-ss-104", staff),
    ):
        hashed.clear()
        answer = by_password(client, password, number)
        assert answer.status_code == 422
        assert len(hashed) == 1, (number, password)
        alert = answer.text.partition('role="alert"')[2].partition("</div>")[0]
        pages.add(alert)
    assert len(pages) == 1


def test_attempts_that_were_refused_are_told_at_the_next_sign_in(staff, client, in_earnest, member_of):
    with_app(client, staff, member_of("investigator"))
    out(client)
    with time_machine.travel(timezone.now() + timedelta(hours=1), tick=False):
        SignInFailure.objects.bulk_create(SignInFailure(staff_id="npol-i-104", where_from="192.0.2.1", at=timezone.now()) for _ in range(3))
        from access.signing_in.test_second_factor import with_passkey  # of another, who is told nothing

        with_passkey(client, staff, member_of("idva"))
        assert "attempts to sign in" not in client.get("/posting", secure=True).text
        out(client)
        secret = sealing.unseal(member_of("investigator").pk, member(member_of("investigator")).app_secret)
        by_password(client, staff)
        client.post("/sign-in/second", {"code": code(secret, time.time())}, secure=True)
        assert "3 attempts to sign in by your number were refused" in client.get("/posting", secure=True).text


def test_of_attempts_at_one_number_at_the_same_moment_only_one_counts(staff, client, in_earnest, owner):
    from hashlib import blake2b

    lock = int.from_bytes(blake2b(b"npol-i-104", digest_size=8, person=b"attempts").digest(), signed=True)
    owner.execute("SELECT pg_advisory_xact_lock(%s)", [lock])
    assert by_password(client, staff).status_code == 422
    owner.rollback()
    assert by_password(client, staff).status_code == 302


def test_failures_do_not_keep_a_passkey_out(staff, client, member_of, in_earnest):
    from access.signing_in.test_second_factor import with_passkey

    passkey = with_passkey(client, staff, member_of("idva"))
    out(client)
    SignInFailure.objects.bulk_create(SignInFailure(staff_id="nidv-i-104", where_from="127.0.0.1") for _ in range(20))
    assert by_password(client, staff, "nidv-i-104").status_code == 422
    asked = client.post("/sign-in", {"ask": "1"}, secure=True).json()
    assert client.post("/sign-in", {"answer": passkey.shown(asked)}, secure=True).status_code == 302


def test_a_first_password_leads_to_a_second_thing_and_to_a_password_of_ones_own(staff, client, member_of, in_earnest):
    user = member_of("investigator")
    first = passwords.give_first(user)
    by_password(client, first)
    secret = secret_on(client.get("/sign-in/set-up", secure=True))
    done = client.post("/sign-in/set-up", {"code": code(secret, time.time()), "next": "/work/"}, secure=True)
    assert done["Location"] == "/sign-in/password?next=%2Fwork%2F"
    assert not signed_in(client)
    for new, again, said in (
        ("short", "short", "Enter a password of 12 to 200 characters"),
        ("q1w2e3r4t5y6", "q1w2e3r4t5y6", "among the commonest"),
        ("npol-i-104-femi", "npol-i-104-femi", "nor like your name or number"),
        (first, first, "other than the one you have"),
        ("three plain words", "three plain word", "the same new password twice"),
    ):
        page = client.post("/sign-in/password", {"password": new, "again": again}, secure=True)
        assert page.status_code == 422
        assert said in page.text, new
    new = {"password": "three plain words", "again": "three plain words", "next": "/work/"}
    assert client.post("/sign-in/password", new, secure=True)["Location"] == "/work/"
    assert signed_in(client)
    assert member(user).first_until is None


def test_a_first_password_lasts_three_days(staff, client, member_of, in_earnest):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        first = passwords.give_first(member_of("investigator"))
        clock.shift(timedelta(days=3, seconds=1))
        assert by_password(client, first).status_code == 422


def test_changing_a_password_asks_for_the_old_one_and_ends_every_other_session(staff, client, member_of, in_earnest):
    secret = with_app(client, staff, member_of("investigator"))
    elsewhere = client.__class__()
    with time_machine.travel(timezone.now() + timedelta(seconds=30), tick=False):
        by_password(elsewhere, staff)
        elsewhere.post("/sign-in/second", {"code": code(secret, time.time())}, secure=True)
    assert signed_in(elsewhere)
    new = {"current": "wrong", "password": "three plain words", "again": "three plain words"}
    assert client.post("/signing-in/password", new, secure=True).status_code == 422
    assert client.post("/signing-in/password", new | {"current": staff}, secure=True).status_code == 302
    assert signed_in(client)
    assert not signed_in(elsewhere)
    assert Session.objects.count() == 1
    assert Act.objects.get(what="password_changed").user.staff_id == "npol-i-104"


def test_a_password_that_is_very_long_is_not_hashed_whole(staff, client, in_earnest, hashed):
    assert by_password(client, "x" * 100_000).status_code == 422
    assert len(hashed) == 1


def test_what_was_logged_cannot_be_changed_by_the_application(staff, member_of):
    Act.objects.create(what="left", user=member_of("idva"), agency="northshire-idva", about="")
    from django.db.utils import ProgrammingError

    for change in ("UPDATE signing_in_act SET about = 'nothing'", "DELETE FROM signing_in_act", "DELETE FROM signing_in_signedin"):
        with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
            cursor.execute(change)
