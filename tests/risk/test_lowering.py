"""Who may lower a grade, what changed from one assessment to the next, and what the record knows of an item. Pure."""

import msgspec
import pytest

from rulebook.notation import read_events
from safehold.chronology.envelope import OURS, EventId
from safehold.chronology.times import DAY
from safehold.risk.history import assessments, change, last_said
from safehold.risk.known import known
from safehold.risk.loading import standard
from safehold.risk.lowering import standing, why_not

OTHER = "sp-2"


def of(*lines: str):
    return standing(read_events(lines))


def test_whoever_set_a_grade_lowers_it_never_and_another_only_as_a_specialist():
    stands = of("risk.assessed @0 as first_responder {grade: high}")
    setter = stands.by
    assert setter
    for by, role, why in (
        (setter, "first_responder", "set_it"),
        (setter, "da_specialist", "set_it"),
        (OTHER, "first_responder", "not_specialist"),
        (OTHER, "shift_sergeant", "not_specialist"),
        (OTHER, "idva", "not_specialist"),
        (OTHER, "da_specialist", ""),
        ("", "da_specialist", "nobody"),
        (OTHER, "", "nobody"),
    ):
        assert why_not("medium", stands, by=by, role=role) == why, (by, role)
        assert why_not("high", stands, by=by, role=role) == ""


@pytest.mark.parametrize("to", ["medium", "high"])
def test_anybody_may_raise_a_grade_or_give_the_first(to):
    assert why_not(to, of("risk.assessed @0 {grade: standard}"), by=OTHER, role="first_responder") == ""
    assert why_not("standard", of("risk.assessed @0"), by=OTHER, role="first_responder") == ""


def test_the_grade_that_stands_is_the_last_by_whatever_kind_of_event_and_who_only_confirmed_it_did_not_set_it():
    lines = ["r: risk.assessed @0 {grade: medium}", "risk.supervised @+1h as shift_sergeant about r {agrees: false, grade: high}"]
    raised = of(*lines)
    assert (raised.grade, raised.role) == ("high", "shift_sergeant")
    confirmed = of(*lines, "risk.specialist_reviewed @+2h as da_specialist about r {grade: high}")
    assert confirmed.setters == raised.setters
    again = of(*lines, "risk.assessed @+3h as da_specialist {grade: high}")
    assert len(again.setters) == 2
    would_not = of(*lines, "risk.assessed @+3h as da_specialist {grade: high, would_grade: medium}")
    assert would_not.setters == raised.setters
    lowered = of(*lines, "risk.regraded @+4h as da_specialist {from: high, to: medium}")
    assert (lowered.grade, lowered.role) == ("medium", "da_specialist")


def test_assessments_by_two_instruments_are_compared_by_what_their_items_are_about():
    first, second = assessments(
        read_events([
            "risk.assessed @0 {instrument: dash, answers: {'18': 'yes', '2': 'no', '26': 'not_asked', '6': 'yes'}}",
            "risk.assessed @+9d {instrument: dara, answers: {'11': 'no', '17': 'yes', '2': 'often', '3': 'occasionally'}}",
        ]),
        standard(),
    )  # fmt: skip
    before, now = first.by_topic(), second.by_topic()
    assert (before["strangulation"], now["strangulation"]) == ("yes", "no")
    assert change(before["strangulation"], now["strangulation"]) == "gone"
    assert change(before["fear"], now["fear"]) == "new"
    assert (now["stalking"], now["isolation"]) == ("yes", "no")
    assert last_said([first, second], "separation") == (first, "yes")
    assert last_said([first, second], "breach") is None
    assert change("yes", "not_asked") == "unasked"
    assert change("not_asked", "no") == "asked"


def test_an_instrument_that_is_not_known_here_keeps_its_answers_and_compares_with_nothing():
    (found,) = assessments(read_events(["risk.assessed @0 {instrument: other, answers: {a: 'yes'}}"]), standard())
    assert (found.answers, found.by_topic()) == ({"a": "yes"}, {})


def test_the_record_is_counted_by_topic_with_when_it_was_last_and_where():
    events = read_events([
        "call.received @-40d {strangulation: true, domestic: true}",
        "call.received @-500d {strangulation: true, domestic: true}",
        "call.received @-3d {strangulation: false, domestic: true, category: Stalking}",
        "victim.disclosed @-2d {what: strangulation}",
        "bail.breach_reported @-1d",
        "suicide_risk.identified @-1d {person: suspect}",
    ])  # fmt: skip
    now = max(event.occurred_at.latest for event in events) + DAY
    found = known(events, now)
    reports, disclosed = found["strangulation"]
    assert len(reports.events) == 2
    assert reports.last.occurred_at.latest == max(event.occurred_at.latest for event in reports.events)
    assert len(disclosed.events) == 1
    assert [len(each.events) for each in found["more_often"]] == [2]
    assert [len(each.events) for each in found["earlier_reports"]] == [3]
    assert "stalking" in found
    assert "breach" in found
    assert "his_suicide" in found
    assert "her_suicide" not in found


def test_what_is_recorded_here_by_whoever_may_not_lower_leaves_the_grade_that_they_did_not_see():
    def here(event):
        return msgspec.structs.replace(event, id=EventId(OURS, event.id.id))

    high, lower_, specialist, raised = read_events([
        "risk.assessed @0 as first_responder {grade: high}",
        "risk.assessed @+1h by northshire-probation as offender_manager {grade: standard}",
        "risk.regraded @+2h as da_specialist {from: high, to: medium}",
        "risk.assessed @+3h by northshire-probation as offender_manager {grade: high}",
    ])
    assert standing([high, here(lower_)]).grade == "high"
    assert standing([high, here(lower_)]).event == high
    assert standing([high, lower_]).grade == "standard", "what another system recorded is taken as it happened"
    assert standing([high, here(lower_), here(specialist)]).grade == "medium"
    assert standing([high, here(specialist), here(raised)]).grade == "high"
    assert standing([here(lower_)]).grade == "standard"
