"""Accounts of other systems, and the tokens that they bear."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from access.signing_in.test_second_factor import with_passkey
from harness.signed_in import sign_in
from safehold.access.signing_in import services
from safehold.access.signing_in.bearer import NoBearer, bearer
from safehold.access.signing_in.models import Act, Token
from safehold.access.viewer import Refused


@pytest.fixture
def room(staff):
    return services.make("northshire-police", "control-room", "Command and control, sends calls", None)


@pytest.fixture
def token(room):
    return services.make_token(room, ["send_events", "read_duties"], 30, None)


def test_a_token_says_which_system_of_which_agency_asks_and_what_it_may(token):
    found = bearer(f"Bearer {token}", page="/api/events", where_from="192.0.2.9")
    assert (found.name, found.agency, found.agency_kind) == ("control-room", "northshire-police", "police")
    assert found.scopes == {"send_events", "read_duties"}
    assert found.used_at is None
    assert found.may("send_events")
    assert not found.may("read_cases")
    with pytest.raises(Refused, match="Read the cases"):
        found.must("read_cases")
    with pytest.raises(ValueError, match="no scope"):
        found.may("see_cases")


def test_a_token_is_kept_as_a_digest_alone(token, owner):
    kept = owner.execute("SELECT signing_in_token::text FROM signing_in_token").fetchone()[0]
    assert token not in kept
    assert token.startswith("safehold_")
    assert len(token) > 40


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Bearer safehold_nothing", "Basic {}", "{}", "Bearer {}x", "Bearer x{}"])
def test_what_is_no_token_is_nobody(token, header):
    with pytest.raises(NoBearer):
        bearer(header.format(token))


def test_a_token_ends_by_itself_to_the_second(token):
    until = Token.objects.get().expires_at
    with time_machine.travel(until - timedelta(seconds=1), tick=False):
        bearer(f"Bearer {token}")
    with time_machine.travel(until, tick=False), pytest.raises(NoBearer):
        bearer(f"bearer {token}")


def test_a_revoked_token_and_those_of_an_account_that_ended_open_nothing(room, token):
    other = services.make_token(room, ["send_events"], 30, None)
    services.revoke(room, services.numbered(room, token[-4:]), None)
    with pytest.raises(NoBearer):
        bearer(f"Bearer {token}")
    bearer(f"Bearer {other}")
    services.end(room, None)
    with pytest.raises(NoBearer):
        bearer(f"Bearer {other}")
    room.refresh_from_db()
    with pytest.raises(services.NoService):
        services.make_token(room, ["send_events"], 30, None)


def test_its_last_use_is_kept_to_the_minute(token):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        bearer(f"Bearer {token}", where_from="192.0.2.9")
        first = timezone.now()
        clock.shift(timedelta(seconds=59))
        assert bearer(f"Bearer {token}").used_at == first
        assert Token.objects.get().used_at == first
        clock.shift(timedelta(seconds=2))
        bearer(f"Bearer {token}", where_from="192.0.2.10")
        assert (Token.objects.get().used_at, Token.objects.get().used_from) == (timezone.now(), "192.0.2.10")


@pytest.mark.parametrize(("scopes", "days"), [([], 30), (["everything"], 30), (["send_events"], 0), (["send_events"], 366)])
def test_a_token_that_may_nothing_or_holds_too_long_is_not_made(room, scopes, days):
    with pytest.raises(services.NoService):
        services.make_token(room, scopes, days, None)


@pytest.mark.parametrize(("agency", "name"), [("nobody", "x"), ("northshire-police", "Control Room"), ("northshire-police", "")])
def test_an_account_without_an_agency_or_a_plain_name_is_not_made(staff, agency, name):
    with pytest.raises(services.NoService):
        services.make(agency, name, "Something", None)


def test_an_administrator_sees_to_the_accounts_of_their_own_agency_alone(room, viewer_as):
    ours, theirs = viewer_as("administrator"), viewer_as("administrator", "northshire-idva")
    services.make_token(room, ["send_events"], 30, ours)
    for act in (
        lambda: services.make_token(room, ["send_events"], 30, theirs),
        lambda: services.revoke(room, Token.objects.get().pk, theirs),
        lambda: services.end(room, theirs),
        lambda: services.make("northshire-police", "other", "Something", theirs),
    ):
        with pytest.raises(services.NoService):
            act()
    with pytest.raises(Refused):
        services.end(room, viewer_as("shift_sergeant"))
    assert list(Act.objects.order_by("pk").values_list("what", "by__staff_id")) == [("service_made", None), ("token_made", "npol-a-104")]


def test_the_pages_make_show_once_and_revoke_a_token(staff, client):
    sign_in(client, "administrator")
    client.post("/administration/services/add", {"name": "control-room", "is_for": "Command and control"})
    made = client.post("/administration/services/control-room/", {"scopes": ["send_events"], "days": "30"}).text
    token = re.search(r'class="sh-secret">(safehold_[\w-]+)<', made)[1]
    assert bearer(f"Bearer {token}").agency == "northshire-police"
    again = client.get("/administration/services/control-room/").text
    assert token not in again
    assert f"…{token[-4:]}" in again
    client.post(f"/administration/services/control-room/tokens/{Token.objects.get().pk}/revoke")
    with pytest.raises(NoBearer):
        bearer(f"Bearer {token}")
    client.post("/administration/services/control-room/end")
    assert "has ended" in client.get("/administration/services/control-room/").text


@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("/administration/staff/add", {"staff_id": "X1", "name": "Una Pell", "role": "investigator"}),
        ("/administration/staff/{}/post", {"role": "custody_officer"}),
        ("/administration/staff/{}/anew", {"why": "Lost it"}),
        ("/administration/staff/{}/leaves", {"to": "", "why": ""}),
        ("/administration/services/add", {"name": "control-room", "is_for": "Calls"}),
    ],
)
def test_administration_asks_for_something_shown_lately(staff, client, member_of, in_earnest, address, form):
    address = address.format(member_of("investigator").pk)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        with_passkey(client, staff, member_of("administrator"))
        before = Act.objects.count()
        clock.shift(timedelta(minutes=11))
        assert client.post(address, form, secure=True)["Location"].startswith("/signing-in/again")
        assert Act.objects.count() == before
        clock.shift(timedelta(minutes=-11))
        assert not client.post(address, form, secure=True).headers.get("Location", "").startswith("/signing-in/again")


def test_nobody_but_an_administrator_opens_these_pages(staff, client):
    sign_in(client, "shift_sergeant")
    for address in ("/administration/", "/administration/services/", "/administration/services/add", "/administration/staff/add"):
        assert client.get(address).status_code == 403, address


def test_ending_an_account_is_asked_first_with_what_ends(room, token, client):
    sign_in(client, "administrator")
    asked = client.get("/administration/services/control-room/end")
    assert "Tokens that hold now: 1" in asked.text
    bearer(f"Bearer {token}")
    client.post("/administration/services/control-room/end")
    with pytest.raises(NoBearer):
        bearer(f"Bearer {token}")


def test_loading_the_answer_with_a_token_again_makes_no_second_one(room, client):
    sign_in(client, "administrator")
    page = client.get("/administration/services/control-room/").text
    form = {"scopes": ["send_events"], "days": "30", "once": re.search(r'name="once" value="([^"]+)"', page)[1]}
    assert "The new token" in client.post("/administration/services/control-room/", form).text
    again = client.post("/administration/services/control-room/", form, follow=True).text
    assert "That token was made already" in again
    assert Token.objects.count() == 1
