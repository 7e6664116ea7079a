"""No administrator alone gives a role that sees people's records, nor renames what somebody did who has left."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from harness.signed_in import sign_in, words
from safehold.access.models import User
from safehold.access.postings import postings_of
from safehold.access.signing_in import recovery, staffing
from safehold.access.signing_in.homes import NotYours
from safehold.access.signing_in.leaving import leave
from safehold.access.signing_in.models import Act, Recovery

GHOST = {"staff_id": "npol-x-1", "name": "Una Pell"}


def test_a_new_account_in_a_role_that_sees_records_waits_for_a_second_person(staff, viewer_as):
    administrator = viewer_as("administrator")
    user, first = staffing.add(by=administrator, **GHOST, role="professional_standards")
    assert (first, user.is_active, list(postings_of(user))) == ("", False, [])
    asked = Recovery.objects.get()
    with pytest.raises(NotYours):
        recovery.agree(by=administrator, number=asked.pk)
    user, first = recovery.agree(by=viewer_as("shift_sergeant"), number=asked.pk)
    assert user.check_password(first)
    assert [one.role for one in postings_of(user)] == ["professional_standards"]
    assert list(Act.objects.order_by("pk").values_list("what", "by__staff_id")) == [
        ("posting_asked", "npol-a-104"),
        ("posting_agreed", "npol-ss-104"),
    ]


def test_another_role_that_sees_records_waits_too_and_leaves_what_they_sign_in_with(staff, viewer_as, member_of):
    user = member_of("call_handler")
    assert not staffing.post(by=viewer_as("administrator"), user=user, role="da_specialist")
    assert [one.role for one in postings_of(user)] == ["call_handler"]
    assert recovery.agree(by=viewer_as("shift_sergeant"), number=Recovery.objects.get().pk) == (user, "")
    assert sorted(one.role for one in postings_of(user)) == ["call_handler", "da_specialist"]
    assert User.objects.get(pk=user.pk).check_password(staff)


def test_whoever_the_asker_has_brought_lately_is_no_second_person(staff, viewer_as, member_of):
    administrator, sergeant = viewer_as("administrator"), member_of("shift_sergeant")
    recovery.ask(by=administrator, user=member_of("investigator"), why="Lost her phone")
    assert recovery.count(viewer_as("shift_sergeant")) == 1
    Act.objects.create(what="added", user=sergeant, by_id=administrator.user_id, agency=administrator.agency)
    assert recovery.count(viewer_as("shift_sergeant")) == 0
    with pytest.raises(NotYours):
        recovery.agree(by=viewer_as("shift_sergeant"), number=Recovery.objects.get().pk)
    with time_machine.travel(timezone.now() + timedelta(days=31), tick=False):
        recovery.ask(by=administrator, user=member_of("investigator"), why="Lost her phone")
        assert recovery.count(viewer_as("shift_sergeant")) == 1


def test_professional_standards_read_on_their_front_page_that_a_role_was_given(staff, client, viewer_as):
    front = sign_in(client, "professional_standards").get("/work/")
    assert "A role was given" not in words(front)
    staffing.add(by=viewer_as("administrator"), **GHOST, role="call_handler")
    assert "A role was given here" in words(client.get("/work/"))
    page = words(client.get("/administration/given/"))
    assert "Added: call handler" in page
    assert "for Una Pell" in page
    assert "A role was given" not in words(sign_in(client, "investigator").get("/work/"))
    assert client.get("/administration/given/").status_code == 403


def test_giving_a_leavers_number_out_changes_no_name_before_it_is_agreed_and_never_the_past(staff, viewer_as, member_of, client):
    user, administrator = member_of("da_specialist"), viewer_as("administrator")
    leave(user.staff_id)
    Act.objects.create(what="left", user=user, by_id=administrator.user_id, agency=administrator.agency, about=user.staff_id)
    staffing.add(by=administrator, staff_id=user.staff_id, name="Someone Else", role="call_handler")
    user.refresh_from_db()
    assert (user.display_name, user.is_active) == ("Grace Whitlow", False)
    recovery.agree(by=viewer_as("shift_sergeant"), number=Recovery.objects.get().pk)
    user.refresh_from_db()
    assert user.display_name == "Someone Else"
    page = words(sign_in(client, "administrator").get("/administration/"))
    assert "Left: npol-ds-104 for Grace Whitlow" in page
    assert "they work here as: call handler, northshire-police for Someone Else" in page
