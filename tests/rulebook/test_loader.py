"""A rule that is wrong is refused with its file, line, field and what is allowed."""

import pytest
from msgspec.structs import replace

from safehold.rulebook.loader import load_rules, read_rules, standard_rules
from safehold.rulebook.reading import BadRules
from safehold.rulebook.rulebook import Rulebook
from safehold.rulebook.settings import Setting, load_settings, read_settings

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
        (
            "kind: unit.arrived",
            "kind: unit.arived",
            "no kind of event; allowed: unit.dispatched, unit.diversion_asked, unit.diversion_answered, unit.diverted, unit.arrived",
        ),
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


def refused(tmp_path, text: str) -> str:
    (tmp_path / "test.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(BadRules) as found:
        load_rules(tmp_path)
    return str(found.value)


def test_a_kind_that_is_none_and_a_field_that_the_kind_lacks_are_refused_with_their_file_and_line(tmp_path):
    assert refused(tmp_path, GOOD.replace("unit.arrived", "unit.arived")).startswith(
        "rules/test.yaml, line 14: a-duty.met_by.kind is 'unit.arived'"
    )
    assert refused(tmp_path, GOOD.replace("field: grade", "field: grad")).startswith(
        "rules/test.yaml, line 13: a-duty.trigger.where[0].field is 'grad'"
    )


@pytest.mark.parametrize(
    ("window", "since", "says"),
    [
        ("{amount: 2}", "2000-01-01", "line 15: a-duty.window.amount is not a field here; allowed: "),
        ("{working_days: 2}", "1999-06-01", "line 15: a-duty.window skips bank holidays, and the rule is in force from before 2000"),
        ("{earliest_of: [{end_of: before_next_school_day}, {days: 1}]}", "1999-06-01", "line 15: a-duty.window skips bank holidays"),
    ],
)
def test_a_deadline_without_a_calendar_is_refused_with_its_file_and_line(tmp_path, window, since, says):
    assert says in refused(tmp_path, GOOD.replace("{minutes: 15}", window).replace("2000-01-01", since))


@pytest.mark.parametrize(("end_of", "missing"), [("shift", "shift-starts"), ("before_next_school_day", "school-opens")])
def test_a_deadline_by_a_calendar_that_the_area_has_not_given_is_refused(end_of, missing):
    text = GOOD.replace("{minutes: 15}", f"{{end_of: {end_of}}}")
    assert read_rules(text, "rules/test.yaml", load_settings())
    for settings in ({**load_settings(), missing: ()}, {name: each for name, each in load_settings().items() if name != missing}):
        with pytest.raises(
            BadRules, match=rf"line 15: a-duty.window.end_of is .*no calendar of it: the setting {missing} is missing or empty"
        ):
            read_rules(text, "rules/test.yaml", settings)


@pytest.mark.parametrize(
    ("steps", "says"),
    [
        (((1, "shift_sergeant"), (2, "investigator")), "goes in a circle: it is with investigator already"),
        (((1, "shift_sergeant"), (2, "shift_sergeant")), "goes in a circle: it is with shift_sergeant already"),
        (((2, "shift_sergeant"), (1, "duty_inspector")), "comes no later than the step before it"),
    ],
)
def test_an_escalation_that_comes_back_is_refused_with_its_file_and_line(tmp_path, steps, says):
    told = ", ".join(f"{{to: {to}, after: {{hours: {hours}}}}}" for hours, to in steps)
    message = refused(tmp_path, GOOD.replace("    says:", f"    escalates: [{told}]\n    says:"))
    assert message.startswith("rules/test.yaml, line 16: a-duty.escalates[1] ")
    assert says in message


def test_rules_that_start_one_another_by_their_misses_in_a_circle_are_refused(tmp_path):
    def rule(name: str, missed: str) -> str:
        return GOOD.partition("rules:\n")[2].replace("a-duty", name).replace(
            "{kind: call.graded, where: [{field: grade, is: immediate}]}", f"{{missed: {missed}}}"
        ).replace("{grade} ", "")  # fmt: skip

    first = GOOD.replace("a-duty", "first")
    assert read_rules(first + rule("second", "first"), "rules/test.yaml", load_settings())
    message = refused(tmp_path, GOOD.partition("rules:\n")[0] + "rules:\n" + rule("first", "second") + rule("second", "first"))
    assert message == "rules/test.yaml, line 3: first.trigger.missed goes in a circle: first, second, first"


def test_a_version_that_is_only_proposed_may_stand_beside_the_one_in_force(tmp_path):
    proposed = (
        GOOD.partition("rules:\n")[2]
        .replace('version: "1"', 'version: "2"')
        .replace("    in_force: {from: 2000-01-01}", "    status: proposed")
    )
    (tmp_path / "test.yaml").write_text(GOOD + proposed, encoding="utf-8")
    assert [rule.status for rule in load_rules(tmp_path).rules] == ["in_force", "proposed"]


def test_two_versions_may_not_be_in_force_at_once(tmp_path) -> None:
    (tmp_path / "test.yaml").write_text(GOOD + GOOD.partition("rules:\n")[2].replace('version: "1"', 'version: "2"'), encoding="utf-8")
    with pytest.raises(BadRules, match="in force at the same time"):
        load_rules(tmp_path)


def test_the_rules_that_ship_are_read() -> None:
    assert standard_rules().rules


SETTINGS = """settings:
  decision-hours:
    value: 24
    means: hours until a decision
    source: local
    confidence: M
    from: 2004-01-20
    areas:
      riverside: 12
      hillside: {value: 6, from: 2027-01-01, source: the chief constable}
"""


def test_an_area_has_its_own_number_and_the_others_have_the_default(tmp_path):
    path = tmp_path / "settings.yaml"
    path.write_text(SETTINGS, encoding="utf-8")
    found = {area: read_settings(tmp_path, area=area)["decision-hours"] for area in ("", "riverside", "hillside", "elsewhere")}
    assert [(each.value, each.default, each.own) for each in found.values()] == [
        (24, 24, False), (12, 24, True), (6, 24, True), (24, 24, False),
    ]  # fmt: skip
    assert (found["hillside"].source, found["hillside"].since) == ("the chief constable", "2027-01-01")
    assert (found["riverside"].source, found["riverside"].since) == ("local", "2004-01-20")
    # Whose it is does not matter: a number that no rule could use is refused wherever it stands.
    for wrong in ("soon", "[12]", "{hours: 12}"):
        path.write_text(SETTINGS.replace("riverside: 12", f"riverside: {wrong}"), encoding="utf-8")
        with pytest.raises(BadRules, match=r"settings\.yaml, line 9: .*riverside"):
            read_settings(tmp_path, area="hillside")


def test_the_digest_of_rules_changes_with_a_rule_or_a_number_and_not_with_where_they_stand(tmp_path):
    rules, settings = read_rules(GOOD, "rules/test.yaml", load_settings()), read_settings()

    def digest(text: str = GOOD, file: str = "rules/test.yaml", **numbers: Setting) -> str:
        return Rulebook(read_rules(text, file, load_settings()), numbers=settings | numbers).digest

    assert digest() == digest(file="elsewhere.yaml") == Rulebook(rules, numbers=settings).digest
    name, number = next(iter(settings.items()))
    assert len({digest(), digest(GOOD.replace(rules[0].title, "Another")), digest(**{name: replace(number, value=77)})}) == 3
