"""What is looked up in a case of many years is what going through all of it finds."""

import gc
import random
from datetime import date

import pytest

from rulebook.notation import case_of, read_events
from safehold.chronology.envelope import EventId
from safehold.chronology.times import END_OF_TIME, start_of_day
from safehold.identity.cases import CaseRecord
from safehold.rulebook import hanging
from safehold.rulebook.evaluate import evaluate
from safehold.rulebook.loader import standard_rules
from safehold.rulebook.truth import UNSURE, YES
from safehold.rulebook.view import View

KINDS = (
    "call.received {domestic: true, channel: '999'}", "risk.assessed {instrument: dash, grade: high}", "arrest.made {offence: assault}",
    "risk.regraded {from: high, to: medium}", "bail.set {stage: pre_charge}", "bail.breach_reported", "suspect.charged {offence: assault}",
    "suspect.released {status: bail}", "victim.told {topic: release}",
)  # fmt: skip


def record(seed: int, many: int) -> CaseRecord:
    """Events of a few kinds, coarse in their dates or not, about any before or after them, or about nothing."""
    draw = random.Random(seed)
    lines = []
    for number in range(many):
        kind, _, fields = draw.choice(KINDS).partition(" ")
        at = draw.choice((f"-{draw.randrange(900)}d", f"-{draw.randrange(900)}d", f"2024-{draw.randrange(1, 13):02}", "2023-03/2024-09"))
        about = ",".join({f"e{draw.randrange(many)}" for _ in range(draw.choice((0, 1, 1, 2)))} - {f"e{number}"})
        lines.append(f"e{number}: {kind} @{at}{f' about {about}' if about else ''} {fields}")
    return case_of(read_events(lines))


@pytest.mark.parametrize("seed", range(4))
def test_a_case_comes_to_the_same_whether_its_events_are_looked_up_or_gone_through(seed, monkeypatch):
    case, rules = record(seed, 150), standard_rules()

    def found():
        return evaluate(case, rules, now=END_OF_TIME, standard="today", today=start_of_day(date(2026, 11, 1)))

    looked_up = found()
    monkeypatch.setattr(hanging, "FEW", 10_000)
    assert looked_up == found() != []


@pytest.mark.parametrize("seed", range(2))
def test_events_go_back_to_the_same_just_where_they_have_something_above_them_in_common(seed):
    view = View(record(seed, 60))
    for one in view.record.events:
        for other in view.record.events:
            apart = view.ancestors(one).isdisjoint(view.ancestors(other))
            assert set(view.roots(one)).isdisjoint(view.roots(other)) == apart


def test_events_in_a_circle_go_back_to_one_of_them():
    lines = [f"e{n}: call.received @-{n}d about e{(n + 1) % 3}" for n in range(3)]
    view = View(case_of(read_events([*lines, "other: call.received @-9d", "arrest.made @0 about e2,other"])))
    (*circle, last) = [view.roots(event) for event in view.record.events if event.id.id != "other"]
    assert circle == [(EventId("example", "e0"),)] * 3
    assert set(last) == {EventId("example", "e0"), EventId("example", "other")}


def test_nothing_of_a_case_that_was_judged_waits_to_be_searched_for_in_memory():
    case, rules = record(0, 150), standard_rules()
    for _ in range(2):  # what is kept of the rules is kept from the first time on
        gc.collect()
        evaluate(case, rules, now=END_OF_TIME, standard="today", today=start_of_day(date(2026, 11, 1)))
    assert gc.collect() == 0


@pytest.mark.parametrize("seed", range(4))
def test_the_last_that_surely_came_before_and_those_that_may_have_are_what_asking_each_says(seed):
    view = View(record(seed, 60))
    events = [event for event in view.record.events if event.kind in ("risk.assessed", "risk.regraded")]
    passed = view.passed("these", lambda: events)
    for trigger in view.record.events:
        came = [(YES if each.id == trigger.id else view.before(each, trigger), each) for each in events]
        sure = max((each for truth, each in came if truth == YES), key=lambda each: each.order, default=None)
        last, unsure = view.by_then(passed, trigger)
        assert last == sure
        assert {each.id for each in unsure} == {each.id for truth, each in came if truth == UNSURE}
