"""Somebody leaves: in one step what lets them in ends, and what only they stood for goes to somebody who is named."""

from datetime import date

import pytest

from harness.recorded import OTHER_PAIR, PAIR, ago, event, high_risk, released
from harness.signed_in import sign_in, staff_number, words
from safehold.access.involvement import CaseRestriction
from safehold.access.models import Posting, User
from safehold.access.postings import postings_of
from safehold.access.signing_in import recovery
from safehold.access.signing_in.homes import NotYours
from safehold.access.signing_in.members import member
from safehold.access.signing_in.models import Act, Recovery
from safehold.access.viewer import Refused
from safehold.chronology.declined import Declined
from safehold.chronology.models import StoredEvent
from safehold.identity.actions import pair, record_of
from safehold.identity.models import Case
from safehold.practice.safeguarding import leaving
from safehold.practice.safeguarding.models import Standing
from safehold.rulebook.models import Obligation

CHASED = "victim-told-of-release"


@pytest.fixture
def administrator(viewer_as):
    return viewer_as("administrator")


def staff_of(role: str) -> User:
    return User.objects.get(staff_id=staff_number(role))


def posting_of(role: str) -> int:
    return Posting.objects.get(user=staff_of(role), agency="northshire-police").pk


def named_on_the_case(viewer) -> Case:
    high_risk(*PAIR)
    case = Case.everything.get()
    record_of(by=viewer, kind="victim.views_sought", data={}, persons=pair(case), relation=case.relation)
    assert Standing.everything.get().owner == viewer.staff_id
    return case


def test_the_duties_that_only_they_stood_for_go_to_a_named_colleague(administrator):
    released(*PAIR, at=ago(days=20))
    found = leaving.leave(by=administrator, user=staff_of("investigator"), to=posting_of("shift_sergeant"), why="Retired")
    assert found.duties
    duty = Obligation.everything.get(rule=CHASED)
    assert (duty.agency, duty.who) == ("northshire-police", "shift_sergeant")
    handed = StoredEvent.objects.filter(kind="duty.handed_over")
    assert handed.count() == len(found.duties)
    assert not Obligation.everything.filter(agency="northshire-police", who="investigator", answerable=True, state="breached").exists()


def test_those_of_the_same_role_who_signed_in_last_are_offered_first(administrator, client):
    user = staff_of("investigator")
    other = Posting.objects.create(
        user=staff_of("shift_sergeant"), agency_id=administrator.agency, role="investigator", first_day=date(2020, 1, 1)
    )
    sign_in(client, "da_specialist")
    offered = leaving.takers(administrator, user)
    assert offered[0] == other
    assert offered[1].user == staff_of("da_specialist")


def test_what_others_of_the_role_stand_for_stays_with_them(administrator):
    other = User.objects.create(staff_id="npol-i-105", display_name="Ines Farrow")
    Posting.objects.create(user=other, agency_id="northshire-police", role="investigator", first_day=date(2020, 1, 1))
    released(*PAIR, at=ago(days=20))
    found = leaving.leave(by=administrator, user=staff_of("investigator"), to=None, why="")
    assert found.duties == []
    assert found.stay["investigator"] >= 1
    assert Obligation.everything.get(rule=CHASED).who == "investigator"


def test_the_case_on_which_theirs_is_the_name_is_anothers(administrator, viewer_as):
    named_on_the_case(viewer_as("da_specialist"))
    found = leaving.leave(by=administrator, user=staff_of("da_specialist"), to=posting_of("investigator"), why="Moved to another force")
    assert found.cases == 1
    assert (Standing.everything.get().owner, Standing.everything.get().owner_agency) == ("npol-i-104", "northshire-police")
    assert StoredEvent.objects.filter(kind="case.handed_over").count() == 1


def test_whoever_does_something_on_the_case_later_has_it_then(administrator, viewer_as):
    case = named_on_the_case(viewer_as("da_specialist"))
    leaving.leave(by=administrator, user=staff_of("da_specialist"), to=posting_of("investigator"), why="")
    record_of(by=viewer_as("idva"), kind="victim.views_sought", data={}, persons=pair(case), relation=case.relation)
    assert Standing.everything.get().owner == "nidv-i-104"


def test_the_same_stands_after_a_rebuild(administrator, viewer_as, owner):
    from safehold.chronology.rebuilding import rebuild

    named_on_the_case(viewer_as("da_specialist"))
    released(*OTHER_PAIR, at=ago(days=20))
    leaving.leave(by=administrator, user=staff_of("da_specialist"), to=posting_of("investigator"), why="")
    assert rebuild(check=True).differences == []


def test_nobody_is_named_where_there_is_something_to_hand_over_and_it_is_refused(administrator):
    released(*PAIR, at=ago(days=20))
    with pytest.raises(Declined):
        leaving.leave(by=administrator, user=staff_of("investigator"), to=None, why="")
    with pytest.raises(Declined):  # of another agency
        leaving.leave(by=administrator, user=staff_of("investigator"), to=Posting.objects.get(role="idva").pk, why="")
    assert staff_of("investigator").is_active


def test_nothing_of_theirs_opens_anything_any_more(administrator, client, staff):
    user = staff_of("investigator")
    sign_in(client, "investigator")
    leaving.leave(by=administrator, user=user, to=None, why="")
    assert client.get("/posting").status_code == 302
    assert list(postings_of(user, date(2099, 1, 1))) == []
    assert not User.objects.get(pk=user.pk).check_password(staff)
    assert member(user).app_secret == ""
    assert client.post("/sign-in", {"staff_id": user.staff_id, "password": staff}).status_code == 422
    assert Act.objects.get(what="left").by_id == administrator.user_id


def test_cases_that_only_they_may_see_are_counted(administrator, viewer_as, client):
    high_risk(*PAIR)
    case = Case.everything.get()
    event("record.restricted", ago(minutes=1), *PAIR, role="da_specialist", to=["npol-ds-104"], reason="A colleague")
    assert CaseRestriction.objects.get(case_id=case.id).staff_ids == ["npol-ds-104"]
    assert leaving.would_leave(administrator, staff_of("da_specialist")).alone == 1
    sign_in(client, "administrator")
    assert "Ask professional standards" in words(client.get(f"/administration/staff/{staff_of('da_specialist').pk}/leaves"))


def test_only_an_administrator_of_their_agency_and_never_they_themselves(administrator, viewer_as):
    with pytest.raises(Refused):
        leaving.leave(by=viewer_as("shift_sergeant"), user=staff_of("investigator"), to=None, why="")
    with pytest.raises(NotYours):
        leaving.leave(by=administrator, user=staff_of("idva"), to=None, why="")
    with pytest.raises(NotYours):
        leaving.leave(by=administrator, user=staff_of("administrator"), to=None, why="")


def test_the_page_names_no_case_and_says_what_was_handed_over(client, staff, administrator):
    released(*PAIR, at=ago(days=20))
    sign_in(client, "administrator")
    address = f"/administration/staff/{staff_of('investigator').pk}/leaves"
    before = words(client.get(address))
    assert "Duties that only they stand for: " in before
    assert "told" in before
    assert "Quillfeather" not in before
    assert client.post(address, {"to": "", "why": ""}).status_code == 422
    left = words(client.post(address, {"to": posting_of("shift_sergeant"), "why": "Retired"}))
    assert "Handed over to Elin Marsh, shift sergeant" in left
    assert "Quillfeather" not in left


def test_administrators_add_post_and_end_postings_of_their_own_agency(client, staff):
    sign_in(client, "administrator")
    told = client.post("/administration/staff/add", {"staff_id": "npol-i-200", "name": "Una Pell", "role": "call_handler"}).text
    first = told.partition('class="sh-secret">')[2].partition("<")[0]
    una = User.objects.get(staff_id="npol-i-200")
    assert una.check_password(first)
    assert "Una Pell" in words(client.get("/administration/"))
    client.post(f"/administration/staff/{una.pk}/post", {"role": "dispatcher"})
    Posting.objects.filter(user=una).update(first_day=date(2020, 1, 1))
    posting = Posting.objects.get(user=una, role="dispatcher")
    client.post(f"/administration/staff/{una.pk}/postings/{posting.pk}/end")
    assert [one.role for one in postings_of(una)] == ["call_handler"]
    last = Posting.objects.get(user=una, role="call_handler")
    client.post(f"/administration/staff/{una.pk}/postings/{last.pk}/end")
    assert [one.role for one in postings_of(una)] == ["call_handler"]  # who leaves, leaves by the page for it


def test_staff_of_another_agency_are_posted_without_a_new_password_and_found_by_no_other_page(client, staff, viewer_as):
    sign_in(client, "administrator")
    adviser = staff_of("idva")
    for page in ("", "leaves", "anew"):
        assert client.get(f"/administration/staff/{adviser.pk}/{page}").status_code == 404, page
    added = client.post(
        "/administration/staff/add", {"staff_id": adviser.staff_id, "name": "Somebody Else", "role": "agency_representative"}, follow=True
    )
    assert "Two people give this role" in words(added)
    assert recovery.agree(by=viewer_as("shift_sergeant"), number=Recovery.objects.get().pk) == (adviser, "")
    assert "Another agency answers" in words(client.get(f"/administration/staff/{adviser.pk}/"))
    adviser.refresh_from_db()
    assert adviser.display_name == "Hana Brook"
    assert adviser.check_password(staff)
    assert client.post(f"/administration/staff/{adviser.pk}/sessions/end").status_code == 302
    assert not Act.objects.filter(what="session_ended").exists()


def test_an_administrator_ends_sessions_of_their_own_staff(client, staff):
    other = client.__class__()
    sign_in(other, "investigator")
    sign_in(client, "administrator")
    number = staff_of("investigator").pk
    assert "This one" not in words(client.get(f"/administration/staff/{number}/"))
    client.post(f"/administration/staff/{number}/sessions/end")
    assert other.get("/posting").status_code == 302
    told = other.post("/sign-in/as", {"staff_id": "npol-i-104"}, follow=True)
    assert "Your sessions were ended: ended by an administrator" in words(told)


def test_somebody_who_comes_back_begins_anew_by_two_people(administrator, viewer_as, client, staff):
    user = staff_of("investigator")
    leaving.leave(by=administrator, user=user, to=None, why="")
    sign_in(client, "administrator")
    told = client.post("/administration/staff/add", {"staff_id": user.staff_id, "name": "Femi Clarke", "role": "investigator"}).text
    assert "A first password" not in told  # a number that a case may be restricted to is given to nobody by one person alone
    asked = Recovery.objects.get(user=user)
    with pytest.raises(NotYours):
        recovery.agree(by=administrator, number=asked.pk)
    _user, first = recovery.agree(by=viewer_as("shift_sergeant"), number=asked.pk)
    assert client.post("/sign-in", {"staff_id": user.staff_id, "password": first}).status_code in (302, 200)
    assert member(user).first_until is not None


def test_nobody_gives_themselves_a_role(client, staff, administrator):
    sign_in(client, "administrator")
    client.post(f"/administration/staff/{administrator.user_id}/post", {"role": "da_specialist"})
    form = {"staff_id": administrator.staff_id, "name": "Owen Thackeray", "role": "da_specialist"}
    assert client.post("/administration/staff/add", form).status_code == 422
    assert [one.role for one in postings_of(staff_of("administrator"))] == ["administrator"]


def test_by_the_page_too_the_case_gets_another_name(client, staff, viewer_as):
    named_on_the_case(viewer_as("da_specialist"))
    sign_in(client, "administrator")
    address = f"/administration/staff/{staff_of('da_specialist').pk}/leaves"
    assert "Cases on which theirs is the name: 1" in words(client.get(address))
    client.post(address, {"to": posting_of("investigator"), "why": ""})
    assert Standing.everything.get().owner == "npol-i-104"
