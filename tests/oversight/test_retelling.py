"""A chronology told as live events: when each comes in, what that puts in front of whom, and what time alone does."""

import json
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from harness.recorded import PAIR
from safehold.chronology.envelope import read_event
from safehold.chronology.importing import events_in
from safehold.chronology.times import DAY, HOUR, MINUTE, instant, london, moment
from safehold.commands.demo import demo
from safehold.oversight.retelling.account import About, account
from safehold.oversight.retelling.days import as_they_came
from safehold.oversight.retelling.following import Retold, retell
from safehold.rulebook.loader import standard_rules
from safehold.web.events.words import titled

CASES = Path(__file__).resolve().parents[1] / "cases"
TODAY = instant(moment(0).replace(year=2026, month=11, day=23))


def given(kind: str, at: str, key: str, **more):
    raw = {"source": "made-up", "id": key, "kind": kind, "occurred_at": at, "agency": "northshire-police", "people": list(PAIR)}
    return read_event(raw | more)


def told(*events) -> Retold:
    return retell(as_they_came(events), standard_rules(), today=TODAY)


CALL = given("call.received", "2026-03-02T09:00:00+00:00", "c1", data={"channel": "999", "domestic": True, "category": "threats"})


@pytest.fixture(scope="module")
def fined() -> Retold:
    events, _, _ = events_in(CASES / "penalised-victim-2016.jsonl")
    return retell(as_they_came(events), standard_rules(), today=TODAY)


def test_what_was_published_without_its_day_is_spread_over_its_span_after_what_it_is_about():
    calls = [given("call.received", "2026-03", f"c{number}") for number in (1, 2, 3)]
    answer = given("arrest.made", "2026-03", "a", about=["c3"])
    came = as_they_came([*calls, answer])
    assert [each.event.id.id for each in came] == ["c1", "c2", "c3", "a"]
    assert [london(each.at).day for each in came[:3]] == [8, 16, 24]
    assert all(each.within == calls[0].occurred_at and each.event.occurred_at.exact for each in came)


def test_a_day_that_is_known_keeps_the_order_of_its_events():
    came = as_they_came([given("call.received", "2026-03-02", "c1"), given("arrest.made", "2026-03-02", "c2", about=["c1"])])
    assert [(each.event.id.id, london(each.at).hour) for each in came] == [("c1", 12), ("c2", 16)]


def test_asked_for_late_nothing_comes_before_the_end_of_its_span():
    event = given("call.received", "2026-03", "c1")
    assert as_they_came([event], "late")[0].at == event.occurred_at.latest


def test_what_is_known_to_the_minute_comes_when_its_source_recorded_it():
    late = given("call.received", "2026-03-02T09:00:00+00:00", "c1", recorded_at="2026-03-02T10:00:00+00:00")
    (came,) = as_they_came([late])
    assert (came.at - late.occurred_at.latest, came.within) == (HOUR, None)


def test_a_duty_is_put_in_front_of_somebody_the_moment_its_event_comes_in_and_falls_overdue_by_time_alone():
    found = told(CALL)
    first = found.moments[0]
    assert ("begun", "call_handler") in {(each.what, each.role) for each in first.changes if each.duty.rule == "history-check"}
    assert [each.overdue for each in found.owed(first) if each.duty.rule == "history-check"] == [False]
    overdue = next(
        each for each in found.moments if any(one.what == "overdue" and one.duty.rule == "history-check" for one in each.changes)
    )
    assert (overdue.came, overdue.at - first.at) == (None, 10 * MINUTE)
    assert [each.overdue for each in found.owed(overdue) if each.duty.rule == "history-check"] == [True]


def test_nothing_that_came_later_is_known_earlier():
    alone = told(CALL)
    checked = given("history.checked", "2026-03-02T09:05:00+00:00", "h", about=["c1"], data={"found": 1})
    both = told(CALL, checked)
    assert both.moments[0].changes == alone.moments[0].changes
    assert "met" in {each.what for each in both.moments[1].changes if each.duty.rule == "history-check"}
    assert not any(each.duty.rule == "history-check" for each in both.owed(both.moments[1]))


def test_a_duty_that_nobody_answers_goes_further_up():
    found = told(CALL)
    passed = [each for one in found.moments for each in one.changes if each.what == "passed_on" and each.duty.rule == "history-check"]
    assert passed
    assert all(each.role != each.duty.who for each in passed)
    assert next(each for each in found.owed(found.moments[-1]) if each.duty.rule == "history-check").also == passed[-1].role


def test_what_was_never_allowed_is_shown_as_such_when_it_comes_in(fined):
    shown = next(each for each in fined.moments if any(one.what == "not_allowed" for one in each.changes))
    assert shown.came is not None
    assert shown.came.event.kind == "penalty.issued"
    assert {each.duty.rule for each in shown.changes} == {"victim-never-penalised"}


def test_the_page_of_a_call_would_have_shown_the_reports_before_it_and_only_those(fined):
    calls = [stage.call for stage in fined.stages if stage.call is not None]
    assert [call.earlier for call in calls] == [0, 1, 2, 3, 4]
    assert [call.on_record for call in calls] == [False, True, True, True, True]
    assert "he is there" in calls[2].suggested.reasons


def test_the_clock_goes_by_event_and_by_day_and_stops_at_the_end(fined):
    at, seen = 0, 0
    while fined.next_event(at) > at:
        at = fined.next_event(at)
        seen += fined.moments[at - 1].came is not None
    assert (seen, at) == (14, len(fined.moments))
    first = fined.next_day(0)
    assert {london(each.at).date() for each in fined.moments[:first]} == {london(fined.moments[0].at).date()}
    assert london(fined.moments[first].at).date() > london(fined.moments[0].at).date()
    assert fined.next_day(len(fined.moments)) == len(fined.moments)


def test_what_stood_at_the_end_is_followed_for_some_weeks_and_no_further(fined):
    last = fined.stages[-1].came.at
    assert fined.moments[-1].at - last <= 60 * DAY


def test_the_account_says_whose_it_was_and_what_stood_overdue_when_the_last_event_came(fined):
    text = account(fined, About("made up", titled, "Assumed.", "By the rules of today."))
    beginning, _, days = text.partition("## Monday 8 February 2016")
    assert "A victim who meets the criteria is referred to MARAC. For the domestic abuse specialist, Sussex Police; overdue" in beginning
    assert "A victim is never penalised for what she reports" in beginning
    assert "12:00 **Call received: stalking**, recorded by Sussex Police (time assumed: its source says 8 February 2016)" in days
    assert "Overdue: The history is checked for every domestic call. For the call handler, Sussex Police" in days


@pytest.mark.parametrize("case", sorted(CASES.glob("*.jsonl")), ids=lambda path: path.stem)
def test_each_published_case_is_written_as_an_account_without_a_database(case, tmp_path):
    to = tmp_path / "account.md"
    ended = CliRunner().invoke(demo, ["--replay", str(case), "--account", str(to)])
    assert (ended.exit_code, ended.exception) == (0, None)
    text = to.read_text("utf-8")
    assert f"# {case.stem}, told as live events" in text
    assert "**Death reported" in text
    assert "stood overdue:" in text


def test_lines_that_are_no_events_are_named_and_the_rest_is_told(tmp_path):
    file, to = tmp_path / "some.jsonl", tmp_path / "account.md"
    lines = (CASES / "penalised-victim-2016.jsonl").read_text("utf-8").splitlines()[:1]
    file.write_text("\n".join([*lines, json.dumps({"kind": "call.received"})]), "utf-8")
    ended = CliRunner().invoke(demo, ["--replay", str(file), "--account", str(to)])
    assert ended.exit_code == 0
    assert "line 2" in ended.stderr
    assert "1 events came in" in to.read_text("utf-8")


def test_a_file_that_is_not_there_is_said_before_anything_is_made_ready(tmp_path):
    ended = CliRunner().invoke(demo, ["--replay", str(tmp_path / "none.jsonl")])
    assert (ended.exit_code, "is no file" in ended.stderr) == (1, True)


def test_an_account_needs_something_to_be_of(tmp_path):
    assert CliRunner().invoke(demo, ["--account", str(tmp_path / "account.md")]).exit_code == 2


def test_an_empty_chronology_is_told_as_empty():
    empty = told()
    assert (empty.moments, empty.next_event(0), empty.next_day(0)) == ((), 0, 0)
    assert "holds no events" in account(empty, About("none", titled, "", ""))
    assert msgspec.structs.asdict(empty)["stages"] == ()
