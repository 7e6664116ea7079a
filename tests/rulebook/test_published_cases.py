"""The published cases: what the official bodies found must be found, and nothing that was not yet in force."""

import json
from datetime import date
from pathlib import Path

import pytest

from rulebook.notation import case_records
from safehold.chronology.envelope import read_event
from safehold.chronology.times import END_OF_TIME, start_of_day
from safehold.rulebook.evaluate import evaluate
from safehold.rulebook.loader import standard_rules
from safehold.rulebook.obligation import Obligation, merged

CASES = Path(__file__).parent.parent / "cases"
TODAY = start_of_day(date(2026, 11, 1))
FINDINGS = {
    "refuge-escort-2008": "escort-decided bail-breach-decided bail-withdrawal-decided special-measures-offered "
    "safety-plan order-breach-decided",
    "unlinked-calls-2007": "history-check domestic-flag no-screening-out marac-referral charge-authority-used third-party-followed-up "
    "watchdog-referred",
    "penalised-victim-2016": "victim-never-penalised stalking-screened marac-referral risk-renewed history-check",
}


def judged(name: str, standard: str) -> list[Obligation]:
    events = [read_event(json.loads(line)) for line in (CASES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    rules = standard_rules()
    return merged(
        obligation
        for record in case_records(events).values()
        for obligation in evaluate(record, rules, now=END_OF_TIME, standard=standard, today=TODAY)
    )


@pytest.mark.parametrize(("name", "duty"), [(name, duty) for name, duties in FINDINGS.items() for duty in duties.split()])
def test_what_was_officially_found_is_found(name: str, duty: str) -> None:
    states = {obligation.state for obligation in judged(name, "today") if obligation.rule == duty}
    assert states & {"breached", "uncertain"}


@pytest.mark.parametrize("name", FINDINGS)
def test_by_the_standard_of_the_time_nothing_is_found_that_was_not_in_force(name: str) -> None:
    by_version = {(rule.id, rule.version): rule for rule in standard_rules().rules}
    for obligation in judged(name, "then"):
        rule = by_version[(obligation.rule, obligation.version)]
        assert rule.in_force_from <= obligation.triggered_at.earliest
        assert obligation.triggered_at.latest < rule.in_force_to


def test_a_death_in_2008_started_no_homicide_review_by_the_standard_of_the_time() -> None:
    found = {obligation.rule for obligation in judged("refuge-escort-2008", "then")}
    assert not found & {
        "review-decided",
        "review-notified",
        "escort-decided",
        "special-measures-offered",
        "history-check",
        "marac-referral",
    }
    assert "review-notified" in {obligation.rule for obligation in judged("refuge-escort-2008", "today")}
