"""The control room supervisor's board: what waits, what is asked, and that nothing leaves it but by an answer."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from harness.recorded import ANNA, BORIS, CLARA, DMITRI, OTHER_PAIR, PAIR, ago, event, high_risk
from harness.signed_in import sign_in, staff_number
from harness.signed_in import words as text
from safehold.access.looks import Look
from safehold.practice.response.models import Call


@pytest.fixture
def as_(client, staff):
    return lambda role: sign_in(client, role)


@pytest.fixture
def board(as_):
    client = as_("control_room_supervisor")
    return lambda: client.get("/board/")


def call(*people, minutes=30, key="", grade="immediate", **data):
    received = event(
        "call.received", ago(minutes=minutes), *people, key=key, role="call_handler", channel="999", domestic=True, area="urban", **data
    )
    if grade:
        event("call.graded", ago(minutes=minutes - 1), about=received, role="call_handler", grade=grade)
    return received


def asked(about, *, by="np-someone", why="he has left"):
    from safehold.chronology.record import record

    raw = {"source": "safehold", "id": f"ask-{about.id}", "kind": "call.downgrade_asked", "occurred_at": ago(minutes=5).isoformat(),
           "agency": "northshire-police", "actor": {"id": by, "role": "call_handler"}, "about": [{"source": about.source, "id": about.id}],
           "data": {"to": "priority", "reason": "new_information", "why": why}}  # fmt: skip
    record([raw])


def waiting(page) -> str:
    return text(page).partition("Waiting for a unit")[2].partition("Wanted, not found")[0]


def number() -> int:
    return Call.everything.get().event_id


def test_calls_wait_with_danger_first_and_say_how_long_they_are_past_their_target(board):
    call(*OTHER_PAIR, minutes=90, key="NC-1")
    call(*PAIR, minutes=25, key="NC-2", weapon=True, suspect_present=True)
    high_risk(*PAIR, at=ago(days=3))
    page = board()
    shown = waiting(page)
    assert shown.index("Anna QUILLFEATHER and Boris TANGLEWOOD") < shown.index("Clara WINTERBOURNE")
    assert shown.index("High risk") < shown.index("Anna QUILLFEATHER")
    assert "25 minutes" in shown
    assert "10 minutes past target" in shown
    assert "None sent" in shown
    assert "<title>(2)" in page.text
    for fact in ("History read: no", "Unit briefed: no", "Told of delay: no"):
        assert fact in shown


def test_a_call_leaves_by_attendance_or_when_it_is_closed_and_by_nothing_else(board):
    first, second = call(*PAIR, key="NC-1"), call(*OTHER_PAIR, key="NC-2")
    event("unit.dispatched", ago(minutes=20), about=first)
    event("unit.diverted", ago(minutes=10), about=second)
    shown = waiting(board())
    assert "Sent 20 minutes ago" in shown
    assert "Sent elsewhere 10 minutes ago" in shown
    event("history.checked", ago(minutes=9), about=first, found=1)
    event("supervisor.reassessed", ago(minutes=8), about=second, role="control_room_supervisor", plan="a unit from the next area")
    assert "NC-1" in waiting(board())
    assert "NC-2" in waiting(board())
    event("unit.arrived", ago(minutes=2), about=first)
    event("call.closed", ago(minutes=1), about=second, rationale="she is safe at her sister's", **{"as": "non_crime"})
    assert "No call waits" in waiting(board())


def test_what_was_done_is_said(board):
    received = call(*PAIR)
    event("history.checked", ago(minutes=20), about=received, found=1)
    event("history.briefed", ago(minutes=19), about=received)
    event("victim.contact_attempted", ago(minutes=5), about=received, method="phone", reached=True)
    shown = waiting(board())
    for fact in ("History read: yes", "Unit briefed: yes", "Told of delay: yes"):
        assert fact in shown


def test_a_call_that_was_cut_off_stands_on_top_until_somebody_has_looked(board):
    received = call(*PAIR, key="NC-1")
    event("call.cut_off", ago(minutes=10), about=received)
    assert "Cut off, and not looked at since 1" in text(board())
    event("supervisor.reassessed", ago(minutes=2), about=received, role="control_room_supervisor", plan="a unit goes now")
    assert "Cut off, and" not in text(board())


def test_a_lower_grade_is_refused_on_the_board_with_a_reason(as_, board):
    asked(call(*PAIR, key="NC-1"))
    client = as_("control_room_supervisor")
    shown = text(client.get("/board/"))
    assert shown.index("Lower grades asked for") < shown.index("Waiting for a unit")
    assert "From immediate to priority" in shown
    blank = client.post(f"/board/{number()}/answer/", {"agreed": "no", "why": " "})
    assert blank.status_code == 422
    assert "Say why" in text(blank)
    answer = client.post(f"/board/{number()}/answer/", {"agreed": "no", "why": "the order is in force"}, follow=True)
    assert "the lower grade is refused" in text(answer)
    assert "Lower grades asked for" not in text(answer)
    assert Call.everything.get().grade == "immediate"


def test_a_lower_grade_is_agreed_to_only_when_she_was_reached_and_what_was_typed_is_kept(as_):
    asked(call(*PAIR, key="NC-1"))
    client = as_("control_room_supervisor")
    alone = client.post(f"/board/{number()}/answer/", {"agreed": "yes", "why": "he is in custody"})
    assert alone.status_code == 422
    assert "he is in custody" in alone.text
    assert Call.everything.get().grade == "immediate"
    client.post(f"/board/{number()}/answer/", {"agreed": "yes", "why": "he is in custody", "recontacted": "yes"})
    assert Call.everything.get().grade == "priority"


def test_whoever_asked_for_it_does_not_answer_it(as_):
    asked(call(*PAIR, key="NC-1"), by=staff_number("control_room_supervisor"))
    client = as_("control_room_supervisor")
    page = client.get("/board/")
    assert "Another supervisor has to answer it" in text(page)
    assert "/answer/" not in page.text
    assert client.post(f"/board/{number()}/answer/", {"agreed": "no", "why": "mine"}).status_code == 422


def test_a_supervisor_looks_again_and_says_that_she_was_told(as_):
    call(*PAIR, key="NC-1")
    client = as_("control_room_supervisor")
    assert client.post(f"/board/{number()}/reassess/", {"plan": ""}).status_code == 422
    client.post(f"/board/{number()}/reassess/", {"plan": "a unit from the next area, ten minutes", "recontacted": "yes"})
    client.post(f"/board/{number()}/told/", {"method": "text", "reached": "yes"})
    shown = waiting(client.get("/board/"))
    assert "looked at less than a minute ago" in shown
    assert "Told of delay: yes" in shown


def test_a_call_between_people_known_to_be_connected_that_nobody_marked_domestic_is_put_right(as_):
    call(*PAIR, minutes=9000, grade="")
    event("call.received", ago(minutes=40), ANNA, BORIS, key="NC-9", channel="101", domestic=False, category="noise")
    client = as_("control_room_supervisor")
    page = client.get("/board/")
    assert "Not marked domestic" in text(page)
    right = re.search(r'href="(/duties/[^"?]+/done/)', page.text).group(1)
    client.post(right, {"kind": "call.reclassified"})
    assert "Not marked domestic" not in text(client.get("/board/"))


def test_of_very_many_unmarked_calls_the_newest_stand_there_and_the_number_says_that_there_are_more(as_, monkeypatch):
    monkeypatch.setattr("safehold.practice.response.board.MOST_COUNTED", 1)
    monkeypatch.setattr("safehold.web.board.shown.MOST_COUNTED", 1)
    monkeypatch.setattr("safehold.web.board.presenters.MOST_UNMARKED", 1)
    call(*PAIR, minutes=9000, grade="")
    for number in (7, 8):
        event("call.received", ago(minutes=40 - number), ANNA, BORIS, key=f"NC-{number}", channel="101", domestic=False, category="noise")
    page = text(as_("control_room_supervisor").get("/board/"))
    shown = page.partition("Not marked domestic")[2]
    assert "1+" in shown
    assert "NC-8" in shown
    assert "NC-7" not in shown
    assert "and very many more" in shown


def test_suspects_who_are_wanted_stand_with_the_last_attempt(board):
    event("call.received", ago(days=3), *PAIR, channel="999", domestic=True)
    event("call.received", ago(days=3), *OTHER_PAIR, channel="999", domestic=True)
    for suspect in (BORIS, DMITRI):
        event("suspect.wanted", ago(days=1), suspect, **{"for": "assault"})
    event("arrest.attempted", ago(days=2), DMITRI, result="before he was wanted for this")
    event("arrest.attempted", ago(hours=2), BORIS, result="his mother says he is away")
    shown = text(board()).partition("Wanted, not found")[2].partition("Overdue, by who must answer")[0]
    assert shown.index("Nobody has tried yet") < shown.index("his mother says he is away")
    assert "before he was wanted" not in shown
    event("arrest.made", ago(hours=1), *PAIR, offence="assault", power="offence")
    assert "Boris" not in text(board()).partition("Wanted, not found")[2].partition("Overdue")[0]


def test_what_is_overdue_is_counted_by_role_with_a_way_to_it(board):
    high_risk(*PAIR, at=ago(days=20))
    page = board()
    assert "Domestic abuse specialist" in text(page).partition("Overdue, by who must answer")[2]
    assert 'href="/work/?all=1&amp;role=da_specialist"' in page.text


def test_another_forces_calls_and_restricted_ones_are_not_on_it(board):
    event("call.received", ago(minutes=30), *PAIR, channel="999", domestic=True, agency="southmere-police")
    call(*OTHER_PAIR, key="NC-2")
    event("record.restricted", ago(minutes=3), *OTHER_PAIR, to=["somebody"], reason="he works here")
    page = board()
    assert "QUILLFEATHER" not in page.text
    assert "NC-2" not in page.text


@pytest.mark.parametrize("role", ["call_handler", "dispatcher", "investigator", "idva"])
def test_only_those_who_watch_over_calls_open_it(as_, role):
    call(*PAIR, key="NC-1")
    client = as_(role)
    assert client.get("/board/").status_code == 403
    assert client.post(f"/board/{number()}/reassess/", {"plan": "go"}).status_code == 403


def test_what_is_not_there_is_not_found(as_):
    client = as_("control_room_supervisor")
    assert client.post("/board/1/answer/", {"agreed": "no"}).status_code == 404
    assert client.post("/board/1/dance/").status_code == 404
    assert client.get("/board/1/answer/").status_code == 405


def test_opening_it_is_logged_and_refreshing_it_logs_only_whom_it_newly_shows(as_):
    call(*PAIR, key="NC-1")
    client = as_("control_room_supervisor")
    client.get("/board/")
    assert len(Look.objects.get().persons) == 2
    client.get("/board/", headers={"HX-Request": "true"})
    assert Look.objects.count() == 1
    call(*OTHER_PAIR, key="NC-2")
    client.get("/board/", headers={"HX-Request": "true"})
    assert [len(each.persons) for each in Look.objects.order_by("id")] == [2, 2]


def test_a_grade_of_a_case_in_which_she_is_the_suspect_stands_on_the_board_and_at_the_second_check(as_):
    her = ANNA
    high_risk(CLARA, {**her, "role": "suspect"})
    call(her, BORIS, key="NC-1")
    board = waiting(as_("control_room_supervisor").get("/board/"))
    assert "High risk in another case" in board
    assert "Risk not graded" not in board
    assert "WINTERBOURNE" not in board
    assert "High risk in another case" in text(as_("da_specialist").get("/second-checks/"))


def test_a_full_board_takes_as_many_queries_as_one_with_a_call(as_):
    client = as_("control_room_supervisor")

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get("/board/", headers={"HX-Request": "true"})
        return len(found)

    def more(n: int) -> None:
        her, him = ({**each, "ref": f"{each['ref']}{n}", "family_name": f"{each['family_name']}{n}x"} for each in (ANNA, BORIS))
        asked(call(her, him, key=f"NC-{n}"))
        event("suspect.wanted", ago(days=1), her, him, **{"for": "assault"})
        event("arrest.attempted", ago(hours=1), her, him, result="away")

    more(0)
    queries()
    short = queries()
    for n in range(1, 6):
        more(n)
    queries()
    assert queries() == short
    assert short <= 26


def test_what_is_to_be_told_waits_for_a_page_and_is_not_lost_in_a_refresh(as_):
    received = call(*PAIR, key="NC-1")
    asked(received)
    client = as_("control_room_supervisor")
    given = {"agreed": "no", "why": "she is alone with him"}
    assert client.post(f"/board/{number()}/answer/", given).status_code == 302
    refreshed = client.get("/board/", headers={"HX-Request": "true"}).text
    assert ("grade is refused" in refreshed, "sh-bar__pages" in refreshed, 'id="board"' in refreshed) == (False, False, True)
    assert "grade is refused" in text(client.get("/board/"))


EVADNE = {"ref": "N8", "role": "victim", "given_name": "Evadne", "family_name": "Underhillock", "sex": "female"}


def test_whoever_is_graded_high_in_another_case_comes_first_among_those_that_wait(as_):
    call(EVADNE, DMITRI | {"role": "suspect"}, minutes=90, key="NC-1", weapon=True)
    high_risk(CLARA, BORIS)
    call(*PAIR, minutes=20, key="NC-2")
    shown = waiting(as_("control_room_supervisor").get("/board/"))
    assert "High risk in another case" in shown
    assert shown.index("QUILLFEATHER") < shown.index("UNDERHILLOCK")


def test_she_who_is_graded_high_elsewhere_as_the_victim_of_another_man_does_too_and_his_victim_does_not(as_):
    call(EVADNE, BORIS, minutes=90, key="NC-1", weapon=True)
    high_risk(ANNA, DMITRI | {"role": "suspect"})
    call(*PAIR, minutes=20, key="NC-2")
    shown = waiting(as_("control_room_supervisor").get("/board/"))
    assert shown.index("QUILLFEATHER and") < shown.index("UNDERHILLOCK")
    assert shown.count("High risk in another case") == 1
