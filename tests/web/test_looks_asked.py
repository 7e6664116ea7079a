"""What somebody is asked before they open what is not of their work, what is said of what is kept from them, and breaking the glass."""

import pytest

from harness.recorded import ANNA, BORIS, OTHER_PAIR, PAIR, ago, event, released
from harness.signed_in import sign_in, staff_number
from harness.signed_in import words as text
from safehold.access.looking.models import Opening
from safehold.access.looks import Look
from safehold.chronology.models import StoredEvent
from safehold.identity.models import Case

ASKS = "What do you open this for?"
WHY = {"purpose": "safeguarding", "why": "her sister rang about her"}


@pytest.fixture
def as_(client, staff):
    return lambda role: sign_in(client, role)


@pytest.fixture
def old(staff):
    """A case of Northshire's in which nothing has happened for long, and nothing is owed by an investigator."""
    event("evidence.secured", ago(days=200), *PAIR, kind_="x", recorded_at=ago(days=200))
    return Case.everything.get()


def opens(client, address):
    page = client.get(address)
    assert page.status_code == 200
    return ASKS not in text(page)


def test_a_case_outside_ones_work_asks_what_for_names_nobody_and_goes_on_when_it_is_said(as_, old):
    client, address = as_("investigator"), f"/cases/{old.id}/"
    asked = client.get(address)
    assert ASKS in text(asked)
    assert "QUILLFEATHER" not in asked.text
    assert not Look.objects.exists()
    wrong = client.post("/looks/purpose/", {"case": old.id, "onward": address, "purpose": "", "why": ""})
    assert wrong.status_code == 422
    assert "Choose what you open this for." in text(wrong)
    on = client.post("/looks/purpose/", WHY | {"case": old.id, "onward": address})
    assert on["Location"] == address
    assert "QUILLFEATHER" in text(client.get(address))
    seen = Look.objects.get()
    assert (seen.purpose, seen.why, seen.task) == ("safeguarding", WHY["why"], f"opening {Opening.objects.get().pk}")


def test_the_answer_holds_for_the_case_and_its_people_for_the_shift_and_not_for_another_role_or_case(as_, old, owner):
    event("evidence.secured", ago(days=200), *OTHER_PAIR, kind_="x", recorded_at=ago(days=200))
    other = Case.everything.exclude(id=old.id).get()
    client = as_("investigator")
    client.post("/looks/purpose/", WHY | {"case": old.id})
    for address in (f"/cases/{old.id}/", f"/cases/{old.id}/around/", f"/people/{old.victim_id}/", f"/cases/{old.id}/record/"):
        assert opens(client, address), address
    assert not opens(client, f"/cases/{other.id}/")
    assert not opens(as_("witness_care_officer"), f"/cases/{old.id}/")
    owner.execute(
        "UPDATE looking_opening SET opened_at = opened_at - interval '12 hours 1 second', until = until - interval '12 hours 1 second'"
    )
    owner.commit()
    assert not opens(as_("investigator"), f"/cases/{old.id}/")


def test_a_person_outside_ones_work_is_asked_for_once_and_covers_their_cases(as_, old):
    client = as_("investigator")
    assert not opens(client, f"/people/{old.victim_id}/")
    on = client.post("/looks/purpose/", WHY | {"person": str(old.victim_id), "onward": "https://elsewhere.example/"})
    assert on["Location"] == f"/people/{old.victim_id}/"
    assert opens(client, f"/people/{old.victim_id}/")
    assert opens(client, f"/cases/{old.id}/")


def test_what_is_waiting_for_somebody_is_opened_without_a_question_and_logged_with_the_task(as_, old):
    released(*PAIR)
    client = as_("investigator")
    assert opens(client, f"/cases/{old.id}/")
    assert Look.objects.latest("pk").task.startswith("duty ")
    assert Look.objects.latest("pk").purpose == "investigation"


def test_an_open_call_of_ones_agency_is_work_and_one_left_open_for_weeks_is_not(as_, staff):
    event("call.received", ago(days=2), *PAIR, channel="999", domestic=False, category="other")
    event("call.received", ago(days=20), *OTHER_PAIR, channel="999", domestic=False, category="other", recorded_at=ago(days=20))
    new, left = Case.everything.get(victim_id__lt=Case.everything.latest("victim_id").victim_id), Case.everything.latest("victim_id")
    client = as_("crime_registrar")
    assert opens(client, f"/cases/{new.id}/")
    assert Look.objects.latest("pk").task.startswith("open call")
    assert not opens(client, f"/cases/{left.id}/")


def test_what_was_shared_with_an_agency_lately_is_its_work(as_, old):
    shared = event("information.shared", ago(days=3), *PAIR, **{"with": "cps"}, what="the file", recorded_at=ago(days=3))
    number = StoredEvent.objects.get(source=shared.source, source_id=shared.id).seq
    client = as_("prosecutor")
    assert opens(client, f"/cases/{old.id}/")
    assert Look.objects.latest("pk").task == f"share {number}: shared with the agency by information.shared"


def test_whoever_answers_for_the_agency_reviews_what_it_did_lately_and_is_asked_about_what_is_old(as_, old):
    client = as_("shift_sergeant")
    assert not opens(client, f"/cases/{old.id}/")
    event("evidence.secured", ago(days=5), *PAIR, kind_="y", recorded_at=ago(days=5))
    assert opens(client, f"/cases/{old.id}/")
    assert Look.objects.latest("pk").task == "answers for what the agency recorded"
    assert not opens(as_("investigator"), f"/cases/{old.id}/")


def test_saying_why_opens_nothing_that_is_not_ones_own_to_see(as_, staff):
    event("evidence.secured", ago(days=3), *PAIR, agency="southmere-police")
    case = Case.everything.get()
    client = as_("investigator")
    for given in ({"case": case.id}, {"case": "1-2"}, {"person": str(case.victim_id)}, {"person": "x"}, {}):
        assert client.post("/looks/purpose/", WHY | given).status_code == 404
    assert not Opening.objects.exists()
    assert as_("call_handler").post("/looks/purpose/", WHY | {"case": case.id}).status_code == 403


def foreign(agency="southmere-police", *people, **more):
    event("call.received", ago(days=3), *(people or PAIR), channel="999", domestic=True, agency=agency)
    return Case.everything.latest("victim_id")


def test_who_answers_for_a_life_at_risk_is_told_what_is_kept_whom_to_ask_and_may_break_the_glass(as_, staff):
    case = foreign()
    client = as_("shift_sergeant")
    page = client.get(f"/cases/{case.id}/")
    assert page.status_code == 403
    assert "This case is kept from you" in text(page)
    assert "Duty inspector, Southmere Police" in text(page)
    assert "QUILLFEATHER" not in page.text
    assert Look.objects.get().refused
    nothing = client.post("/looks/glass/", {"case": case.id, "why": ""})
    assert nothing.status_code == 422
    assert "Say what the danger is" in text(nothing)
    on = client.post("/looks/glass/", {"case": case.id, "why": "He is at her door, Southmere do not answer"})
    assert on["Location"] == f"/cases/{case.id}/"
    shown = text(client.get(f"/cases/{case.id}/"))
    assert "QUILLFEATHER" in shown
    assert "You see this case until" in shown
    seen = Look.objects.latest("pk")
    assert (seen.refused, seen.purpose, seen.why) == (False, "safeguarding", "He is at her door, Southmere do not answer")
    assert "QUILLFEATHER" in text(client.get(f"/people/{case.victim_id}/"))


def test_the_owner_and_a_supervisor_of_another_line_are_told_on_every_page_and_it_is_answered(as_, staff):
    case = foreign()
    client = as_("shift_sergeant")
    client.post("/looks/glass/", {"case": case.id, "why": "He is at her door"})
    assert "Opened in an emergency" not in text(as_("investigator").get("/work/"))
    assert "Opened in an emergency" not in as_("investigator").get("/work/").text
    owners = as_("duty_inspector")  # at Southmere, whose case it is
    assert "A case was opened in an emergency, and nobody has answered for it yet." in text(owners.get("/work/"))
    told = text(owners.get("/looks/opened/"))
    assert "Elin Marsh, shift sergeant" in told
    assert "QUILLFEATHER" in told
    supervisor = as_("control_room_supervisor")
    assert "Opened in an emergency" in supervisor.get("/board/").text
    page = supervisor.get("/looks/opened/")
    assert "He is at her door" in text(page)
    assert "A case that you do not see" in text(page)
    assert "QUILLFEATHER" not in page.text
    opening = Opening.objects.get()
    address = f"/looks/opened/{opening.pk}/review/"
    assert "Say why" in text(supervisor.post(address, {"outcome": "accepted", "why": ""}, follow=True))
    assert as_("shift_sergeant").post(address, {"outcome": "accepted", "why": "I was right"}).status_code == 302
    opening.refresh_from_db()
    assert opening.outcome == ""
    assert as_("investigator").post(address, {"outcome": "accepted", "why": "fine"}).status_code == 403
    as_("control_room_supervisor").post(address, {"outcome": "not_accepted", "why": "They could have been rung"})
    assert client.get("/looks/opened/").status_code == 200
    assert "It has ended" in text(client.get("/looks/opened/")) or "not accepted" in text(client.get("/looks/opened/")).lower()
    assert as_("shift_sergeant").get(f"/cases/{case.id}/").status_code == 403
    before_standards = text(as_("professional_standards").get("/looks/unusual/"))
    assert "Emergency not accepted" in before_standards
    assert "Elin Marsh (npol-ss-104), shift sergeant" in before_standards


def test_the_glass_is_closed_by_whoever_broke_it(as_, staff):
    case = foreign()
    client = as_("shift_sergeant")
    client.post("/looks/glass/", {"case": case.id, "why": "He is at her door"})
    number = Opening.objects.get().pk
    assert as_("da_specialist").post(f"/looks/glass/{number}/end/").status_code == 404
    assert "You do not see that case any more" in text(as_("shift_sergeant").post(f"/looks/glass/{number}/end/", follow=True)).replace(
        "you do", "You do"
    )
    assert as_("shift_sergeant").get(f"/cases/{case.id}/").status_code == 403


def test_that_a_refuge_knows_somebody_is_said_to_nobody(as_, staff):
    case = foreign("westbrook-refuge")
    client = as_("shift_sergeant")
    kept, absent = client.get(f"/cases/{case.id}/"), client.get("/cases/1-2/")
    assert kept.status_code == absent.status_code == 404
    assert kept.text == absent.text
    for number in (case.id, "1-2"):
        assert client.post("/looks/glass/", {"case": number, "why": "He is at her door"}).status_code == 404
    assert not Opening.objects.exists()


@pytest.mark.parametrize("said", ["on record", "suspected", "marked"])
def test_that_a_member_of_staff_is_reported_is_said_to_nobody(as_, staff, said):
    him = BORIS | {"staff_of": "northshire-police"} if said == "on record" else BORIS
    event("call.received", ago(days=3), ANNA, him, channel="999", domestic=True, agency="southmere-police")
    if said == "suspected":
        event("staff.suspected", ago(days=2), ANNA, BORIS, agency="southmere-police")
    if said == "marked":
        event("marker.set", ago(days=2), ANNA, BORIS, agency="southmere-police", marker="staff_suspect")
    case = Case.everything.get()
    client = as_("shift_sergeant")
    kept, absent = client.get(f"/cases/{case.id}/"), client.get("/cases/1-2/")
    assert (kept.status_code, kept.text) == (404, absent.text)
    assert client.post("/looks/glass/", {"case": case.id, "why": "He is at her door"}).status_code == 404


def test_a_restricted_case_of_ones_own_agency_names_who_restricts_records(as_, staff):
    case = foreign("northshire-police")
    event("record.restricted", ago(hours=1), *PAIR, to=[staff_number("investigator")], reason="she is known here")
    page = as_("shift_sergeant").get(f"/cases/{case.id}/")
    assert page.status_code == 403
    assert "It is restricted to named staff" in text(page)
    assert "Domestic abuse specialist" in text(page)


def test_a_person_who_is_kept_is_said_to_nobody(as_, staff):
    case = foreign()
    client = as_("shift_sergeant")
    assert client.get(f"/people/{case.victim_id}/").status_code == 404
    assert client.get(f"/people/{case.victim_id}/").text == client.get("/people/987654321/").text
