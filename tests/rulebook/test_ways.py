"""What would answer a duty, as somebody can record it."""

import pytest

from safehold.rulebook.loader import standard_rules
from safehold.rulebook.ways import ways

RULES = standard_rules()


def of(rule: str, trigger: str):
    return {way.kind: way for way in ways(RULES.by_id[rule][-1], trigger)}


def test_a_way_holds_the_values_that_count_for_this_trigger():
    assert set(of("victim-told-of-release", "suspect.released")["victim.told"].allowed["topic"]) == {"release", "bail"}
    assert set(of("victim-told-of-release", "arrest.made")["victim.told"].allowed["topic"]) == {"arrest", "release"}


def test_what_must_be_said_is_wanted():
    assert of("bail-breach-decided", "bail.breach_reported")["bail.breach_decided"].wanted == ()
    assert of("plan-action-done", "plan.action_agreed")["plan.action_cancelled"].wanted == ("reason",)


def test_parts_that_answer_only_together_are_marked_and_come_after():
    found = ways(RULES.by_id["safety-plan"][-1], "risk.assessed")
    assert {way.kind for way in found} == {"plan.made", "plan.action_agreed"}
    assert all(way.part for way in found)


def test_what_ends_a_duty_without_meeting_it_comes_last():
    found = ways(RULES.by_id["plan-action-done"][-1], "plan.action_agreed")
    assert [way.ends for way in found] == [False, True]


@pytest.mark.parametrize("rule", sorted(RULES.by_id))
def test_every_duty_that_can_be_answered_has_a_way(rule):
    newest = RULES.by_id[rule][-1]
    if RULES.answerable(rule, newest.version):
        kinds = {kind for trigger in newest.triggers for kind in trigger.kinds} or {"call.graded"}
        assert any(ways(newest, kind) for kind in kinds)
