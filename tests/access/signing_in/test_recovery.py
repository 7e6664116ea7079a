"""Beginning anew: one asks, another agrees; neither alone, and no agency for another's staff."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from access.signing_in.test_second_factor import by_password, out, signed_in, with_app, with_passkey
from safehold.access import joining
from safehold.access.models import Posting, User
from safehold.access.signing_in import acts, recovery
from safehold.access.signing_in.homes import NotYours
from safehold.access.signing_in.members import factors
from safehold.access.signing_in.models import Act, Recovery
from safehold.access.viewer import Refused

WHY = "Lost her phone; came to my desk with her warrant card"


@pytest.fixture
def asked(viewer_as, member_of):
    return recovery.ask(by=viewer_as("administrator"), user=member_of("investigator"), why=WHY)


def test_who_has_lost_their_phone_begins_anew_and_is_told(staff, client, viewer_as, member_of, in_earnest):
    user = member_of("investigator")
    with_app(client, staff, user)
    recovery.ask(by=viewer_as("administrator"), user=user, why=WHY)
    assert signed_in(client)  # asking alone changes nothing
    whom, first = recovery.agree(by=viewer_as("shift_sergeant"), number=Recovery.objects.get().pk)
    assert whom == user
    assert not signed_in(client)
    assert factors(user) == (False, 0)
    assert by_password(client, staff).status_code == 422  # nor does a password that somebody got hold of help them
    by_password(client, first)
    made = client.post("/sign-in/set-up", {"ask": "1"}, secure=True)
    from harness.authenticator import Passkey

    client.post("/sign-in/set-up", {"answer": Passkey().made(made.json())}, secure=True)
    new = {"password": "three plain words", "again": "three plain words"}
    page = client.post("/sign-in/password", new, secure=True, follow=True).text
    assert "It was asked that you may begin signing in anew" in page
    assert "were taken away, so that you could begin anew" in page
    assert "begin anew" not in client.get("/posting", secure=True).text  # once


def test_it_is_logged_who_asked_and_who_agreed(asked, viewer_as):
    recovery.agree(by=viewer_as("shift_sergeant"), number=asked.pk)
    logged = list(Act.objects.order_by("pk").values_list("what", "user__staff_id", "by__staff_id", "agency"))
    assert logged == [
        ("recovery_asked", "npol-i-104", "npol-a-104", "northshire-police"),
        ("recovery_agreed", "npol-i-104", "npol-ss-104", "northshire-police"),
    ]


def test_declining_changes_nothing_but_is_told(asked, viewer_as, member_of):
    recovery.decline(by=viewer_as("shift_sergeant"), number=asked.pk)
    assert member_of("investigator").check_password("a long enough password")
    assert "declined" in " ".join(acts.tell(member_of("investigator")))
    with pytest.raises(NotYours):
        recovery.agree(by=viewer_as("shift_sergeant"), number=asked.pk)


def test_nobody_agrees_to_what_they_asked(asked, viewer_as, member_of):
    with pytest.raises(NotYours):
        recovery.agree(by=viewer_as("administrator"), number=asked.pk)
    assert recovery.count(viewer_as("administrator")) == 0
    assert recovery.count(viewer_as("shift_sergeant")) == 1


def test_nobody_agrees_to_their_own_or_asks_it_for_themselves(viewer_as, member_of):
    asked = recovery.ask(by=viewer_as("administrator"), user=member_of("shift_sergeant"), why=WHY)
    with pytest.raises(NotYours):
        recovery.agree(by=viewer_as("shift_sergeant"), number=asked.pk)
    with pytest.raises(NotYours):
        recovery.ask(by=viewer_as("administrator"), user=member_of("administrator"), why=WHY)


def test_who_may_neither_ask_nor_agree_is_refused(asked, viewer_as, member_of):
    with pytest.raises(Refused):
        recovery.ask(by=viewer_as("shift_sergeant"), user=member_of("investigator"), why=WHY)
    with pytest.raises(Refused):
        recovery.agree(by=viewer_as("investigator"), number=asked.pk)


def test_another_agencys_supervisor_does_not_agree(asked, viewer_as):
    with pytest.raises(NotYours):
        recovery.agree(by=viewer_as("idva"), number=asked.pk)


def test_what_was_asked_holds_for_a_day(viewer_as, member_of):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        asked = recovery.ask(by=viewer_as("administrator"), user=member_of("investigator"), why=WHY)
        clock.shift(timedelta(days=1, seconds=1))
        with pytest.raises(NotYours):
            recovery.agree(by=viewer_as("shift_sergeant"), number=asked.pk)


def test_it_is_agreed_to_once(asked, viewer_as):
    recovery.agree(by=viewer_as("shift_sergeant"), number=asked.pk)
    with pytest.raises(NotYours):
        recovery.agree(by=viewer_as("shift_sergeant"), number=asked.pk)


def test_no_agency_takes_over_anothers_staff_by_posting_them(viewer_as, member_of):
    adviser = member_of("idva")
    joining.post(adviser.staff_id, agency="northshire-police", role="agency_representative")
    with pytest.raises(NotYours):
        recovery.ask(by=viewer_as("administrator"), user=adviser, why=WHY)
    Posting.objects.filter(user=adviser, agency="northshire-idva").update(last_day=date(2020, 1, 2))
    recovery.ask(by=viewer_as("administrator"), user=adviser, why=WHY)  # theirs alone now


def test_the_pages_lead_through_it(staff, client, viewer_as, member_of, in_earnest):
    with_passkey(client, staff, member_of("administrator"))
    number = member_of("investigator").pk
    assert "Lost what they sign in with" in client.get(f"/administration/staff/{number}/", secure=True).text
    assert client.post(f"/administration/staff/{number}/anew", {"why": ""}, secure=True).status_code == 422
    assert client.post(f"/administration/staff/{number}/anew", {"why": WHY}, secure=True).status_code == 302
    out(client)
    with_passkey(client, staff, member_of("shift_sergeant"))
    assert "Locked out" in client.get("/work/", secure=True).text
    assert WHY in client.get("/administration/anew/", secure=True).text
    told = client.post(f"/administration/anew/{Recovery.objects.get().pk}/", {"answer": "agree"}, secure=True)
    assert told["Cache-Control"] == "no-store"
    first = told.text.partition('class="sh-secret">')[2].partition("<")[0]
    assert User.objects.get(pk=number).check_password(first)
    assert "Locked out" not in client.get("/work/", secure=True).text
