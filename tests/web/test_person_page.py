"""A person's page: every record and why it is there, parting them, and whom they are related to."""

import re

import pytest

from harness.recorded import ANNA, BORIS, CLARA, PAIR, ago, event
from harness.signed_in import sign_in, staff_number
from harness.signed_in import words as text
from safehold.access.looks import Look
from safehold.identity.models import Case, Decision, Mention, Person
from safehold.web.naming import name_and_age

HOME = {"address": "14 Larch Close", "postcode": "XN1 4PA", "phone": "01632 960123"}


@pytest.fixture
def as_(client, staff):
    return lambda role: sign_in(client, role)


@pytest.fixture
def anna(staff) -> int:
    """Met three times: twice by one source, once by another, with a child and a man."""
    child = {"ref": "N7", "role": "child", "given_name": "Edie", "family_name": "Quillfeather", "date_of_birth": "2019-01-01"}
    event("call.received", ago(days=30), ANNA | HOME, BORIS, child, channel="999", domestic=True)
    event("crime.recorded", ago(days=20), ANNA | HOME, BORIS, offence="assault")
    event(
        "call.received",
        ago(days=10),
        ANNA | HOME | {"ref": "S1", "given_name": "Ana"},
        BORIS,
        channel="999",
        domestic=True,
        source="southmere-records",
    )
    return Person.everything.filter(family_name="Quillfeather", as_victim__gt=0).get().id


def test_every_record_says_when_by_whom_and_why_it_is_taken_for_theirs(as_, anna):
    shown = text(as_("investigator").get(f"/people/{anna}/"))
    for words in (
        "Records of this person 3",
        "Call received",
        "Crime recorded: assault",
        "Same number in the same source, and says the same",
        "Linked by machine to the record of",
        "Ana QUILLFEATHER, as victim",
        "14 Larch Close, XN1 4PA",
        "01632 960123",
        "Nobody has judged whether records are of this person",
    ):
        assert words in shown, words
    one = Look.objects.latest("id")
    assert anna in one.persons
    assert set(one.case_ids) == set(Case.everything.filter(victim_id=anna).values_list("id", flat=True))


def test_who_is_related_is_said_with_how_and_is_nobody_else(as_, anna):
    event("call.received", ago(days=5), CLARA | {"phone": "01632 960123"}, channel="999", domestic=True)
    shown = text(as_("investigator").get(f"/people/{anna}/")).partition("Related, not the same")[2]
    for related in (
        r"Boris TANGLEWOOD, \d+ Reported as harming them \(partner\)",
        r"Edie QUILLFEATHER, \d+ Child",
        r"Clara \S+ \d+ Same phone",
    ):
        assert re.search(related, shown), related


def test_another_agencys_people_are_not_among_the_related(as_, anna):
    event("call.received", ago(days=5), CLARA | HOME, channel="999", domestic=True, agency="southmere-police")
    assert "WINTERBOURNE" not in as_("investigator").get(f"/people/{anna}/").text


def test_records_are_parted_after_it_is_seen_what_that_changes(as_, anna):
    client = as_("da_specialist")
    (wrong,) = Mention.objects.filter(ref="S1").values_list("id", flat=True)
    before = Mention.objects.filter(person_id=anna).count()
    shown = text(client.post(f"/people/{anna}/part/", {"pick": [wrong]}))
    assert "becomes 2 people, of 2 and 1 records" in shown
    assert "1 picked, 2 left" in shown
    assert "A case" in shown
    assert Mention.objects.filter(person_id=anna).count() == before
    page = client.post(f"/people/{anna}/part/", {"pick": [wrong], "why": ""})
    assert page.status_code == 422
    assert not Decision.objects.exists()
    assert client.post(f"/people/{anna}/part/", {"pick": [wrong], "why": "her cousin Ana"}).url == f"/people/{anna}/"
    assert Mention.objects.get(id=wrong).person_id == wrong
    client.post(f"/people/{anna}/part/", {"pick": [wrong], "why": "her cousin Ana"})
    page = client.get(f"/people/{anna}/")
    assert "Recorded: these records are not theirs. Undo" in text(page)
    assert "Nothing was recorded now: not all the records that you picked are theirs, or still theirs." in text(page)
    assert "her cousin Ana" in text(page)
    (undo,) = set(re.findall(r'href="(/links/undo/\d+/)"', page.text))
    assert "become one person" in text(client.get(undo))
    client.post(undo, {"why": "it is she after all"})
    assert Mention.objects.get(id=wrong).person_id == anna


@pytest.mark.parametrize(
    ("picked", "said"),
    [
        ([], "Pick some of the records, and leave some."),
        (["all"], "Pick some of the records"),
        (["1"], "not all the records that you picked"),
    ],
)
def test_nothing_is_parted_where_none_or_all_or_what_is_not_theirs_is_picked(as_, anna, picked, said):
    client = as_("da_specialist")
    numbers = list(Mention.objects.filter(person_id=anna).values_list("id", flat=True)) if picked == ["all"] else picked
    page = client.post(f"/people/{anna}/part/", {"pick": numbers, "why": "x"})
    assert said in text(client.get(page.url))
    assert not Decision.objects.exists()


def test_a_role_that_judges_nobody_sees_the_page_without_boxes_and_parts_nobody(as_, anna):
    client = as_("first_responder")
    page = client.get(f"/people/{anna}/")
    assert page.status_code == 200
    assert 'name="pick"' not in page.text
    assert client.post(f"/people/{anna}/part/", {"pick": ["1"]}).status_code == 403


def test_who_is_restricted_is_no_page_for_others_and_the_try_is_logged(as_, staff):
    event("call.received", ago(days=3), *PAIR, channel="999", domestic=True)
    event("record.restricted", ago(days=2), *PAIR, to=[staff_number("da_specialist")], reason="he works here")
    number = Person.everything.get(given_name="Anna").id
    page = as_("investigator").get(f"/people/{number}/")
    assert page.status_code == 404
    assert "QUILLFEATHER" not in page.text
    assert Look.objects.filter(refused=True, persons=[number]).exists()
    assert as_("da_specialist").get(f"/people/{number}/").status_code == 200
    assert as_("investigator").get("/people/987654321/").status_code == 404


def test_the_people_around_a_case_are_a_picture_and_the_same_as_a_table(as_, anna):
    event("call.received", ago(days=5), CLARA | HOME, channel="999", domestic=True)
    case = Case.everything.exclude(suspect_id=None).filter(victim_id=anna).get()
    client = as_("investigator")
    assert f'href="/cases/{case.id}/around/"' in client.get(f"/cases/{case.id}/").text
    page = client.get(f"/cases/{case.id}/around/")
    picture, table = page.text.partition("<svg")[2].partition("</svg>")[::2]
    for name in ("Edie QUILLFEATHER", "Clara WINTERBOURNE"):
        assert name in picture
        assert name in table
    assert "<title" in picture
    assert "<desc" in picture
    assert "Same phone as Anna; Same address as Anna" in text(page) or "Same address as Anna" in text(page)
    assert Person.everything.get(given_name="Clara").id in Look.objects.latest("id").persons
    assert client.get("/cases/1-2/around/").status_code == 404


def test_danger_comes_first_with_who_is_in_danger_from_whom(as_, anna):
    event("risk.assessed", ago(hours=3), *PAIR, instrument="dash", grade="high", score=16)
    event("suspect.released", ago(hours=2), *PAIR, role="custody_officer", status="bail")
    him = Person.everything.get(family_name="Tanglewood").id
    hers, his = (text(as_("first_responder").get(f"/people/{number}/")).partition("On record")[0] for number in (anna, him))
    assert "High risk from Boris TANGLEWOOD" in hers
    assert "High risk to Anna QUILLFEATHER" in his


def test_who_may_be_the_same_is_told_to_all_who_see_both_and_the_way_to_judge_it_to_those_who_may(as_, anna):
    heard = {"ref": "Z9", "role": "victim", "given_name": "Ann", "family_name": "Quillfeather", "sex": "female"}
    event("call.received", ago(days=2), heard, BORIS, channel="999", domestic=True, source="southmere-records")
    page = as_("first_responder").get(f"/people/{anna}/")
    assert "May be the same person Ann QUILLFEATHER" in text(page)
    assert "nobody has judged it yet" in text(page)
    assert "/links/" not in page.text
    assert "/links/" in as_("control_room_supervisor").get(f"/people/{anna}/").text


def test_who_is_parted_into_somebody_they_may_not_see_is_told_so_before_and_can_still_undo_it(as_, anna):
    of_others = ANNA | HOME | {"ref": "H1"}
    event(
        "victim.contact_attempted",
        ago(days=1),
        of_others,
        BORIS,
        agency="northshire-housing",
        source="housing",
        role="agency_representative",
    )
    (picked,) = Mention.objects.filter(ref="H1").values_list("id", flat=True)
    client = as_("da_specialist")
    shown = text(client.post(f"/people/{anna}/part/", {"pick": [picked]}))
    assert "1 record becomes somebody’s whom you may not see" in shown
    client.post(f"/people/{anna}/part/", {"pick": [picked], "why": "another woman"})
    assert Mention.objects.get(id=picked).person_id != anna
    page = client.get(f"/people/{anna}/")
    assert "somebody whom you may not see now" in text(page)
    (way_back,) = set(re.findall(r'href="(/links/undo/\d+/)"', page.text))
    back = text(client.get(way_back))
    assert "another woman" in back
    assert "and somebody whom you may not see become one person" in back
    assert client.post(way_back, {"why": "it was hers"}).status_code == 302
    assert Mention.objects.get(id=picked).person_id == anna


FATHER = {"ref": "F1", "role": "victim", "given_name": "Peter", "family_name": "Hollowmere", "date_of_birth": "1958-02-11", "sex": "male"}
TWIN = {"ref": "T1", "role": "victim", "given_name": "Ella", "family_name": "Hollowmere", "date_of_birth": "1994-06-21", "sex": "female"}
FAMILIES = {
    "a father and a son of one name": (FATHER, FATHER | {"ref": "F2", "date_of_birth": "1986-10-30"}),
    "twins": (TWIN, TWIN | {"ref": "T2", "given_name": "Emma"}),
    "a couple": (TWIN, FATHER | {"ref": "C2", "given_name": "Jason", "date_of_birth": "1991-12-02"}),
}


@pytest.mark.parametrize("two", FAMILIES.values(), ids=FAMILIES)
def test_who_is_of_one_family_is_related_on_the_page_by_what_they_share_and_told_apart_by_age(as_, staff, two):
    for each in two:
        event("call.received", ago(days=3), each | HOME, channel="999", domestic=True)
    one, other = Person.everything.filter(family_name="Hollowmere").order_by("id")
    page = text(as_("investigator").get(f"/people/{one.id}/"))
    related = page.partition("Related, not the same")[2].partition("Records of this person")[0]
    assert f"{name_and_age(other, ago().date())} Same address; Same phone" in related
    assert "Records of this person 1" in page


@pytest.mark.parametrize(("role", "told"), [("investigator", False), ("da_specialist", True)])
def test_what_is_held_in_confidence_is_said_to_be_and_read_by_the_few(as_, staff, role, told):
    child = {"ref": "N7", "role": "child", "given_name": "Edie", "family_name": "Quillfeather", "confidential": ["school"]}
    event("child.identified", ago(days=6), ANNA, BORIS, child, school="Larch Primary", in_education="yes")
    event("call.received", ago(days=5), ANNA | HOME | {"confidential": ["phone"]}, BORIS, channel="999", domestic=True)
    event("plan.action_agreed", ago(days=4), ANNA, BORIS, action="Locks at Larch Close", owner_agency="northshire-homes")
    event("marker.set", ago(days=3), ANNA, BORIS, marker="confidential_address")
    case = Case.everything.get()
    client = as_(role)
    hers = text(client.get(f"/people/{case.victim_id}/"))
    theirs = text(client.get(f"/people/{Person.everything.get(given_name='Edie').id}/"))
    page = text(client.get(f"/cases/{case.id}/"))
    assert ("01632 960123" in hers, "14 Larch Close" in hers, "Locks at Larch Close" in page) == (told, told, True)
    assert ("Phones Held in confidence" in hers, "Addresses Held in confidence" in hers) == (not told, not told)
    assert ("School Held in confidence" in theirs) == (not told)
    assert ("Held in confidence Address, phone, school" in page) == (not told)
    assert "Held in confidence (" in text(as_("crime_registrar").get(f"/cases/{case.id}/"))
