"""Cases of one of us, as professional standards see to them, and as nobody else does."""

import re
from datetime import date

import pytest
from django.db import transaction
from django.test import Client

from harness.recorded import ANNA, BORIS, CLARA, DMITRI, PAIR, ago, event, high_risk, released
from harness.signed_in import sign_in, staff_number, words
from safehold.access import context
from safehold.access.models import Posting, User
from safehold.access.standards.models import Alert, Conflict, StaffCase
from safehold.identity.actions import record_in_case
from safehold.identity.models import Case
from safehold.identity.staff.assigning import NotAssigned
from safehold.identity.staff.seeing_anew import see_anew

# Dev Sandhu is a first responder of the demonstration.
DEV = BORIS | {"given_name": "Dev", "family_name": "Sandhu", "staff_of": "northshire-police"}


OWN = re.compile("sandhu|sandbeck|dev|dov|searched by [^.]*", re.IGNORECASE)


@pytest.fixture
def case(staff) -> str:
    Posting.objects.filter(role="first_responder").update(unit="Response C", supervisor=staff_number("shift_sergeant"))
    Posting.objects.filter(role="investigator").update(unit="Response C")
    event("call.received", ago(days=20), ANNA, DEV, channel="999", domestic=True, role="call_handler")
    return StaffCase.objects.using("owner").get().case_id


def as_(role: str) -> Client:
    return sign_in(Client(raise_request_exception=True), role)


def test_professional_standards_read_what_is_still_to_be_done(case):
    page = words(as_("professional_standards").get("/standards/"))
    assert "Dev Sandhu npol-fr-104 , Northshire Police" in page
    assert "Restrict it to named people of another unit" in page
    assert "record that professional standards were told" in page


@pytest.mark.parametrize("role", ["first_responder", "shift_sergeant", "investigator"])
def test_it_is_not_there_for_the_person_their_line_or_their_unit(case, role):
    client = as_(role)
    assert client.get(f"/cases/{case}/").status_code == 404
    assert client.get("/standards/").status_code == 403
    assert "Quillfeather" not in client.get("/work/").text


def test_a_look_and_a_search_by_the_person_stand_before_professional_standards_at_once_and_are_answered_once(case):
    him = as_("first_responder")
    assert him.get(f"/cases/{case}/").status_code == 404
    assert "asked after a case" not in words(him.get("/work/"))
    other = as_("da_specialist")  # not of his line, and nobody is named yet: it is theirs to see
    other.get(f"/cases/{case}/")
    standards = as_("professional_standards")
    assert "Somebody asked after a case of a member of staff" in standards.get("/work/").text
    page = standards.get("/standards/")
    assert "The person themselves" in words(page)
    assert "Dev Sandhu (npol-fr-104), first responder" in words(page)
    (alert,) = Alert.objects.using("owner").all()
    said = {"outcome": "investigated", "why": "He was asked."}
    for answered in ("Answered. It is kept", "Somebody has answered already"):
        assert answered in standards.post(f"/standards/alerts/{alert.pk}/", said, follow=True).text
    assert "asked after a case" not in standards.get("/work/").text


def test_a_search_for_what_is_kept_and_for_oneself_is_told_with_what_was_asked(case):
    sergeant = as_("shift_sergeant")
    found = sergeant.post("/people/", {"family_name": "Sandhu", "given_name": "Dev", "born": "5 April 1988", "why": "A call"})
    nobody = sergeant.post("/people/", {"family_name": "Sandbeck", "given_name": "Dov", "born": "5 April 1988", "why": "A call"})
    assert OWN.sub("", words(found)) == OWN.sub("", words(nobody))
    as_("crime_registrar").post("/people/", {"family_name": "Lindgate", "given_name": "Petra", "why": "A call"})
    told = {(each.relation, each.how, each.case_id) for each in Alert.objects.using("owner").all()}
    assert told == {("line", "search", case), ("self", "search", "")}
    page = words(as_("professional_standards").get("/standards/"))
    assert "searched dev sandhu" in page
    assert "Looked for themselves" in page


def test_what_concerns_the_officers_own_line_goes_to_another_agency(case):
    Posting.objects.filter(role="professional_standards").update(supervisor=staff_number("first_responder"))
    elsewhere = User.objects.get(staff_id="spol-di-104")
    Posting.objects.create(user=elsewhere, agency_id="southmere-police", role="professional_standards", first_day=date(2020, 1, 1))
    see_anew()
    as_("first_responder").get(f"/cases/{case}/")
    page = words(as_("professional_standards").get("/standards/"))
    assert "Sandhu" not in page
    client = Client()
    client.force_login(elsewhere)
    session = client.session
    session["posting"] = Posting.objects.get(user=elsewhere, role="professional_standards").pk
    session.save()
    assert "Dev Sandhu (npol-fr-104)" in words(client.get("/standards/"))


def test_it_is_restricted_to_others_and_told_from_the_page_and_never_to_the_person_their_line_or_nobody(case):
    standards, address = as_("professional_standards"), f"/standards/cases/{case}/"
    for refused in (staff_number("first_responder"), staff_number("shift_sergeant"), staff_number("investigator")):
        answer = standards.post(f"{address}restrict", {"to": refused, "reason": "conflict"}, follow=True)
        assert f"{refused} cannot be given this. Name somebody else, of another unit" in answer.text
    assert "Nobody here has the number x-1" in standards.post(f"{address}restrict", {"to": "x-1", "reason": "r"}, follow=True).text
    assert StaffCase.objects.using("owner").get().named is None
    specialist = staff_number("da_specialist")
    page = standards.post(f"{address}restrict", {"to": specialist, "reason": "conflict"}, follow=True)
    assert "Restricted. Seen by: Grace Whitlow" in words(page)
    assert standards.get(f"/cases/{case}/").status_code == 404
    page = standards.post(f"{address}notify", {"note": "The head of standards, by telephone"}, follow=True)
    assert "Restricted, and professional standards were told." in words(page)
    assert as_("da_specialist").get(f"/cases/{case}/").status_code == 200


def test_work_is_not_handed_to_the_line_nor_to_whoever_declared_a_conflict_in_words_that_say_not_why(case, viewer_as):
    specialist, registrar = viewer_as("da_specialist"), staff_number("crime_registrar")
    victim = int(case.split("-")[0])
    said_by = User.objects.using("owner").get(staff_id=registrar)
    Conflict.objects.using("owner").create(staff_id=registrar, person=victim, why="My sister", said_by=said_by)

    def hand(to: dict[str, str]) -> None:
        data = {"to": to, "reason": "leave"}
        record_in_case(by=specialist, case=Case.objects.for_viewer(specialist).get(id=case), kind="case.handed_over", data=data)

    with transaction.atomic():
        context.enter(specialist)
        for refused in (staff_number("shift_sergeant"), staff_number("investigator"), registrar):
            with pytest.raises(NotAssigned, match=f"^{refused} cannot be given this. Name somebody else, of another unit, or ask"):
                hand({"id": refused})
        with pytest.raises(NotAssigned, match="^Nobody there can be given this"):
            hand({"role": "shift_sergeant", "agency": "northshire-police"})
        hand({"id": staff_number("records_manager")})
        for kind in ("plan.action_agreed", "marac.action_agreed"):
            data = {"action": "ring her", "owner_agency": "northshire-police", "owner": {"id": registrar}}
            with pytest.raises(NotAssigned, match=f"^{registrar} cannot be given this"):
                record_in_case(by=specialist, case=Case.objects.for_viewer(specialist).get(id=case), kind=kind, data=data)


def test_a_conflict_that_is_declared_takes_the_case_off_every_page_until_somebody_else_ends_it(staff):
    high_risk(CLARA, DMITRI)
    case = Case.everything.get()
    registrar, standards = as_("crime_registrar"), as_("professional_standards")
    assert registrar.get(f"/cases/{case.id}/").status_code == 200
    page = registrar.post("/conflicts/", {"case": case.id, "why": "I know her."}, follow=True)
    assert "Declared. You are given nothing of it" in page.text
    assert "Winterbourne" not in page.text
    assert registrar.get(f"/cases/{case.id}/").status_code == 404
    assert registrar.get(f"/people/{case.victim_id}/").status_code == 404
    assert Case.everything.count() == 1
    (declared,) = Conflict.objects.using("owner").all()
    assert registrar.post(f"/conflicts/{declared.pk}/end").status_code == 403
    assert "There is nobody there." in registrar.post("/conflicts/", {"case": case.id, "why": "Again"}).text
    assert standards.get("/conflicts/").status_code == 200
    standards.post(f"/conflicts/{declared.pk}/end")
    assert registrar.get(f"/cases/{case.id}/").status_code == 200
    given = {"case": "", "person": str(case.victim_id), "staff_id": staff_number("crime_registrar"), "why": "Her neighbour"}
    assert standards.post("/conflicts/", given).status_code == 302
    assert registrar.get(f"/cases/{case.id}/").status_code == 404


@pytest.mark.parametrize("role", ["da_specialist", "shift_sergeant"])
def test_what_somebody_has_a_conflict_with_is_in_no_list_and_no_count_of_their_work(staff, role):
    client = as_(role)

    def shown() -> str:
        return re.sub(r"\d\d:\d\d:\d\d", "", words(client.get("/work/")))

    nothing = shown()
    high_risk(*PAIR, at=ago(days=40))
    again = ANNA | {"ref": "V9", "given_name": "Ann"}
    event("call.received", ago(days=2), again, BORIS, channel="999", domestic=True, source="southmere-records")
    assert shown() != nothing
    said_by = User.objects.using("owner").get(staff_id=staff_number("professional_standards"))
    for case in Case.everything.all():
        Conflict.objects.using("owner").create(staff_id=staff_number(role), person=case.victim_id, why="My aunt", said_by=said_by)
    assert shown() == nothing


def test_who_staff_are_is_entered_and_never_shown_and_units_are_kept_but_not_ones_own(staff):
    standards, posted = as_("professional_standards"), {each.user.staff_id: each for each in Posting.objects.select_related("user")}
    released(*PAIR)
    said = {"staff_id": "npol-wco-104", "given_name": "Boris", "family_name": "Tanglewood", "date_of_birth": "1988-04-05"}
    page = standards.post("/standards/staff/", said, follow=True)
    assert "Kept, sealed, and compared" in page.text
    assert "Tanglewood" not in page.text
    assert StaffCase.objects.using("owner").get().subjects == ["npol-wco-104"]
    officer = posted["npol-i-104"]
    assert (
        "Kept. Cases of staff"
        in standards.post(f"/standards/staff/{officer.pk}/", {"unit": "CID", "supervisor": "npol-wco-104"}, follow=True).text
    )
    assert "npol-i-104" in StaffCase.objects.using("owner").get().kept_from
    for number, supervisor in ((officer.pk, "nobody"), (posted["npol-ps-104"].pk, "")):
        page = standards.post(f"/standards/staff/{number}/", {"unit": "CID", "supervisor": supervisor}, follow=True)
        assert "Kept. Cases of staff" not in page.text


def test_whoever_is_to_handle_it_is_found_by_name_without_script_and_never_of_the_line(case):
    standards, address = as_("professional_standards"), f"/standards/cases/{case}/restrict"
    page = standards.post(address, {"look": "1", "find": "whitlow", "reason": "his case", "to": ""})
    assert f"Grace Whitlow {staff_number('da_specialist')}, domestic abuse specialist, Northshire Police" in words(page)
    assert 'value="his case"' in page.text
    assert StaffCase.objects.using("owner").get().named is None
    assert "Nobody at work here is called so" in standards.post(address, {"look": "1", "find": "sandhu"}).text
    assert "Name somebody: tick them" in standards.post(address, {"reason": "his case"}).text
    refused = standards.post(address, {"ticked": "x-1", "reason": "his case"})
    assert "Nobody here has the number x-1" in refused.text
    assert 'value="his case"' in refused.text
    done = standards.post(address, {"ticked": staff_number("da_specialist"), "reason": "his case"}, follow=True)
    assert "Restricted. Seen by: Grace Whitlow" in words(done)
