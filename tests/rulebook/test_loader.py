"""A rule that is wrong is refused with its file, line, field and what is allowed."""

import pytest

from safehold.rulebook.loader import load_rules, read_rules, standard_rules
from safehold.rulebook.reading import BadRules
from safehold.rulebook.settings import load_settings

GOOD = """subject: a test
rules:
  - id: a-duty
    version: "1"
    title: a duty
    kind: response
    source: this test
    authority: local
    confidence: F
    in_force: {from: 2000-01-01}
    scope: pair
    who: investigator
    trigger: {kind: call.graded, where: [{field: grade, is: immediate}]}
    met_by: {kind: unit.arrived}
    window: {minutes: 15}
    says: a call was graded {grade} {when}
"""


def refusal(old: str, new: str) -> str:
    assert old in GOOD
    with pytest.raises(BadRules) as refused:
        read_rules(GOOD.replace(old, new), "rules/test.yaml", load_settings())
    return str(refused.value)


def test_a_good_rule_is_read() -> None:
    (rule,) = read_rules(GOOD, "rules/test.yaml", load_settings())
    assert rule.id == "a-duty"


def test_a_misspelt_field_is_named_with_its_line_and_what_is_allowed() -> None:
    message = refusal("    window:", "    windw:")
    assert message.startswith("rules/test.yaml, line 15: rules[0].windw is not a field here; allowed: ")
    assert "window" in message


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("field: grade", "field: grad", "which call.graded does not carry; allowed: grade, reason"),
        ("is: immediate", "is: immediat", "grade is one of: immediate, priority"),
        ("is: immediate", "iz: immediate", "is not a field here; allowed: any_answer"),
        ("kind: unit.arrived", "kind: unit.arived", "no kind of event; allowed: unit.dispatched, unit.diverted, unit.arrived"),
        ("{minutes: 15}", "{minuts: 15}", "allowed: "),
        ("{minutes: 15}", "{minutes: soon}", "must be a whole number"),
        ("{minutes: 15}", "{minutes: {setting: no-such}}", "allowed: breach-decision-hours"),
        ("who: investigator", "who: detective", "allowed: call_handler"),
        ("confidence: F", "confidence: sure", "allowed: F, M, M-low"),
        ("from: 2000-01-01", "from: 2000-13-01", "is not a date"),
        ("{grade}", "{grading}", "does not carry"),
        ("    met_by: {kind: unit.arrived}\n", "", "lacks met_by"),
        ("    kind: response", "    kind: forbidden", "lacks forbidden_when"),
        ("subject: a test", "subject: [", "this is not YAML"),
    ],
)
def test_each_kind_of_mistake_says_what_would_be_right(old: str, new: str, says: str) -> None:
    assert says in refusal(old, new)


def test_two_versions_may_not_be_in_force_at_once(tmp_path) -> None:
    (tmp_path / "test.yaml").write_text(GOOD + GOOD.partition("rules:\n")[2].replace('version: "1"', 'version: "2"'), encoding="utf-8")
    with pytest.raises(BadRules, match="in force at the same time"):
        load_rules(tmp_path)


def test_the_rules_that_ship_are_read() -> None:
    assert standard_rules().rules
