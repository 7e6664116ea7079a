"""What the panel of a call says of people, and whom it leaves out; and who may open the page."""

import re
import time

import pytest

from harness.histories import dangerous_history
from harness.recorded import ago, event
from safehold.access.looks import Look
from safehold.access.viewer import Refused
from safehold.chronology.record import record
from safehold.identity.models import Person
from safehold.practice.response import actions, drafts, left_behind
from safehold.practice.response.calls import open_about
from safehold.practice.response.models import Call, Draft
from safehold.practice.response.sealed import unseal
from safehold.practice.response.taking import Checked, take
from safehold.practice.response.typed import Typed
from safehold.web.calls.panel import look_up
from safehold.web.calls.people import likely, short_day

CALL = {"call": "safehold/0123456789abcdef0123456789abcdef", "opened_at": "", "turn": "1", "caller": "self"}


@pytest.fixture
def handler(viewer_as):
    return viewer_as("call_handler")


@pytest.fixture
def marta(handler) -> int:
    dangerous_history()
    return Person.everything.get(date_of_birth="1976-03-05").pk


def as_role(client, role: str):
    from safehold.access import demonstration

    client.post("/sign-in/as", {"staff_id": next(one.staff_id for one in demonstration.STAFF if one.role == role)})
    return client


def test_how_likely_is_said_in_words_and_is_never_certain():
    assert likely(0.9999) == "very likely (0.99)"
    assert likely(0.21) == "unlikely (0.21)"
    assert likely(0.6) == "possible (0.60)"


def test_a_day_of_this_year_goes_without_its_year():
    now = time.time_ns() // 1000
    assert short_day(now, now).split()[-1].isalpha()


def test_the_panel_tells_what_it_rests_on_and_whom_it_names(marta, handler):
    panel = look_up(handler, Typed(family_name="Stanwick", given_name="Marta", born="1976"), None)
    first = panel.victims[0]
    assert first.person == marta
    assert first.parties[0].person in panel.persons
    assert panel.checked == Checked(found=1, high_risk=True, firearms=True, orders=1)
    assert panel.suggestion.grade == "immediate"
    assert panel.suggestion.if_them == "Marta STANWICK"
    assert {"high risk", "order in force", "out of prison", "firearms on record"} <= set(panel.suggestion.reasons)


def test_once_somebody_is_chosen_nothing_is_said_under_a_condition(marta, handler):
    key = drafts.new_call()
    drafts.shown(handler, drafts.save(handler, key, Typed()), [marta])
    given = Typed(family_name="Stanwik", given_name="Martha")
    call = take(handler, key, given, Checked(), links={"victim": marta})
    panel = look_up(handler, given, call)
    assert panel.victims[0].linked
    assert panel.suggestion.if_them == ""
    assert "4 calls in 12 months" in panel.victims[0].facts, "this call is not history"


def test_a_person_who_is_on_record_by_this_call_alone_is_not_somebody_found(handler):
    given = Typed(family_name="Zeppelin", given_name="Oda", his_name="Otto Zeppelin")
    call = take(handler, drafts.new_call(), given, Checked())
    assert look_up(handler, given, None).victims != ()
    panel = look_up(handler, given, call)
    assert panel.victims == ()
    assert panel.suspects == ()


def test_a_case_that_is_restricted_to_others_is_not_on_the_panel(marta, handler):
    person = {"ref": "H1", "role": "victim", "given_name": "Marta", "family_name": "Stanwick", "date_of_birth": "1976-03-05"}
    him = {"ref": "H2", "role": "suspect", "given_name": "Carl", "family_name": "Cheevers", "date_of_birth": "1974-11-20"}
    raw = {"source": "histories", "id": "r1", "kind": "record.restricted", "occurred_at": "2026-01-01T10:00:00+00:00"}
    record([{**raw, "agency": handler.agency, "people": [person, him], "data": {"to": ["somebody-else"], "reason": "staff"}}])
    given = Typed(family_name="Stanwick", given_name="Marta", born="1976")
    assert marta not in look_up(handler, given, None).persons
    assert all("CHEEVERS" not in party.name for each in look_up(handler, given, None).victims for party in each.parties)


def test_the_phone_of_somebody_else_does_not_find_her(marta, handler):
    assert look_up(handler, Typed(phone="01632 960123"), None).victims[0].person == marta
    assert look_up(handler, Typed(phone="01632 960123", caller="other"), None).victims == ()


@pytest.mark.parametrize(
    ("role", "status"), [("call_handler", 200), ("dispatcher", 200), ("control_room_supervisor", 200), ("idva", 403), ("investigator", 403)]
)
def test_the_page_opens_for_those_who_take_calls(staff, client, role, status):
    assert as_role(client, role).get("/calls/new").status_code == status


def test_the_check_is_open_only_to_those_who_may_check_and_a_refusal_is_logged(marta, client):
    answer = as_role(client, "idva").post("/calls/check", CALL | {"family_name": "Stanwick"})
    assert answer.status_code == 403
    assert Look.objects.get(refused=True).kind == "check"


def test_a_call_of_another_agency_is_not_shown_to_a_handler(handler, client):
    raw = {"source": "cad", "id": "8", "kind": "call.received", "occurred_at": "2026-01-02T10:00:00+00:00", "agency": "southmere-police"}
    record([raw])
    number = Call.everything.get().pk
    assert as_role(client, "call_handler").get(f"/calls/{number}").status_code == 404
    assert client.post("/calls/act", CALL | {"call": "cad/8", "do": "save"}).status_code == 404


def test_opening_a_call_is_logged_with_whom_it_is_about(handler, client):
    call = take(handler, drafts.new_call(), Typed(family_name="Stanwick", his_name="Carl Cheevers"), Checked())
    assert as_role(client, "call_handler").get(f"/calls/{call.pk}").status_code == 200
    look = Look.objects.get(kind="page")
    assert look.persons == sorted([call.victim_id, call.suspect_id])
    assert look.case_ids == [call.case_id]


@pytest.mark.parametrize("wrong", [{"call": ""}, {"call": "nonsense"}, {"call": "x" * 400 + "/y"}])
def test_a_form_that_does_not_say_which_call_it_is_about_is_refused(staff, client, wrong):
    assert as_role(client, "call_handler").post("/calls/act", CALL | wrong).status_code == 404


def test_an_unknown_button_keeps_what_was_typed(staff, client):
    answer = as_role(client, "call_handler").post("/calls/act", CALL | {"do": "delete", "family_name": "Stanwick"})
    assert answer.status_code == 422
    assert 'value="Stanwick"' in answer.text
    draft = Draft.objects.get()
    assert "Stanwick" not in str(draft.fields)
    assert unseal(draft.call, draft.fields) == {"family_name": "Stanwick"}


def test_whatever_is_typed_is_taken(staff, client):
    names = ["ש" * 40, "👩‍🚒 🇬🇧", "<script>alert(1)</script>", "O'Brien-Łukasz", "x" * 10_000, "%_\\"]
    as_role(client, "call_handler")
    for number, name in enumerate(names):
        form = CALL | {"call": f"safehold/{number:032x}", "family_name": name, "words": name, "born": name, "his_name": name, "phone": name}
        assert client.post("/calls/check", form).status_code == 200
        assert client.post("/calls/act", form | {"do": "save"}).status_code == 302
    assert Call.everything.count() == len(names)


def test_a_person_who_was_not_shown_cannot_be_linked_by_a_forged_button(marta, client):
    form = CALL | {"family_name": "Nobody", "do": f"link:victim:{marta}"}
    answer = as_role(client, "call_handler").post("/calls/act", form)
    assert answer.status_code == 422
    assert not Call.everything.filter(victim_id=marta, closed_at=None).exists()


def test_looking_at_a_call_is_not_changing_it(handler, client):
    key = drafts.new_call()
    call = take(handler, key, Typed(family_name="Stanwick"), Checked())
    as_role(client, "control_room_supervisor").get(f"/calls/{call.pk}")
    take(handler, key, Typed(family_name="Stanwyck"), Checked())
    answer = client.get(f"/calls/{call.pk}", follow=True)
    assert 'value="Stanwyck"' in answer.text
    assert not Draft.objects.filter(unsaved=True).exists()


def test_what_was_typed_of_a_refused_step_is_still_there_later(staff, client):
    as_role(client, "call_handler").post("/calls/act", CALL | {"family_name": "Stanwick", "do": "grade:immediate"})
    call = Call.everything.get()
    form = CALL | {"family_name": "Stanwick", "do": "close", "close_rationale": "Seen and safe"}
    assert client.post("/calls/act", form).status_code == 422
    assert "Seen and safe" in client.get(f"/calls/{call.pk}").text
    assert client.post("/calls/act", form | {"close_as": "crime"}).status_code == 302
    assert Call.everything.get().closed_as == "crime"


def test_one_who_oversees_calls_and_takes_none_answers_without_changing_the_call(handler, client, staff):
    from datetime import date

    from safehold.access.models import Posting, User

    inspector = User.objects.create(staff_id="np-di-1", display_name="Ida Crane")
    Posting.objects.create(user=inspector, agency_id=handler.agency, role="duty_inspector", first_day=date(2020, 1, 1))
    key = drafts.new_call()
    call = take(handler, key, Typed(family_name="Stanwick", words="He is held"), Checked())
    actions.grade(handler, call, grade="immediate")
    actions.ask_downgrade(handler, call, to="priority", reason="new_information", why="He is held")
    client.force_login(inspector)
    session = client.session
    session["posting"] = Posting.objects.get(user=inspector).pk
    session.save()
    assert "disabled" in client.get(f"/calls/{call.pk}").text
    form = {"call": str(key), "do": "answer:no", "answer_why": "Send the next unit"}
    assert client.post("/calls/act", form).status_code == 302
    found = Call.everything.get()
    assert (found.asked_grade, found.grade, found.words) == ("", "immediate", "He is held")


@pytest.mark.parametrize("written", ["+44 1632 960177", "01632960177"])
def test_a_second_call_from_the_same_phone_finds_the_incident_that_is_open(handler, written):
    first = take(handler, drafts.new_call(), Typed(phone="01632 960 177", silent=True), Checked())
    since = time.time_ns() // 1000 - 1_000_000_000
    assert [call.pk for call in open_about(handler, [], written, since)] == [first.pk]
    assert open_about(handler, [], "01632 960178", since) == []
    assert open_about(handler, [], written, since, but=first) == []
    assert open_about(handler, [], "0", since) == []


def test_what_somebody_left_behind_is_seen_by_the_supervisor(handler, viewer_as):
    drafts.save(handler, drafts.new_call(), Typed(family_name="Stanwick"))
    drafts.save(handler, drafts.new_call(), Typed())
    later = time.time_ns() // 1000 + 1
    supervisor = viewer_as("control_room_supervisor")
    assert [drafts.typed_of(draft).family_name for draft in left_behind.left_behind(supervisor, later)] == ["Stanwick"]
    assert left_behind.left_behind(supervisor, 0) == []
    with pytest.raises(Refused):
        left_behind.left_behind(handler, later)


def test_people_are_spoken_of_as_they_are_on_record(staff, client):
    man = {"ref": "M1", "role": "victim", "given_name": "Oskar", "family_name": "Quillfeather", "sex": "male", "phone": "01632 960321"}
    woman = {"ref": "M2", "role": "suspect", "given_name": "Greta", "family_name": "Tanglewood", "sex": "female", "relation": "partner"}
    event("call.received", ago(days=3), man, woman, channel="999", domestic=True)
    answer = as_role(client, "call_handler").post("/calls/check", CALL | {"phone": "01632 960321"})
    shown = " ".join(re.sub(r"<[^>]*>", " ", answer.text).split())
    assert "This is him Oskar QUILLFEATHER" in shown
    assert "It is her Greta TANGLEWOOD" in shown
