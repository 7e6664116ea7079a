"""Who has looked, told to those who may ask; what is out of the ordinary, told to those who look into it."""

import csv
import io

import pytest

from harness.recorded import ANNA, BORIS, PAIR, ago, event, released
from harness.signed_in import sign_in, staff_number
from harness.signed_in import words as text
from safehold.access.looking.models import Unusual
from safehold.access.looking.surfacing import surface_unusual
from safehold.access.looks import Look, look
from safehold.identity.models import Case
from safehold.web.looks.sheet import cell

STANDARDS = "professional_standards"
WHY = {"purpose": "standards", "why": "a complaint by her"}


@pytest.fixture
def as_(client, staff):
    return lambda role: sign_in(client, role)


@pytest.fixture
def case(staff):
    released(*PAIR)
    return Case.everything.get()


@pytest.fixture
def standards(as_, case):
    """Signed in where looks are seen, with a reason given for this case."""

    def made():
        client = as_(STANDARDS)
        client.post("/looks/purpose/", WHY | {"case": case.id})
        return client

    return made


def test_who_has_looked_is_told_by_name_for_ones_own_agency_and_by_role_for_another(as_, case, standards, viewer_as):
    as_("investigator").get(f"/cases/{case.id}/")
    event("information.shared", ago(hours=1), *PAIR, **{"with": "cps"}, what="the file")
    as_("prosecutor").get(f"/cases/{case.id}/")
    client = standards()
    assert "Who has looked" in client.get(f"/cases/{case.id}/").text
    shown = text(client.get(f"/cases/{case.id}/looks/"))
    assert "Femi Clarke (npol-i-104)" in shown
    assert "duty: " in shown
    assert "127.0.0.1" in shown
    assert "A member of their staff" in shown
    assert "Prosecutor, Crown Prosecution Service" in shown
    assert "Jo Lindqvist" not in shown
    hers = text(client.get(f"/people/{case.victim_id}/looks/"))
    assert "Femi Clarke" in hers
    one = Look.objects.latest("pk")
    assert (one.kind, one.task, one.persons) == ("page", "who has looked", [case.victim_id])


def test_days_are_chosen_and_what_is_no_day_is_said(as_, case, standards, owner):
    as_("investigator").get(f"/cases/{case.id}/")
    owner.execute("UPDATE access_look SET at = '2026-03-01 23:30+00' WHERE true")
    owner.commit()
    client, address = standards(), f"/cases/{case.id}/looks/"
    assert "Femi Clarke" in text(client.get(f"{address}?first=2026-03-01&last=2026-03-01"))
    assert "Femi Clarke" not in text(client.get(f"{address}?first=2026-03-02"))
    assert "Femi Clarke" not in text(client.get(f"{address}?last=2026-02-28"))
    assert "Enter a valid date" in text(client.get(f"{address}?first=yesterday"))
    for odd in ("page=x", "page=999", "first=&last=", "first=%00"):
        assert client.get(f"{address}?{odd}").status_code == 200


def test_a_look_before_records_were_linked_is_told_of_whoever_they_are_now(as_, case, standards, viewer_as, owner):
    event("victim.told", ago(hours=1), ANNA, what="bail")
    (former,) = owner.execute("SELECT max(id) FROM identity_mention WHERE person_id = %s", [case.victim_id]).fetchone()
    assert former != case.victim_id
    look(viewer_as("investigator"), "page", persons=[former], case_ids=[f"{former}-{case.suspect_id}"])
    client = standards()
    assert "Femi Clarke" in text(client.get(f"/people/{case.victim_id}/looks/"))
    assert "Femi Clarke" in text(client.get(f"/cases/{case.id}/looks/"))


def test_a_file_of_it_is_logged_as_taken_out_and_calculates_nothing(as_, case, standards, viewer_as):
    viewer = viewer_as("investigator")
    for wicked in ('=HYPERLINK("http://example.org","x")', "+1+1", "-2", "@SUM(A1)", "\t=1", ' =cmd|"/c calc"!A1'):
        look(viewer, "page", case_ids=[case.id], why=wicked)
    client = standards()
    page = client.get(f"/cases/{case.id}/looks/?csv=1")
    assert page["Content-Type"].startswith("text/csv")
    assert page["Content-Disposition"] == 'attachment; filename="who-has-looked.csv"'
    assert page["Cache-Control"] == "no-store"
    rows = list(csv.reader(io.StringIO(page.content.decode("utf-8-sig"))))
    assert rows[0][:2] == ["When", "Who"]
    whys = {row[6] for row in rows[1:]}
    assert '\'=HYPERLINK("http://example.org","x")' in whys
    assert not [value for row in rows for value in row if value.lstrip().startswith(("=", "+", "-", "@"))]
    one = Look.objects.latest("pk")
    assert (one.kind, one.case_ids, one.user.staff_id) == ("export", [case.id], staff_number(STANDARDS))


@pytest.mark.parametrize("value", ["=1", "+1", "-1", "@x", "\t1", "\r1", "\n1", " =1", "\ufeff=1", "＝1", "\x00=1"])
def test_no_cell_is_taken_for_a_formula(value):
    assert cell(value).startswith("'")
    assert cell("plain - text = 1") == "plain - text = 1"


@pytest.mark.parametrize("role", ["investigator", "da_specialist", "idva", "administrator"])
def test_who_may_not_ask_is_refused_and_the_try_is_logged(as_, case, role):
    client = as_(role)
    for address in (f"/cases/{case.id}/looks/", f"/people/{case.victim_id}/looks/", f"/cases/{case.id}/looks/?csv=1", "/looks/unusual/"):
        assert client.get(address).status_code == 403
    assert Look.objects.filter(refused=True).count() == 4


def test_of_a_record_that_they_do_not_see_nobody_is_told_who_looked(as_, staff):
    event("call.received", ago(days=1), *PAIR, channel="999", agency="southmere-police")
    case = Case.everything.get()
    client = as_(STANDARDS)
    for address, absent in ((f"/cases/{case.id}/looks/", "/cases/1-2/looks/"), (f"/people/{case.victim_id}/looks/", "/people/987/looks/")):
        kept, nothing = client.get(address), client.get(absent)
        assert (kept.status_code, kept.text) == (404, nothing.text)


@pytest.fixture
def colleague(as_, staff):
    """An investigator opens the record of somebody who works where they work, on whose case they are named."""
    released(ANNA | {"staff_of": "northshire-police"}, BORIS)
    event("record.restricted", ago(minutes=9), *PAIR, to=[staff_number("investigator"), staff_number(STANDARDS)], reason="a colleague")
    found = Case.everything.get()
    as_("investigator").get(f"/cases/{found.id}/")
    assert surface_unusual() == 1
    return found


def test_what_is_out_of_the_ordinary_is_told_with_the_looks_behind_it_and_answered_once(as_, colleague):
    client = as_(STANDARDS)
    page = client.get("/work/")
    assert "Unusual looks" in page.text
    page = client.get("/looks/unusual/")
    assert "Looked at a colleague" in text(page)
    assert "Femi Clarke (npol-i-104), investigator" in text(page)
    assert "Anna QUILLFEATHER" in text(page)
    assert "duty: " in text(page)
    one = Unusual.objects.get()
    assert "Say how you know" in text(client.post(f"/looks/unusual/{one.pk}/", {"outcome": "explained", "why": ""}, follow=True))
    client.post(f"/looks/unusual/{one.pk}/", {"outcome": "explained", "why": "he has the case by the roster"})
    one.refresh_from_db()
    assert (one.outcome, one.answered_by.staff_id) == ("explained", staff_number(STANDARDS))
    assert "Nothing here" in text(client.get("/looks/unusual/"))
    assert "he has the case by the roster" in text(client.get("/looks/unusual/?answered=1"))
    again = text(client.post(f"/looks/unusual/{one.pk}/", {"outcome": "investigated", "why": "no"}, follow=True))
    assert "Somebody has answered already" in again


def test_an_answer_that_is_refused_keeps_what_was_typed(as_, colleague):
    client, one = as_(STANDARDS), Unusual.objects.get()
    page = client.post(f"/looks/unusual/{one.pk}/", {"why": "he has the case by the roster"})
    assert page.status_code == 422
    assert 'value="he has the case by the roster"' in page.text
    page = client.post(f"/looks/unusual/{one.pk}/", {"outcome": "spoken_to", "why": ""})
    assert 'value="spoken_to" required checked' in page.text


def test_nobody_reads_or_answers_what_is_said_of_themselves(as_, colleague, owner):
    owner.execute("UPDATE looking_unusual SET user_id = (SELECT id FROM access_user WHERE staff_id = %s)", [staff_number(STANDARDS)])
    owner.commit()
    client = as_(STANDARDS)
    assert "Looked at a colleague" not in text(client.get("/looks/unusual/"))
    client.post(f"/looks/unusual/{Unusual.objects.get().pk}/", {"outcome": "explained", "why": "it was me"})
    assert Unusual.objects.get().outcome == ""


def test_where_an_agency_has_nobody_who_looks_into_it_those_who_lead_in_the_area_do(as_, colleague, owner):
    client = as_(STANDARDS)
    for agency, told in (("northshire-idva", True), ("southmere-police", False)):
        owner.execute("UPDATE looking_unusual SET agency = %s", [agency])
        owner.commit()
        assert ("Looked at a colleague" in text(client.get("/looks/unusual/"))) is told, agency
