"""Whoever attends although they have a conflict of interest is told of at once, to a supervisor and to professional standards, and never to
themselves or to whoever is kept from the case."""

import pytest
from django.test import Client

from harness.recorded import ANNA, BORIS, CLARA, DMITRI, ago, event, high_risk
from harness.signed_in import sign_in, staff_number, words
from safehold.access.models import Posting, User
from safehold.access.standards.models import Attended, Conflict
from safehold.chronology.rebuilding import rebuild
from safehold.identity.models import Case

DEV = BORIS | {"given_name": "Dev", "family_name": "Sandhu", "staff_of": "northshire-police"}


def attended(*people, officers) -> None:
    call = event("call.received", ago(hours=3), *people, channel="999", domestic=True, role="call_handler")
    event("attendance.recorded", ago(hours=2), about=call, suspect_present="yes", officers=officers)


def as_(role: str) -> Client:
    return sign_in(Client(raise_request_exception=True), role)


def test_an_officer_at_the_door_of_their_own_case_is_told_of_to_those_of_another_line_alone(staff):
    Posting.objects.filter(role="first_responder").update(unit="Response C", supervisor=staff_number("shift_sergeant"))
    attended(ANNA, DEV, officers=[staff_number("first_responder"), staff_number("investigator")])
    (told,) = Attended.objects.using("owner").all()
    assert (told.staff_id, told.kinds) == (staff_number("first_responder"), ["concerned", "on record"])
    assert "Dev Sandhu" not in words(as_("shift_sergeant").get("/standards/attended/"))
    assert "has a conflict of interest there" not in as_("shift_sergeant").get("/work/").text
    supervisor, standards = as_("control_room_supervisor"), as_("professional_standards")
    assert "has a conflict of interest there" in supervisor.get("/", follow=True).text
    page = words(supervisor.get("/standards/attended/"))
    assert f"Dev Sandhu {staff_number('first_responder')}" in page
    assert "a case of theirs" not in page
    assert "it is a case of theirs, or of somebody of their line or unit" in words(standards.get("/standards/attended/"))
    for client in (supervisor, standards):
        said = {"why": "Another officer was sent."}
        for answer in ("Answered. It is kept", "Somebody has answered already"):
            assert answer in client.post(f"/standards/attended/{told.pk}/", said, follow=True).text
        assert "has a conflict of interest there" not in client.get("/", follow=True).text
    assert as_("first_responder").get("/standards/attended/").status_code == 403


@pytest.mark.parametrize("first", [True, False])
def test_a_declared_conflict_is_told_of_once_and_of_nobody_else(staff, first):
    officer = staff_number("investigator")
    high_risk(CLARA, DMITRI)
    if first:
        said_by = User.objects.using("owner").get(staff_id=officer)
        Conflict.objects.using("owner").create(staff_id=officer, person=Case.everything.get().victim_id, why="My sister", said_by=said_by)
    attended(CLARA, DMITRI, officers=[officer, "another"])
    attended(ANNA, BORIS, officers=[officer])
    assert [(each.staff_id, each.kinds) for each in Attended.objects.using("owner").all()] == ([(officer, ["declared"])] if first else [])
    rebuild(check=False)
    assert Attended.objects.using("owner").count() == int(first)
