"""A call that turns out, as it is taken, to be of a case which is kept to others: it is recorded, and whoever took it goes on with it."""

import re
from datetime import UTC, datetime

import pytest
from django.db import transaction
from django.test import Client

from harness.recorded import ANNA, BORIS, CLARA, DMITRI, ago, event
from harness.signed_in import sign_in, staff_number, words
from safehold.access import context
from safehold.access.models import Posting, User
from safehold.access.standards.models import Conflict
from safehold.chronology.envelope import EventId
from safehold.chronology.models import StoredEvent
from safehold.identity.models import Case, Person
from safehold.practice.response.models import Call, Draft

KEY = "safehold/0123456789abcdef0123456789abcdef"
FORM = {
    "call": KEY,
    "opened_at": "",
    "turn": "1",
    "caller": "self",
    "given_name": "Anna",
    "family_name": "Quillfether",
    "words": "He has a knife",
}
KEPT = "now kept to named staff"
PART = {"headers": {"X-Safehold-Part": "1"}}


def as_(role: str) -> Client:
    return sign_in(Client(raise_request_exception=True), role)


@pytest.fixture
def anna(staff) -> int:
    """On record by a call that names nobody else."""
    event("call.received", ago(days=30), ANNA, channel="999", domestic=True, role="call_handler")
    return Person.everything.get(family_name="Quillfeather").pk


def keep() -> str:
    event("crime.recorded", ago(days=20), ANNA, BORIS, offence="assault")
    event("record.restricted", ago(days=20), ANNA, BORIS, to=["somebody"], reason="he works here")
    return Case.everything.get(suspect_id__isnull=False).id


@pytest.fixture
def handler(anna) -> Client:
    """Has been shown her, before her case was kept to others."""
    client = as_("call_handler")
    assert "QUILLFEATHER" in client.post("/calls/check", FORM).text
    keep()
    return client


def link(client: Client, person: int, **more):
    return client.post("/calls/act", FORM | {"do": f"link:victim:{person}"}, **more)


def kinds() -> list[str]:
    return list(StoredEvent.objects.using("owner").filter(source="safehold").order_by("seq").values_list("kind", flat=True))


def call() -> Call:
    return Call.everything.using("owner").latest("received_at")


def test_what_was_said_is_on_record_and_the_handler_is_told_whom_to_tell(handler, anna):
    page = handler.get(link(handler, anna).url)
    assert kinds() == ["call.received", "history.checked", "identity.judged"]
    told = words(page)
    assert f"On record as {call().said}, and {KEPT}" in told
    assert "Tell the control room supervisor now" in told
    assert "He has a knife" in page.text
    assert "TANGLEWOOD" not in page.text
    assert "Tanglewood" not in page.text


def test_the_handler_goes_on_with_the_call_until_it_is_closed_and_all_is_recorded(handler, anna):
    """Each button, with what was typed since; then it is there no more."""
    link(handler, anna)
    form = FORM | {"words": "He has gone", "call_back": "unsafe", "call_back_how": "Ring her mother"}
    form |= {"lower_to": "priority", "lower_reason": "new_information", "lower_why": "He is held", "told_method": "visit"}
    for press, kind in (
        ("save", "contact.unsafe"),
        ("grade:immediate", "call.graded"),
        ("lower", "call.downgrade_asked"),
        ("brief", "history.briefed"),
        ("dispatch", "unit.dispatched"),
        ("arrived:seen", "unit.arrived"),
        ("cut_off", "call.cut_off"),
        ("told:not", "victim.contact_attempted"),
    ):
        page = handler.post("/calls/act", form | {"do": press}, **PART)
        assert (page.status_code, kinds()[-1]) == (200, kind)
        assert KEPT in page.text
    page = handler.get(f"/calls/{call().pk}").text
    assert "He has gone" in page
    assert "Ring her mother" in page, "what is held in confidence of what they typed is read back too"
    assert handler.post("/calls/draft", form | {"turn": "8"}).status_code == 200
    assert handler.post("/calls/leave", form | {"turn": "9", "words": "She has hung up"}).status_code == 204
    assert call().words == "She has hung up"
    event("call.downgrade_answered", datetime.now(UTC), about=EventId("safehold", call().reference), agreed=False, why="He may come back")
    closing = form | {"words": "She has hung up", "do": "close", "close_rationale": "Seen and safe"}
    refused = handler.post("/calls/act", closing)
    assert refused.status_code == 422
    assert "Seen and safe" in refused.text
    assert KEPT in refused.text
    page = words(handler.post("/calls/act", closing | {"close_as": "crime"}, follow=True))
    assert f"Closed. The call is on record as {call().said}" in page
    assert call().closed_as == "crime"
    assert handler.get(f"/calls/{call().pk}").status_code == 404


def test_a_choice_that_is_taken_back_keeps_it_from_nobody(handler, anna):
    link(handler, anna)
    page = handler.post("/calls/act", FORM | {"do": "unlink:victim"}, **PART)
    assert kinds()[-2:] == ["identity.undone", "identity.judged"]
    assert page.status_code == 200
    assert KEPT not in page.text


def test_it_is_the_same_when_what_is_typed_makes_it_hers_without_a_choice(handler):
    typed = FORM | {"family_name": "Quillfeather", "born": "1990-02-03"}
    page = handler.post("/calls/act", typed | {"do": "grade:immediate"}, follow=True)
    assert kinds() == ["call.received", "history.checked", "call.graded"]
    assert KEPT in words(page)


def test_nobody_else_who_takes_calls_sees_it_nor_the_handler_anything_else_of_the_case(handler, anna):
    link(handler, anna)
    number = call().pk
    for role in ("dispatcher", "control_room_supervisor"):
        assert as_(role).get(f"/calls/{number}").status_code == 404
        assert as_(role).post("/calls/act", FORM | {"do": "save"}).status_code == 404
    earlier = Call.everything.using("owner").exclude(pk=number).get().pk
    assert handler.get(f"/calls/{earlier}").status_code == 404
    assert "Tanglewood" not in handler.get(f"/calls/{number}").text


def test_a_call_of_another_system_is_gone_on_with_and_one_that_came_into_such_a_case_is_not_there(anna):
    event("call.received", ago(hours=2), CLARA, channel="999", source="cad", key="8")
    theirs = FORM | {"call": "cad/8"}
    client = as_("call_handler")
    assert client.get(f"/calls/{call().pk}").status_code == 200
    assert "QUILLFEATHER" in client.post("/calls/check", theirs).text
    keep()
    assert KEPT in words(client.post("/calls/act", theirs | {"do": f"link:victim:{anna}"}, follow=True))
    assert KEPT in words(client.post("/calls/act", theirs | {"do": "grade:immediate"}, follow=True))
    assert kinds()[-1] == "call.graded"
    event("call.received", ago(hours=1), ANNA, channel="999", source="cad", key="9")
    assert client.get(f"/calls/{call().pk}").status_code == 404
    assert client.post("/calls/act", FORM | {"call": "cad/9", "do": "save"}).status_code == 404


def test_a_call_of_hers_that_also_belongs_to_a_case_kept_to_others_is_not_half_there(handler, anna, viewer_as):
    event("crime.recorded", ago(days=1), ANNA, DMITRI, offence="assault")
    link(handler, anna)
    assert KEPT in words(handler.get(f"/calls/{call().pk}"))
    assert as_("dispatcher").get(f"/calls/{call().pk}").status_code == 404
    for role, sees in (("dispatcher", False), ("call_handler", True)):
        with transaction.atomic():
            context.enter(viewer_as(role))
            assert Call.everything.filter(pk=call().pk).exists() is sees, "as its page"


def test_a_call_of_two_of_whom_the_seconds_case_is_kept_is_listed_to_whom_its_page_is_shown(staff, viewer_as):
    event("call.received", ago(days=9), ANNA, BORIS, channel="999", domestic=True)
    event("crime.recorded", ago(days=9), CLARA, DMITRI, offence="assault")
    event("call.received", ago(hours=1), ANNA, CLARA, channel="999", role="call_handler")
    number = call().pk
    assert as_("dispatcher").get(f"/calls/{number}").status_code == 200
    event("record.restricted", ago(minutes=5), CLARA, DMITRI, to=["somebody"], reason="he works here")
    for role in ("dispatcher", "control_room_supervisor"):
        shown = as_(role).get(f"/calls/{number}").status_code == 200
        by_django = Call.objects.for_viewer(viewer_as(role)).filter(pk=number)
        with transaction.atomic():
            context.enter(viewer_as(role))
            assert Call.everything.filter(pk=number).exists() is by_django.exists() is shown is (role != "dispatcher"), role


def test_it_is_on_the_board_of_a_supervisor_who_is_named_and_so_is_what_was_typed_of_it_since(handler, anna):
    link(handler, anna)
    handler.post("/calls/draft", FORM | {"turn": "8", "words": "He came back with petrol"})
    Draft.objects.using("owner").update(updated_at=1)
    number, draft = call().pk, Draft.objects.using("owner").get().pk
    supervisor = as_("control_room_supervisor")
    board = words(supervisor.get("/board/"))
    assert not re.search(f"petrol|{call().said}|{call().reference}", board)
    assert supervisor.post(f"/board/left/{draft}/take/").status_code == 422
    named = staff_number("control_room_supervisor")
    event("record.restricted", ago(hours=1), ANNA, BORIS, to=["somebody", named], reason="he works here")
    board = words(supervisor.get("/board/"))
    assert ("petrol" in board, call().said in board) == (True, True)
    page = supervisor.post(f"/board/left/{draft}/take/", follow=True)
    assert (page.status_code, "He came back with petrol" in page.text) == (200, True)
    assert page.request["PATH_INFO"] == f"/calls/{number}"


def test_where_nobody_who_is_named_watches_calls_whoever_restricts_is_warned_and_standards_are_told_of_the_call(handler, anna):
    def board() -> str:
        return words(as_("professional_standards").get("/standards/")).partition("Calls on no supervisor")[2].partition("Who asked")[0]

    link(handler, anna)
    assert call().said in board()
    assert not re.search("(?i)anna|quillf|knife", board())
    Posting.objects.filter(role="professional_standards").update(agency_id="southmere-police")
    assert board() == "", "of another agency"
    Posting.objects.filter(role="professional_standards").update(agency_id="northshire-police")
    specialist, named = staff_number("da_specialist"), staff_number("control_room_supervisor")
    event("record.restricted", ago(hours=1), ANNA, BORIS, to=[specialist], reason="he works here")
    client = as_("da_specialist")
    for to, warned in ((specialist, True), (f"{specialist}\n{named}", False)):
        given = {"data-to": to, "data-reason": "conflict", "when": "now"}
        page = client.post(f"/cases/{Case.everything.get(suspect_id__isnull=False).id}/record/record.restricted/", given, follow=True)
        assert "Recorded" in page.text
        assert ("Nobody whom you named watches calls" in words(page)) is warned
        assert (call().said in board()) is warned


def test_whoever_is_of_the_line_of_a_member_of_staff_sees_nothing_of_it_and_is_not_told_why(anna):
    Posting.objects.filter(role__in=("call_handler", "professional_standards")).update(supervisor=staff_number("first_responder"))
    client = as_("call_handler")
    client.post("/calls/check", FORM)
    dev = BORIS | {"given_name": "Dev", "family_name": "Sandhu", "staff_of": "northshire-police"}
    event("crime.recorded", ago(days=20), ANNA, dev, offence="assault")
    page = link(client, anna, follow=True)
    assert kinds() == ["call.received", "history.checked", "identity.judged"]
    told = words(page)
    assert f"on record as {call().said}" in told
    assert "hand the caller over" in told
    assert not re.search("kept|named staff|Sandhu|He has a knife", told)
    assert client.get(f"/calls/{call().pk}").status_code == 404
    assert client.post("/calls/act", FORM | {"do": "save"}).status_code == 404
    event("record.restricted", ago(hours=1), ANNA, dev, to=["somebody"], reason="conflict")
    assert "Calls on no supervisor" not in as_("professional_standards").get("/standards/").text


def test_what_the_line_pressed_is_recorded_and_its_page_is_left(anna):
    Posting.objects.filter(role="call_handler").update(supervisor=staff_number("first_responder"))
    dev = BORIS | {"given_name": "Dev", "family_name": "Sandhu", "staff_of": "northshire-police"}
    event("crime.recorded", ago(days=20), ANNA, dev, offence="assault")
    client = as_("call_handler")
    typed = FORM | {"family_name": "Quillfeather", "born": "1990-02-03"}
    page = client.post("/calls/act", typed | {"do": "brief"}, **PART)
    assert kinds() == ["call.received", "history.checked", "history.briefed"]
    assert "data-gone" in page.text
    assert "Quillfeather" not in page.text
    assert "hand the caller over" in words(client.get("/calls/new?fresh=1"))


def test_whoever_declared_a_conflict_is_of_no_such_case(handler, anna):
    him = User.objects.get(staff_id=staff_number("call_handler"))
    Conflict.objects.using("owner").create(staff_id=him.staff_id, person=anna, said_by=him, why="My sister")
    page = link(handler, anna, follow=True)
    assert "hand the caller over" in words(page)
    assert handler.get(f"/calls/{call().pk}").status_code == 404
