"""Whoever sees a case by breaking the glass alone may record in it, and gives their agency nothing by that."""

import json

import pytest
from django.db import transaction

from harness.recorded import ANNA, BORIS, CLARA, DMITRI, ago, event
from harness.signed_in import sign_in, staff_number
from harness.signed_in import words as text
from safehold.access import context
from safehold.access.looking import answering, glass
from safehold.access.looking.models import Opening
from safehold.chronology.exporting import exported
from safehold.chronology.models import StoredEvent
from safehold.identity.emergency import of_event
from safehold.identity.models import Case, CaseAgency, CaseEvent


@pytest.fixture
def as_(client, staff):
    return lambda role: sign_in(client, role)


@pytest.fixture
def theirs(staff):
    event("crime.recorded", ago(days=3), CLARA, DMITRI, offence="assault", agency="southmere-police", source="southmere-records")
    return Case.everything.get()


@pytest.fixture
def opened(as_, theirs):
    client = as_("shift_sergeant")
    client.post("/looks/glass/", {"case": theirs.id, "why": "He is at her door with a knife"})
    assert client.get(f"/cases/{theirs.id}/").status_code == 200
    return client


def test_what_is_recorded_in_an_emergency_gives_the_agency_no_lasting_sight(as_, opened, theirs):
    address = f"/cases/{theirs.id}/record"
    assert opened.post(f"{address}/victim.requested/", {"data-request": "refuge"}).status_code == 302
    kept = [json.loads(line) for line in exported(agency="northshire-police")]
    assert [(each["kind"], each["emergency"]) for each in kept] == [("victim.requested", True)]
    assert Case.everything.get().agencies == ["southmere-police"]
    assert set(CaseAgency.objects.values_list("agency", flat=True)) == {"southmere-police"}
    assert as_("investigator").get(f"/cases/{theirs.id}/").status_code == 404
    assert as_("investigator").get(f"/people/{theirs.victim_id}/").status_code == 404
    told = text(as_("control_room_supervisor").get("/looks/opened/"))
    assert "Recorded in it meanwhile: She asked" in told


def test_who_sees_a_case_is_not_settled_by_whoever_sees_it_in_an_emergency(as_, theirs):
    client = as_("da_specialist")
    client.post("/looks/glass/", {"case": theirs.id, "why": "He is at her door with a knife"})
    for kind, given in (("record.restricted", {"data-to": staff_number("da_specialist")}), ("record.unrestricted", {})):
        assert client.post(f"/cases/{theirs.id}/record/{kind}/", given).status_code == 403


def test_whoever_broke_the_glass_reads_what_was_answered(as_, opened):
    address = f"/looks/opened/{Opening.objects.get().pk}/review/"
    assert "Say why" in text(as_("control_room_supervisor").post(address, {"outcome": "not_accepted", "why": "."}, follow=True))
    as_("control_room_supervisor").post(address, {"outcome": "not_accepted", "why": "They could have been rung"})
    kept = as_("shift_sergeant").get(f"/cases/{Case.everything.get().id}/")
    assert 'href="/looks/opened/"' in kept.text
    own = text(opened.get("/looks/opened/"))
    assert "Opened by you 1" in own
    assert "They could have been rung" in own


def test_an_emergency_that_was_not_accepted_is_seen_at_the_agency_whose_case_it_was_and_where_nobody_else_looks_into_it(viewer_as):
    event("crime.recorded", ago(days=3), CLARA, DMITRI, offence="assault")
    inspector = viewer_as("duty_inspector")
    assert inspector.agency == "southmere-police"
    opening = glass.break_glass(inspector, case_id=Case.everything.get().id, why="He is at her door")
    glass.tell(opening, ["northshire-police/control_room_supervisor"])
    with transaction.atomic():
        glass.review(viewer_as("control_room_supervisor"), opening.pk, accepted=False, why="They could have been rung")
    assert [each.agency for each in answering.before(viewer_as("professional_standards"))] == ["southmere-police"]


def test_what_is_done_with_a_call_says_whether_it_is_of_the_case_that_was_opened(viewer_as, theirs):
    sergeant = viewer_as("shift_sergeant")
    of_theirs = CaseEvent.objects.get(case_id=theirs.id).event_id
    of_own = StoredEvent.objects.get(source_id=event("call.received", ago(hours=1), ANNA, BORIS, channel="999").id).seq
    glass.break_glass(sergeant, case_id=theirs.id, why="He is at her door")
    with transaction.atomic():
        context.enter(sergeant)
        assert [of_event(sergeant, seq) for seq in (of_theirs, of_own)] == [True, False]


def test_a_reason_of_one_full_stop_opens_nothing(as_, theirs):
    page = as_("shift_sergeant").post("/looks/glass/", {"case": theirs.id, "why": " . "})
    assert "Say what the danger is" in text(page)
    assert not Opening.objects.exists()


def test_who_has_looked_tells_a_broken_glass_from_a_purpose(as_, staff):
    event("crime.recorded", ago(days=3), CLARA, DMITRI, offence="assault")
    case = Case.everything.get()
    southmere = as_("duty_inspector")
    southmere.post("/looks/glass/", {"case": case.id, "why": "He is at her door"})
    southmere.get(f"/cases/{case.id}/")
    standards = as_("professional_standards")
    standards.post("/looks/purpose/", {"purpose": "standards", "why": "a complaint by her", "case": case.id})
    standards.get(f"/cases/{case.id}/")
    for address in (f"/cases/{case.id}/looks/", f"/cases/{case.id}/looks/?csv"):
        shown = standards.get(address).text
        assert "broke the glass: opened in an emergency" in shown.lower()
        assert "said what for when asked" in shown.lower()
