"""Nobody but in a demonstration gets a viewer before a second thing was shown."""

import json
import time
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from harness.authenticator import Passkey, code, secret_on
from safehold.access.models import SignInFailure
from safehold.access.signing_in import passwords, sealing, second
from safehold.access.signing_in.members import factors, member
from safehold.access.signing_in.models import Member, SignedIn
from safehold.access.signing_in.models import Passkey as Kept


def by_password(client, staff, number="npol-i-104", **more):
    return client.post("/sign-in", {"staff_id": number, "password": staff, **more}, secure=True)


def with_app(client, staff, user):
    """Signs in for the first time by an app; gives its secret."""
    by_password(client, staff, user.staff_id)
    secret = secret_on(client.get("/sign-in/set-up", secure=True))
    assert client.post("/sign-in/set-up", {"code": code(secret, time.time())}, secure=True).status_code == 302
    return secret


def with_passkey(client, staff, user):
    by_password(client, staff, user.staff_id)
    passkey = Passkey()
    made = passkey.made(client.post("/sign-in/set-up", {"ask": "1"}, secure=True).json())
    assert client.post("/sign-in/set-up", {"answer": made, "name": "work laptop"}, secure=True).status_code == 302
    return passkey


def out(client):
    client.post("/sign-out", secure=True)


def signed_in(client):
    return client.get("/posting", secure=True).status_code == 200


def test_a_password_alone_leads_to_setting_up_a_second_way_and_nowhere_else(staff, client, in_earnest):
    assert by_password(client, staff, next="/work/")["Location"] == "/sign-in/set-up?next=%2Fwork%2F"
    assert "_auth_user_id" not in client.session
    for address in ("/", "/posting", "/work/", "/signing-in/", "/administration/"):
        assert client.get(address, secure=True)["Location"].startswith("/sign-in?next="), address


def test_an_app_is_set_up_by_its_first_code_and_asked_for_from_then_on(staff, client, member_of, in_earnest):
    user = member_of("investigator")
    with time_machine.travel(timezone.now(), tick=False) as clock:
        secret = with_app(client, staff, user)
        assert signed_in(client)
        assert SignedIn.objects.get(user=user).how == "password and code"
        out(client)
        assert by_password(client, staff)["Location"] == "/sign-in/second"
        assert not signed_in(client)
        clock.shift(timedelta(seconds=30))
        assert client.post("/sign-in/second", {"code": code(secret, time.time())}, secure=True).status_code == 302
        assert signed_in(client)


def test_with_a_password_alone_nobody_adds_to_what_somebody_has(staff, client, member_of, in_earnest):
    with_app(client, staff, member_of("investigator"))
    out(client)
    by_password(client, staff)
    assert client.get("/sign-in/set-up", secure=True)["Location"] == "/sign-in/second"
    assert client.get("/sign-in/set-up/picture", secure=True).status_code == 404
    assert client.post("/sign-in/set-up", {"ask": "1"}, secure=True)["Location"] == "/sign-in/second"


def test_a_code_counts_once_and_within_a_step_of_the_phones_clock(staff, client, member_of, in_earnest, rf):
    user = member_of("investigator")
    with time_machine.travel(timezone.now(), tick=False) as clock:
        secret = with_app(client, staff, user)
        used = code(secret, time.time())
        clock.shift(timedelta(minutes=2))
        request = rf.get("/")
        request.session = {}
        for drift in (-60, 60):
            with pytest.raises(second.NotShown):
                second.code(request, user, code(secret, time.time() + drift))
        with pytest.raises(second.NotShown):
            second.code(request, user, used)
        early = code(secret, time.time() - 30)
        assert second.code(request, user, f"{early[:3]} {early[3:]}") == "code"
        with pytest.raises(second.NotShown):
            second.code(request, user, early)  # a replay
        assert second.code(request, user, code(secret, time.time() + 30)) == "code"
        with pytest.raises(second.NotShown):
            second.code(request, user, code(secret, time.time()))  # older than one that was used


@pytest.mark.parametrize("given", ["", "12345", "1234567", "абвгде", "१२३४५६", "0x1234", "-12345", "1 2 3 4 5 6 7"])
def test_what_is_no_code_is_refused(given):
    from safehold.access.signing_in.codes import new_secret, step_of

    assert step_of(new_secret(), given) is None


def test_wrong_codes_are_slowed_with_wrong_passwords(staff, client, member_of, in_earnest):
    user = member_of("investigator")
    with time_machine.travel(timezone.now(), tick=False) as clock:
        secret = with_app(client, staff, user)
        out(client)
        by_password(client, staff)
        for _ in range(5):
            assert client.post("/sign-in/second", {"code": "000000"}, secure=True).status_code == 422
        assert SignInFailure.objects.filter(staff_id=user.staff_id).count() == 5
        clock.shift(timedelta(seconds=30))
        assert client.post("/sign-in/second", {"code": code(secret, time.time())}, secure=True).status_code == 422
        assert by_password(client, staff).status_code == 422


def test_a_half_sign_in_lasts_ten_minutes_and_ends_when_the_password_changes(staff, client, member_of, in_earnest):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        by_password(client, staff)
        clock.shift(timedelta(minutes=9))
        assert client.get("/sign-in/set-up", secure=True).status_code == 200
        clock.shift(timedelta(minutes=2))
        assert client.get("/sign-in/set-up", secure=True)["Location"].startswith("/sign-in?next=")
        by_password(client, staff)
        passwords.give_first(member_of("investigator"))
        assert client.get("/sign-in/set-up", secure=True)["Location"].startswith("/sign-in?next=")


def test_the_picture_is_a_file_of_ours_that_nobody_keeps(staff, client, in_earnest):
    by_password(client, staff)
    picture = client.get("/sign-in/set-up/picture", secure=True)
    assert picture["Content-Type"] == "image/svg+xml"
    assert picture["Cache-Control"] == "no-store"
    assert picture.content.startswith(b"<svg")
    assert b"style" not in picture.content


def test_a_passkey_signs_in_without_a_number_or_a_password(staff, client, member_of, in_earnest):
    user = member_of("idva")
    passkey = with_passkey(client, staff, user)
    assert Kept.objects.get().name == "work laptop"
    out(client)
    asked = client.post("/sign-in", {"ask": "1"}, secure=True).json()
    assert "allowCredentials" not in asked["publicKey"]
    assert client.post("/sign-in", {"answer": passkey.shown(asked), "next": "/work/"}, secure=True)["Location"] == "/work/"
    assert SignedIn.objects.filter(user=user).latest("at").how == "passkey"


def test_a_passkey_is_the_second_thing_after_a_password_and_must_be_ones_own(staff, client, member_of, in_earnest):
    other = with_passkey(client, staff, member_of("investigator"))
    out(client)
    passkey = with_passkey(client, staff, member_of("idva"))
    out(client)
    by_password(client, staff, "nidv-i-104")
    asked = client.post("/sign-in/second", {"ask": "1"}, secure=True).json()
    assert len(asked["publicKey"]["allowCredentials"]) == 1
    assert client.post("/sign-in/second", {"answer": other.shown(asked)}, secure=True).status_code == 422
    asked = client.post("/sign-in/second", {"ask": "1"}, secure=True).json()
    assert client.post("/sign-in/second", {"answer": passkey.shown(asked)}, secure=True).status_code == 302
    assert signed_in(client)


def tampered(passkey, asked, how):
    if how == "another's key":
        stranger = Passkey()
        stranger.id, stranger.handle = passkey.id, passkey.handle
        return stranger.shown(asked)
    if how == "another's handle":
        return passkey.shown(asked, handle=b"\1" * 32)
    if how == "unlocked":
        passkey.flags = 1
    if how == "another site":
        passkey.origin = "https://testserver.example.org"
    if how == "another name":
        passkey.name = "example.org"
    if how == "an earlier question":
        asked["publicKey"]["challenge"] = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    return passkey.shown(asked)


@pytest.mark.parametrize("how", ["another's key", "another's handle", "unlocked", "another site", "another name", "an earlier question"])
def test_a_passkey_that_is_not_quite_right_signs_nobody_in(staff, client, member_of, in_earnest, how):
    passkey = with_passkey(client, staff, member_of("idva"))
    out(client)
    asked = client.post("/sign-in", {"ask": "1"}, secure=True).json()
    assert client.post("/sign-in", {"answer": tampered(passkey, asked, how)}, secure=True).status_code == 422
    assert not signed_in(client)


def test_what_a_passkey_answered_is_no_answer_again(staff, client, member_of, in_earnest):
    passkey = with_passkey(client, staff, member_of("idva"))
    out(client)
    answer = passkey.shown(client.post("/sign-in", {"ask": "1"}, secure=True).json())
    assert client.post("/sign-in", {"answer": answer}, secure=True).status_code == 302
    out(client)
    assert client.post("/sign-in", {"answer": answer}, secure=True).status_code == 422


def test_a_passkey_whose_counter_goes_back_may_be_a_copy(staff, client, member_of, in_earnest):
    passkey = with_passkey(client, staff, member_of("idva"))
    for counter, status in ((7, 302), (7, 422), (8, 302)):
        out(client)
        passkey.counter = counter
        asked = client.post("/sign-in", {"ask": "1"}, secure=True).json()
        assert client.post("/sign-in", {"answer": passkey.shown(asked)}, secure=True).status_code == status
    assert "may have been copied" in client.get("/posting", secure=True).text  # and they are told


@pytest.mark.parametrize("answer", ["", "{", "[]", "null", "7", '{"id":"AA","rawId":"AA","type":"public-key","response":{}}', '"' * 500])
def test_what_is_no_answer_of_a_passkey_is_refused(staff, client, in_earnest, answer):
    client.post("/sign-in", {"ask": "1"}, secure=True)
    assert client.post("/sign-in", {"answer": answer}, secure=True).status_code == 422


def test_a_passkey_that_is_malformed_inside_is_refused(staff, client, member_of, in_earnest):
    passkey = with_passkey(client, staff, member_of("idva"))
    out(client)
    for part in ("clientDataJSON", "authenticatorData", "signature"):
        for wrong in ("", "AAAA", 7):
            answer = json.loads(passkey.shown(client.post("/sign-in", {"ask": "1"}, secure=True).json()))
            answer["response"][part] = wrong
            assert client.post("/sign-in", {"answer": json.dumps(answer)}, secure=True).status_code == 422, (part, wrong)


def test_an_apps_secret_is_kept_encrypted_for_its_owner_alone(staff, client, member_of, in_earnest, settings):
    user = member_of("investigator")
    secret = with_app(client, staff, user)
    kept = Member.objects.get(user=user).app_secret
    assert secret not in kept
    assert sealing.unseal(user.pk, kept) == secret
    with pytest.raises(sealing.NoKey):
        sealing.unseal(user.pk + 1, kept)


def test_keys_rotate(staff, client, member_of, in_earnest, settings):
    from safehold.access.signing_in import rotating

    user = member_of("investigator")
    secret = with_app(client, staff, user)
    old, new = settings.SAFEHOLD_FACTOR_KEYS, "n" * 40
    settings.SAFEHOLD_FACTOR_KEYS = f"{new},{old}"
    assert rotating.rotate() == 1
    settings.SAFEHOLD_FACTOR_KEYS = new
    assert sealing.unseal(user.pk, member(user).app_secret) == secret
    settings.SAFEHOLD_FACTOR_KEYS = old
    assert "1 secrets are closed" in rotating.standing()
    with pytest.raises(sealing.NoKey):
        rotating.rotate()


@pytest.mark.parametrize("keys", ["", " , ", "short"])
def test_without_a_key_no_app_is_set_up_and_a_passkey_still_is(staff, client, member_of, in_earnest, settings, keys):
    settings.SAFEHOLD_FACTOR_KEYS = keys
    by_password(client, staff, "nidv-i-104")
    assert "SAFEHOLD_FACTOR_KEYS" in client.get("/sign-in/set-up", secure=True).text
    assert client.post("/sign-in/set-up", {"code": "123456"}, secure=True).status_code == 422
    with_passkey(client, staff, member_of("idva"))
    assert factors(member_of("idva")) == (False, 1)


def test_in_a_demonstration_a_second_thing_is_asked_of_those_who_have_one(staff, client, member_of, in_earnest, settings):
    with_app(client, staff, member_of("investigator"))
    out(client)
    settings.DEMONSTRATION = True
    assert by_password(client, staff)["Location"] == "/sign-in/second"
    assert by_password(client, staff, "nidv-i-104")["Location"] == "/"


def test_a_session_of_a_demonstration_is_nobodys_in_earnest(staff, client, settings):
    client.post("/sign-in/as", {"staff_id": "npol-i-104"}, secure=True)
    assert signed_in(client)
    settings.DEMONSTRATION = False
    assert client.get("/posting", secure=True)["Location"].startswith("/sign-in?next=")
