"""Two invented chronologies whose findings were worked out by hand, from the list of duties, before any rule was run on them."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from rulebook.notation import case_records, read_events
from safehold.chronology.times import END_OF_TIME, start_of_day
from safehold.rulebook.evaluate import evaluate
from safehold.rulebook.loader import standard_rules
from safehold.rulebook.obligation import merged

CASES = sorted((Path(__file__).parent / "invented").glob("*.yaml"))
TODAY = start_of_day(date(2026, 11, 1))


def found(case: dict[str, Any]) -> dict[str, dict[str, str]]:
    obligations = merged(
        each
        for record in case_records(read_events(case["events"])).values()
        for each in evaluate(record, standard_rules(), now=END_OF_TIME, standard=case["standard"], today=TODAY)
    )
    states: dict[str, dict[str, str]] = {rule: {} for rule in case["expect"]}
    for each in obligations:
        if each.rule in states:
            trigger = each.trigger[-1].id
            assert trigger not in states[each.rule], f"{each.rule} arose twice of {trigger}"
            states[each.rule][trigger] = each.state
    return states


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_what_comes_of_it_is_what_was_worked_out_by_hand(path: Path) -> None:
    case = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert found(case) == case["expect"]
