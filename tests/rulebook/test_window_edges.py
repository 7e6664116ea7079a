"""At the edges of every window, to the second and to the microsecond: closed at the due instant, and settled alike however asked."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rulebook.notation import at, case_of, read_events
from safehold.chronology.times import END_OF_TIME, SECOND, start_of_day
from safehold.rulebook.calendar import shift_end
from safehold.rulebook.evaluate import complete, evaluate
from safehold.rulebook.loader import read_rules
from safehold.rulebook.obligation import settle
from safehold.rulebook.rulebook import Rulebook
from safehold.rulebook.settings import calendar_of, load_settings

TODAY = start_of_day(date(2026, 11, 1))
SETTINGS = load_settings()
WINDOWS = {
    "{minutes: 15}": "+15m",
    "{hours: 24}": "+24h",
    "{days: 28}": "2026-04-01T23:59:59.999999",
    "{working_days: 1}": "2026-03-05T23:59:59.999999",
    "{months: 1}": "2026-04-04T23:59:59.999999",
    "{court_hours: 24}": "+24h",
    "{end_of: shift}": "2026-03-04T15:00",
    "{end_of: next_day}": "2026-03-05T23:59:59.999999",
    "{end_of: before_next_school_day}": "2026-03-05T08:30",
    "{date: due}": "2026-03-09T23:59:59.999999",
}
RULE = """
subject: a test
rules:
  - id: a-duty
    version: "1"
    title: a duty
    kind: response
    source: this test
    authority: local
    confidence: F
    in_force: {{from: 2000-01-01}}
    scope: pair
    who: investigator
    trigger: {{kind: plan.action_agreed}}
    met_by: {{kind: plan.action_done}}
    window: {window}
    says: an action was agreed {{when}}, to be done by {{due}}
"""
TRIGGER = "a: plan.action_agreed @0 {due: 2026-03-09}"


def rulebook(window: str) -> Rulebook:
    return Rulebook(read_rules(RULE.format(window=window), "test.yaml", SETTINGS), calendar_of(SETTINGS))


def due_of(window: str) -> int:
    due = WINDOWS[window]
    return at(due) if due.startswith("+") else at("0", due)


def state_when_done(window: str, offset: int) -> str:
    base = at("0")
    done = due_of(window) + offset - base
    record = case_of(read_events([TRIGGER, f"plan.action_done @+{done}us about a"]))
    (found,) = evaluate(record, rulebook(window), now=END_OF_TIME, standard="today", today=TODAY)
    return found.state


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize(("offset", "state"), [(-SECOND, "fulfilled"), (-1, "fulfilled"), (0, "fulfilled"), (1, "late"), (SECOND, "late")])
def test_what_is_done_at_the_due_instant_is_in_time_and_no_later(window: str, offset: int, state: str) -> None:
    assert state_when_done(window, offset) == state


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize(("offset", "state"), [(-SECOND, "pending"), (-1, "pending"), (0, "breached"), (1, "breached")])
def test_a_duty_is_pending_until_it_is_due(window: str, offset: int, state: str) -> None:
    (found,) = evaluate(case_of(read_events([TRIGGER])), rulebook(window), now=due_of(window) + offset, standard="today", today=TODAY)
    assert found.state == state


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize(("offset", "state"), [(-1, "unknown"), (0, "breached"), (1, "breached")])
def test_a_duty_is_unknown_where_the_agencys_records_end_before_it_was_due(window: str, offset: int, state: str) -> None:
    coverage = {"northshire-police": due_of(window) + offset}
    (found,) = evaluate(
        case_of(read_events([TRIGGER])), rulebook(window), now=END_OF_TIME, standard="today", today=TODAY, coverage=coverage
    )
    assert found.state == state


@pytest.mark.parametrize(("offset", "state"), [("-1us", "breached"), ("0", "fulfilled"), ("+1us", "fulfilled")])
def test_what_was_done_before_the_trigger_does_not_meet_it(offset: str, state: str) -> None:
    record = case_of(read_events(["plan.action_agreed @0 {due: 2026-03-09}", f"plan.action_done @{offset}"]))
    (found,) = evaluate(record, rulebook("{hours: 1}"), now=END_OF_TIME, standard="today", today=TODAY)
    assert found.state == state


edges = st.sampled_from([-SECOND, -1, 0, 1, SECOND])
moments = st.builds(lambda minutes, edge: minutes * 60 * SECOND + edge, st.sampled_from([0, 15, 60, 1440]), edges)


@settings(max_examples=150, deadline=None)
@given(
    starts=st.lists(moments, min_size=1, max_size=3),
    ends=st.lists(st.tuples(moments, st.booleans()), max_size=4),
    now=moments,
    covered=st.none() | moments,
    shuffle=st.randoms(use_true_random=False),
)
def test_neither_the_order_of_recording_nor_the_way_of_asking_matters(starts, ends, now, covered, shuffle) -> None:
    def offset(value: int) -> str:
        return f"{'-' if value < 0 else '+'}{abs(value)}us"

    lines = [f"a{n}: plan.action_agreed @{offset(start)} {{due: 2026-03-09}}" for n, start in enumerate(starts)]
    lines += [f"d{n}: plan.action_done @{offset(end)}{' about a0' if about else ''}" for n, (end, about) in enumerate(ends)]
    events = read_events(lines)
    rules = rulebook("{minutes: 15}")
    instant_now = at("0") + now
    coverage = None if covered is None else {"northshire-police": at("0") + covered}
    first = evaluate(case_of(events), rules, now=instant_now, standard="today", today=TODAY, coverage=coverage)
    shuffled = list(events)
    shuffle.shuffle(shuffled)
    assert evaluate(case_of(shuffled), rules, now=instant_now, standard="today", today=TODAY, coverage=coverage) == first
    stored = complete(case_of(events), rules, standard="today", today=TODAY)
    at_the_end = evaluate(case_of(events), rules, now=END_OF_TIME, standard="today", today=TODAY)
    assert [settle(each, instant_now, coverage) for each in stored] == first
    assert [settle(each, instant_now, coverage) for each in at_the_end] == first


@pytest.mark.parametrize(
    ("begins", "ends"),
    [
        ("2026-03-04T13:00", "2026-03-04T15:00"),
        ("2026-03-04T13:01", "2026-03-04T23:00"),
        ("2026-03-04T15:00", "2026-03-04T23:00"),
        ("2026-03-04T22:50", "2026-03-05T07:00"),
    ],
)
def test_what_begins_as_a_shift_ends_is_handed_to_the_next(begins: str, ends: str) -> None:
    assert shift_end(at("0", begins), calendar_of(SETTINGS)) == at("0", ends)
