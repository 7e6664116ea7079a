"""Every rule has examples of being met, breached and not applying; each says what must come of it."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from rulebook.notation import BASE, at, case_records, read_events
from safehold.chronology.times import END_OF_TIME, LONDON, instant, start_of_day
from safehold.rulebook.evaluate import evaluate
from safehold.rulebook.loader import standard_rules
from safehold.rulebook.obligation import Obligation, merged
from safehold.rulebook.wording import exact_in_words

EXAMPLES = Path(__file__).parent / "examples"
TODAY = start_of_day(date(2026, 11, 1))
MET = {"fulfilled"}
BROKEN = {"breached", "late"}
NOT = {"none", "not_applicable", "released", "waived"}


def _examples() -> list[tuple[str, dict[str, Any]]]:
    found = []
    for path in sorted(EXAMPLES.glob("*.yaml")):
        for rule, examples in yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader).items():
            found.extend((rule, example) for example in examples)
    return found


ALL = _examples()


def _judged(rule: str, example: dict[str, Any]) -> list[Obligation]:
    base = str(example.get("base", BASE)).replace(" ", "T")
    events = read_events(example["events"], base)
    now = END_OF_TIME if "now" not in example else at(str(example["now"]), base)
    coverage = {agency: at(str(through), base) for agency, through in example["coverage"].items()} if "coverage" in example else None
    obligations = [
        obligation
        for record in case_records(events).values()
        for obligation in evaluate(
            record,
            standard_rules(),
            now=now,
            standard=example.get("standard", "today"),
            today=TODAY,
            coverage=coverage,
            what_if=frozenset([rule]),
        )
        if obligation.rule == rule
    ]
    return merged(obligations)


def _state(expected: Any) -> set[str]:
    states = expected["state"] if isinstance(expected, dict) else expected
    return set(states) if isinstance(states, list) else {states}


@pytest.mark.parametrize(("rule", "example"), ALL, ids=[f"{rule}: {example['name']}" for rule, example in ALL])
def test_an_example_comes_out_as_it_says(rule: str, example: dict[str, Any]) -> None:
    assert rule in standard_rules().by_id, f"no rule is called {rule}"
    found, expected = _judged(rule, example), example["expect"]
    states = sorted(obligation.state for obligation in found)
    if expected == "none":
        assert states == []
        return
    wanted = expected if isinstance(expected, dict) else {"state": expected}
    assert states == sorted(wanted["state"] if isinstance(wanted["state"], list) else [wanted["state"]] * wanted.get("count", 1))
    first = found[0]
    if "due" in wanted:
        assert first.due is not None
        given = str(wanted["due"])
        if given[0] in "+-0":
            assert exact_in_words(first.due.latest) == exact_in_words(at(given, str(example.get("base", BASE)).replace(" ", "T")))
        else:
            assert first.due.latest == instant(datetime.fromisoformat(given).replace(tzinfo=LONDON))
    if "decided_by" in wanted:
        assert [key.id for key in first.decided_by] == wanted["decided_by"]
    for name in ("who", "agency", "version"):
        if name in wanted:
            assert str(getattr(first, name)) == str(wanted[name])
    if "says" in wanted:
        assert wanted["says"] in first.why


@pytest.mark.parametrize("rule", sorted(standard_rules().by_id))
def test_a_rule_has_examples_of_being_met_breached_and_not_applying(rule: str) -> None:
    states = {state for name, example in ALL if name == rule for state in _state(example["expect"])}
    assert states & MET, f"{rule} has no example of being met"
    assert states & BROKEN, f"{rule} has no example of being breached"
    assert states & NOT, f"{rule} has no example of not applying"


@pytest.mark.parametrize(("rule", "example"), ALL, ids=[f"{rule}: {example['name']}" for rule, example in ALL])
def test_an_example_reads_as_one_sentence(rule: str, example: dict[str, Any]) -> None:
    for obligation in _judged(rule, example):
        assert obligation.why.endswith(".")
        assert ". " not in obligation.why
        assert obligation.why[0].isupper()
