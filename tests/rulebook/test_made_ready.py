"""A rule made into functions says what the rule says: in whatever order it is asked, whatever else is asked, and for whom."""

from datetime import date
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulebook.notation import case_of, read_events
from safehold.chronology.times import END_OF_TIME, start_of_day
from safehold.rulebook.conditions import compiled, compiled_any
from safehold.rulebook.evaluate import evaluate
from safehold.rulebook.loader import read_rules
from safehold.rulebook.model import Condition
from safehold.rulebook.obligation import Obligation
from safehold.rulebook.rulebook import Rulebook
from safehold.rulebook.settings import load_settings
from safehold.rulebook.truth import NO, UNSAID, YES
from safehold.rulebook.view import View

RULE = """
  - id: {id}
    version: "{version}"
    title: a duty
    kind: {kind}
    source: this test
    authority: local
    confidence: F
    in_force: {in_force}
    scope: {scope}
    who: investigator
    trigger: {trigger}
    {rest}
    says: "{says}"
"""

CALL = read_events(["c: call.received @0 {domestic: true, channel: '999'}", "call.graded @+1m about c {grade: immediate}"])
QUESTIONS = (
    Condition("is", "channel", "999"),
    Condition("is", "channel", "101"),
    Condition("is", "area", "rural"),
    Condition("fact", fact="domestic", value=True),
    Condition("fact", fact="domestic", value=False),
    Condition("fact", fact="agency_supplies", one_of=("training.completed",), value=True),
    Condition("happened", kinds=("call.graded",), over="incident", ever=True),
    Condition("happened", kinds=("call.graded",), over="pair"),
    Condition("about", kinds=("call.received",), conditions=(Condition("is", "area", "rural"),)),
)


def rule(rest: str, **given: str) -> str:
    usual = {"id": "a-duty", "version": "1", "kind": "response", "in_force": "{from: 2000-01-01}", "scope": "pair", "says": "it was {when}"}
    return RULE.format(**{"trigger": "{kind: bail.breach_reported}", "rest": rest, **usual, **given})


def judged(rules: str, *lines: str, standard: str = "then") -> list[Obligation]:
    book = Rulebook(read_rules(f"subject: a test\nrules:{rules}", "test.yaml", load_settings()))
    return evaluate(case_of(read_events(lines)), book, now=END_OF_TIME, standard=standard, today=start_of_day(date(2026, 11, 1)))


MET = "met_by: {kind: bail.breach_decided}\n    window: {hours: 24}"


@given(st.lists(st.sampled_from(QUESTIONS), min_size=1, max_size=5))
def test_all_is_the_least_of_its_conditions_and_any_the_greatest_in_any_order(conditions: list[Condition]) -> None:
    view, event = View(case_of(CALL)), CALL[0]
    apart = [compiled([condition])(view, event, event) for condition in conditions]
    for given_so in (conditions, conditions[::-1]):
        assert compiled(given_so)(view, event, event) == min(apart)
        assert compiled_any(given_so)(view, event, event) == max(apart)


def test_the_same_question_has_one_answer_and_its_opposite() -> None:
    view, event = View(case_of(CALL)), CALL[0]
    asked = [compiled([Condition("fact", fact="domestic", value=value)])(view, event, event) for value in (True, False, True)]
    assert asked == [YES, NO, YES]
    assert compiled([Condition("is", "area", "rural")])(view, event, event) == UNSAID


def test_a_rule_that_ended_before_the_case_began_applies_by_the_standard_of_today_alone() -> None:
    ended = rule(MET, in_force="{from: 2000-01-01, to: 2005-01-01}")
    later = rule(MET, version="2", in_force="{from: 2005-01-02}")
    lines = ["b: bail.breach_reported @2004-12-31", "bail.breach_reported @0"]
    assert [each.version for each in judged(ended + later, *lines)] == ["1", "2"]
    assert [each.version for each in judged(ended + later, lines[1])] == ["2"]
    assert [each.version for each in judged(ended + later, *lines, standard="today")] == ["2", "2"]


def test_what_a_missed_duty_starts_is_found_with_it() -> None:
    first = rule(MET, id="first")
    second = rule("met_by: {kind: supervisor.reassessed}\n    window: {hours: 1}", id="second", trigger="{missed: first}")
    assert [each.rule for each in judged(first + second, "bail.breach_reported @0")] == ["first", "second"]


@pytest.mark.parametrize(("people", "subject"), [("v s", "example/b/s"), ("v", "example/b/v"), ("v s child:c1", "example/b/s")])
def test_a_duty_about_the_suspect_is_the_victims_where_nobody_is_suspected(people: str, subject: str) -> None:
    (found,) = judged(rule(MET, scope="staff"), f"b: bail.breach_reported @0 people {people}")
    assert found.subject == subject


def test_two_kinds_of_one_trigger_are_read_in_the_order_in_which_they_happened() -> None:
    trigger = "{kind: [bail.breach_reported, order.breach_reported], first_of: pair}"
    (found,) = judged(rule(MET, trigger=trigger), "bail.breach_reported @+1h", "o: order.breach_reported @0")
    assert [key.id for key in found.trigger] == ["o"]


def test_a_sentence_may_open_with_a_field_and_says_what_is_not_stated() -> None:
    trigger = "{kind: plan.action_agreed}"
    (found,) = judged(rule(MET, trigger=trigger, says="{action} was agreed {when}"), "plan.action_agreed @0 {action: new_locks}")
    assert found.says.startswith("New locks was agreed at 10:00")
    (found,) = judged(rule(MET, trigger=trigger, says="{action} was agreed {when}"), "plan.action_agreed @0")
    assert found.says.startswith("(not stated) was agreed")


def test_rules_that_ask_the_same_of_the_same_kinds_find_what_each_finds_alone() -> None:
    lines = (
        "a: call.received @0 {domestic: true}",
        "b: call.received @+1m {domestic: false}",
        "call.joined @+2m about b {into: a}",
        "arrest.made @+1h about a",
    )
    triggers = {
        "{kind: call.received}": 2,
        "{kind: call.received, leading: true}": 1,
        "{kind: call.received, where: [{field: domestic, is: true}]}": 1,
        "{kind: [call.received, arrest.made]}": 3,
        "{kind: call.received, first_of: pair}": 1,
        "[{kind: call.received, name: called}, {kind: call.received, name: called by a leader, leading: true}]": 2,
    }
    rules = [rule(MET, id=f"duty-{number}", trigger=trigger) for number, trigger in enumerate(triggers)]
    alone = [judged(each, *lines) for each in rules]
    assert [len(each) for each in alone] == list(triggers.values())
    together = judged("".join(rules), *lines)
    assert together == sorted(chain.from_iterable(alone), key=lambda each: (each.triggered_at, each.rule))
