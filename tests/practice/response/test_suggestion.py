"""The suggested grade: at once for a domestic call, and every reason that speaks for it; and the table that it reads."""

import msgspec
import pytest

from safehold.practice.response.grading import BadGrading, load, standard
from safehold.practice.response.suggestion import Facts, suggest
from safehold.rulebook.loader import standard_rules

FACTS = [field.name for field in msgspec.structs.fields(Facts)]
URGENT = [each.fact for each in standard().urgent]


def test_a_domestic_call_of_which_nothing_else_is_known_is_answered_at_once():
    found = suggest(Facts(), standard())
    assert found.grade == "immediate"
    assert found.reasons == ("a domestic call is answered at once unless what is recorded speaks against it",)


@pytest.mark.parametrize("fact", URGENT)
def test_whatever_speaks_for_danger_is_said_and_makes_it_immediate_even_where_all_else_speaks_against(fact):
    found = suggest(Facts(domestic=False, over=True, out_of_reach=True, **{fact: True}), standard())
    assert found.grade == "immediate"
    assert len(found.reasons) == 1


def test_reasons_are_said_in_the_order_of_the_table():
    found = suggest(Facts(order_in_force=True, threat_to_kill=True, suspect_present=True), standard())
    assert found.reasons == ("threat to kill", "he is there", "order in force")
    assert found.because == "threat to kill; he is there; order in force"


@pytest.mark.parametrize(("over", "held", "grade"), [(True, True, "priority"), (True, False, "immediate"), (False, True, "immediate")])
def test_later_is_suggested_only_when_it_is_over_and_he_is_recorded_where_he_cannot_reach_her(over, held, grade):
    assert suggest(Facts(over=over, out_of_reach=held), standard()).grade == grade


def test_a_call_that_is_not_domestic_says_so():
    found = suggest(Facts(domestic=False), standard())
    assert found.grade == "priority"
    assert found.reasons == ("not marked as domestic",)


def test_the_table_asks_only_for_facts_that_are_known_and_leaves_none_out():
    table = standard()
    asked = {*URGENT, *(fact for later in table.later for fact in later.all_of)}
    assert asked <= set(FACTS)
    assert set(FACTS) - asked == {"domestic"}


def test_the_reasons_that_are_permitted_are_those_that_the_rule_allows():
    (rule,) = [rule for rule in standard_rules().rules if rule.id == "no-improper-downgrade"]
    forbidden = {value for value in _values(msgspec.to_builtins(rule.forbidden_when)) if value in standard().lowering}
    assert {name for name, reason in standard().lowering.items() if not reason.permitted} == forbidden


def _values(tree) -> list[str]:
    if isinstance(tree, dict):
        return [value for branch in tree.values() for value in _values(branch)]
    if isinstance(tree, (list, tuple, set, frozenset)):
        return [value for branch in tree for value in _values(branch)]
    return [tree] if isinstance(tree, str) else []


def test_how_long_a_call_may_wait_is_the_rulebooks_number():
    table = standard()
    assert table.minutes("immediate", "urban") == 15
    assert table.minutes("immediate", "rural") == 20
    assert table.minutes("priority", "rural") == 60
    assert table.minutes("scheduled", "") == 24 * 60
    assert table.minutes("no_attendance", "urban") is None
    assert table.minutes("", "urban") is None


def test_a_table_with_a_mistake_names_the_field():
    from importlib import resources

    text = resources.files("safehold.practice.response").joinpath("grading.yaml").read_text(encoding="utf-8")
    for wrong, named in (("domestic: {grade: immediate", "domestic: {grade: at-once"), ("urgent:", "urgnt:")):
        with pytest.raises(BadGrading, match=r"at-once|urgnt|urgent"):
            load(text.replace(wrong, named))
