"""Waiving a duty, stopping its clock, handing it over and voiding its trigger work for every rule."""

from datetime import date

from rulebook.notation import at, case_of, read_events
from safehold.chronology.times import END_OF_TIME, start_of_day
from safehold.rulebook.evaluate import evaluate
from safehold.rulebook.loader import read_rules
from safehold.rulebook.obligation import Obligation
from safehold.rulebook.rulebook import Rulebook
from safehold.rulebook.settings import load_settings

RULES = """subject: a test
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
    trigger: {kind: bail.breach_reported}
    met_by: {kind: bail.breach_decided}
    window: {hours: 24}
    may_waive: {roles: [superintendent], until: due}
    says: a breach was reported {when}
"""


def judged(*lines: str) -> list[Obligation]:
    record = case_of(read_events(["b: bail.breach_reported @0", *lines]))
    rules = Rulebook(read_rules(RULES, "test.yaml", load_settings()))
    return evaluate(record, rules, now=END_OF_TIME, standard="today", today=start_of_day(date(2026, 11, 1)))


def test_one_who_may_waive_waives_it_in_time() -> None:
    (found,) = judged("w: duty.waived @+1h {duty: a-duty, trigger: b, by: {id: p1, role: superintendent}}")
    assert (found.state, [key.id for key in found.decided_by]) == ("waived", ["w"])


def test_one_who_may_not_does_not() -> None:
    (found,) = judged("duty.waived @+1h {duty: a-duty, trigger: b, by: {id: p1, role: investigator}}")
    assert found.state == "breached"


def test_it_is_not_waived_after_it_was_due() -> None:
    (found,) = judged("duty.waived @+25h {duty: a-duty, trigger: b, by: {id: p1, role: superintendent}}")
    assert found.state == "breached"


def test_a_stopped_clock_puts_off_the_due_time_by_as_long() -> None:
    stop = "clock.stopped @+1h {duty: a-duty, trigger: b, awaiting: another force}"
    (waiting,) = judged(stop)
    assert waiting.state == "pending"
    (found,) = judged(stop, "clock.resumed @+11h {duty: a-duty, trigger: b}", "bail.breach_decided @+34h about b")
    assert found.state == "fulfilled"
    assert found.due is not None
    assert found.due.latest == at("+34h")


def test_a_duty_handed_over_is_owed_by_whoever_took_it() -> None:
    (found,) = judged("duty.handed_over @+1h {duty: a-duty, trigger: b, to: {agency: southshire-police, role: shift_sergeant}}")
    assert (found.agency, found.who) == ("southshire-police", "shift_sergeant")


def test_a_trigger_that_never_happened_starts_nothing() -> None:
    assert judged("event.voided @+1h about b {reason: entered twice}") == []
