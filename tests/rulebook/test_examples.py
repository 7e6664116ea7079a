"""Every rule has examples of all that can become of it; each says what must come of it.

Most are written out (examples/). What differs from another by an hour or a waiver is told by that (turned.yaml).
"""

import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from rulebook.notation import BASE, at, case_records, read_events
from safehold.chronology.times import END_OF_TIME, LONDON, instant, start_of_day
from safehold.rulebook.evaluate import evaluate
from safehold.rulebook.loader import standard_rules
from safehold.rulebook.model import Rule
from safehold.rulebook.obligation import Obligation, merged
from safehold.rulebook.wording import exact_in_words

HERE = Path(__file__).parent
EXAMPLES = HERE / "examples"
TODAY = start_of_day(date(2026, 11, 1))
NOT = {"none", "not_applicable", "released", "waived"}


def _examples() -> list[tuple[str, dict[str, Any]]]:
    found = []
    for path in sorted(EXAMPLES.glob("*.yaml")):
        for rule, examples in yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader).items():
            found.extend((rule, example) for example in examples)
    return found


def _turned() -> Iterator[tuple[str, dict[str, Any]]]:
    """Another example of the same rule, but at another `now`, with other `coverage`, with events `add`ed, or with some of them `at` another
    time (by their label, or the number of their line as e1)."""
    by_name = {(rule, example["name"]): example for rule, example in _examples()}
    for rule, states in yaml.load((HERE / "turned.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader).items():
        for state, change in states.items():
            base = by_name[rule, change["of"]]
            moved = change.get("at", {})
            events = [_moved(line, moved, place) for place, line in enumerate(base["events"], 1)] + change.get("add", [])
            kept = {name: base[name] for name in ("base", "standard") if name in base}
            told = {name: change[name] for name in ("now", "coverage") if name in change}
            yield rule, {"name": f"{change['of']}, but {state}", "events": events, "expect": {"any": state}, **kept, **told}


def _moved(line: str, moved: dict[str, Any], place: int) -> str:
    label = re.match(r"([\w-]+): ", line)
    to = moved.get(label[1] if label else f"e{place}")
    if to is None:
        return line
    head, brace, data = line.partition("{")
    assert "@" in head, f"{line} says no time"
    return re.sub(r"@\S+", f"@{to}", head, count=1) + brace + data


ALL = [*_examples(), *_turned()]


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
    if isinstance(expected, dict) and "any" in expected:
        return {expected["any"]}
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
    if isinstance(expected, dict) and "any" in expected:
        assert expected["any"] in states
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


def _can_be(rule: Rule) -> set[str]:
    """What can become of a duty of a rule, besides what CANNOT says. Nothing is done late, or is still to be done, where an act is judged
    as it is done."""
    found = {"fulfilled", "breached"}
    if rule.kind in ("response", "count"):
        found |= {"pending", "late", "unknown", "uncertain"}
    if rule.waiver is not None:
        found.add("waived")
    if rule.releases:
        found.add("released")
    return found - CANNOT.get(rule.id, set())


# What can never become of a duty of these, though of others of its kind it can.
CANNOT: dict[str, set[str]] = {}


@pytest.mark.parametrize("rule", sorted(standard_rules().by_id))
def test_a_rule_has_an_example_of_all_that_can_become_of_it(rule: str) -> None:
    states = {state for name, example in ALL if name == rule for state in _state(example["expect"])}
    lacking = set().union(*map(_can_be, standard_rules().by_id[rule])) - states
    assert not lacking, f"{rule} has no example of: {', '.join(sorted(lacking))}"
    assert states & NOT, f"{rule} has no example of not applying"


@pytest.mark.parametrize(("rule", "example"), ALL, ids=[f"{rule}: {example['name']}" for rule, example in ALL])
def test_an_example_reads_as_one_sentence(rule: str, example: dict[str, Any]) -> None:
    for obligation in _judged(rule, example):
        assert obligation.why.endswith(".")
        assert ". " not in obligation.why
        assert obligation.why[0].isupper()
