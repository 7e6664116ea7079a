"""To whom a duty goes when nobody answers it: what is refused when it is read, and what the area does."""

import pytest

from safehold.access import roles
from safehold.chronology.times import HOUR, MINUTE
from safehold.rulebook.escalation import in_force, load_escalation, read_escalation
from safehold.rulebook.model import Step
from safehold.rulebook.reading import BadRules

TABLE = """escalation:
  - from: 2020-01-01
    source: this test
    confidence: F
    roles:
      first_responder: {to: shift_sergeant, after: {hours: 4}}
      shift_sergeant: {to: duty_inspector, after: {minutes: 30}}
"""


def refusal(old: str, new: str) -> str:
    assert old in TABLE
    with pytest.raises(BadRules) as refused:
        read_escalation(TABLE.replace(old, new), "escalation.yaml")
    return str(refused.value)


def test_each_step_comes_after_all_before_it():
    (found,) = read_escalation(TABLE, "escalation.yaml")
    assert found.chain("first_responder") == (Step("shift_sergeant", 4 * HOUR), Step("duty_inspector", 4 * HOUR + 30 * MINUTE))
    assert found.chain("idva") == ()


def test_the_version_of_the_day_holds():
    later = TABLE + TABLE.partition("escalation:\n")[2].replace("2020", "2025").replace("hours: 4", "hours: 8")
    new, old = read_escalation(later, "escalation.yaml")
    assert [in_force((new, old), at) for at in (new.since, new.since - 1, old.since, old.since - 1)] == [new, old, old, None]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("to: duty_inspector", "to: first_responder", "escalation.yaml, line 7: escalation[0].roles.shift_sergeant goes in a circle: "),
        ("to: duty_inspector", "to: inspector", "line 7: escalation[0].roles.shift_sergeant.to is 'inspector'; allowed: call_handler"),
        ("      shift_sergeant:", "      sergeant:", "line 7: escalation[0].roles.sergeant is of 'sergeant', which is no role"),
        ("{hours: 4}", "{working_days: 4}", "working_days is not a field here; allowed: days, hours, minutes"),
        ("{hours: 4}", "{hours: 0}", "is no length of time"),
        ("2020-01-01", "soon", "line 2: escalation[0].from"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(old, new, says):
    assert says in refusal(old, new)


def test_whoever_a_duty_goes_to_sees_it_by_their_role_already():
    standing = roles.standard().roles
    for version in load_escalation():
        for step in version.next.values():
            assert standing[step.to].duties == "agency"
            assert "answer_duties" in standing[step.to].may
        assert "professional_standards" not in version.next
