"""What answers a trigger when the same kind of event both answers one and starts another, and dates counted from further back."""

from datetime import date

from rulebook.notation import case_of, read_events
from safehold.chronology.times import END_OF_TIME, start_of_day
from safehold.rulebook.evaluate import evaluate
from safehold.rulebook.loader import read_rules
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
    trigger: {kind: [bail.set, bail.extended]}
    met_by: {kind: bail.extended, where: [{field: until, no_later_than: {months: 6, after: bail.set}}]}
    window: {date: until}
    says: bail was set or extended {when}
"""


def states(*lines: str) -> list[str]:
    rules = Rulebook(read_rules(RULES, "test.yaml", load_settings()))
    found = evaluate(case_of(read_events(lines)), rules, now=END_OF_TIME, standard="today", today=start_of_day(date(2026, 11, 1)))
    return [each.state for each in found]


def test_one_extension_answers_another_when_both_are_about_the_bail() -> None:
    assert states(
        "b: bail.set @0 {until: 2026-04-01}",
        "bail.extended @+20d about b {until: 2026-05-01}",
        "bail.extended @+50d about b {until: 2026-06-01}",
    ) == ["fulfilled", "fulfilled", "breached"]


def test_an_extension_is_not_answered_by_itself() -> None:
    assert states("b: bail.set @0 {until: 2026-04-01}", "bail.extended @+20d about b {until: 2026-05-01}") == ["fulfilled", "breached"]


def test_a_date_is_counted_from_the_bail_and_not_from_the_extension() -> None:
    assert states(
        "b: bail.set @0 {until: 2026-06-01}",
        "e: bail.extended @+80d about b {until: 2026-09-01}",
        "bail.extended @+170d about e {until: 2026-10-01}",
    ) == ["fulfilled", "breached", "breached"]


def test_from_when_it_counts_is_unknown_where_no_bail_is_on_record() -> None:
    assert states("bail.extended @0 {until: 2026-05-01}", "bail.extended @+20d {until: 2026-06-01}") == ["unknown", "breached"]
