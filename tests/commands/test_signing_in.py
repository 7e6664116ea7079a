"""`safehold staff`, `service` and `factors`, in this process: what they rest on is started by the fixtures already."""

from contextlib import nullcontext

import pytest
from click.testing import CliRunner, Result

from safehold.access.models import User
from safehold.access.signing_in.bearer import NoBearer, bearer
from safehold.access.signing_in.members import member
from safehold.access.signing_in.models import Act
from safehold.commands import staff as commands
from safehold.commands import starting


@pytest.fixture
def safehold(staff, monkeypatch):
    monkeypatch.setattr(starting, "ready", nullcontext)

    def ended(command: str, *arguments: str, typed: str = "") -> Result:
        return CliRunner().invoke(getattr(commands, command), arguments, input=typed)

    return ended


def test_somebody_is_added_leaves_and_it_is_logged(safehold):
    typed = "three plain words\nthree plain words\n"
    said = safehold("staff", "npol-i-300", "--agency", "northshire-police", "--role", "investigator", "--name", "Una Pell", typed=typed)
    assert "npol-i-300 is added" in said.output
    assert member(User.objects.get(staff_id="npol-i-300")).first_until is not None  # whoever typed it knows it
    assert "has left" in safehold("staff", "npol-i-300", "--leaves").output
    assert not User.objects.get(staff_id="npol-i-300").is_active
    assert list(Act.objects.order_by("pk").values_list("what", "by")) == [("added", None), ("left", None)]


def test_whom_nobody_else_can_help_begins_anew(safehold):
    said = safehold("staff", "npol-a-104", "--anew").output
    user = User.objects.get(staff_id="npol-a-104")
    assert user.check_password(said.split()[-1])
    assert member(user).first_until is not None
    assert safehold("staff", "npol-a-999", "--anew").exit_code == 1


@pytest.mark.parametrize("wrong", [[], ["--anew", "--leaves"], ["--agency", "cps", "--role", "prosecutor", "--leaves"]])
def test_one_thing_is_done_at_a_time(safehold, wrong):
    assert safehold("staff", "npol-a-104", *wrong).exit_code == 2


def test_an_account_of_another_system_is_made_listed_and_ended(safehold):
    room = ("northshire-police", "control-room")
    assert "control-room is made" in safehold("service", *room, "--for", "Sends calls").output
    token = safehold("service", *room, "--token", "send_events", "--days", "7").output.strip()
    assert bearer(f"Bearer {token}").may("send_events")
    listed = safehold("service", "northshire-police").output
    assert f"…{token[-4:]} send_events; until" in listed
    assert token not in listed
    assert "Revoked" in safehold("service", *room, "--revoke", token[-4:]).output
    with pytest.raises(NoBearer):
        bearer(f"Bearer {token}")
    assert "send_events, read_events, check_history" in safehold("service", *room, "--token", "fly").output
    assert "has ended" in safehold("service", *room, "--ends").output
    assert safehold("service", "northshire-police", "--ends").exit_code == 2
    assert safehold("service", "northshire-police", "another", "--ends").exit_code == 1


def test_it_is_said_who_has_a_second_thing(safehold):
    assert f"0 of {User.objects.count()} have one" in safehold("factors").output
    assert "Encrypted anew: 0 secrets" in safehold("factors", "--rotate").output
