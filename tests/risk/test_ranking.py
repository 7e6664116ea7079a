"""The order of cases: a grade stands above everything, each thing on record counts for its time, and the order of any instant is known at
the last change."""

import itertools
from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safehold.chronology.envelope import read_event
from safehold.chronology.times import DAY, moment
from safehold.risk.danger import danger
from safehold.risk.ranking import weights as weighing
from safehold.risk.ranking.facts import facts_of
from safehold.risk.ranking.moves import moves
from safehold.risk.ranking.reach import reached
from safehold.risk.ranking.scoring import OF_A_BAND, order_at, scored, steps
from safehold.risk.ranking.suspects import facts_of as suspect_facts
from safehold.risk.ranking.suspects import scored as suspect_scored
from safehold.risk.ranking.weights import BadWeights, Tier, capacity, read, shipped, weights

TODAY = 1_790_000_000_000_000
_numbers = itertools.count()


def event(kind, days=0.0, people=(), **data):
    at = moment(round(TODAY - days * DAY)).isoformat()
    return read_event(
        {"source": "s", "id": f"e{next(_numbers)}", "kind": kind, "occurred_at": at, "recorded_at": at, "agency": "a", "data": data}
        | ({"people": list(people)} if people else {})
    )


def facts(*events, overdue=()):
    return facts_of(sorted(events, key=lambda each: each.order), shipped(), overdue)


def here(*events, grade="", at=TODAY, overdue=()):
    return scored(facts(*events, overdue=overdue), grade, shipped(), at)


def call(days, **data):
    return event("call.received", days, channel="999", domestic=True, **data)


def parts(found):
    return {each.part: each.points for each in found.parts}


EVERYTHING = [
    call(days, threat_to_kill=True, strangulation=True, weapon=True, injuries=True, fear_expressed=3, category="stalking")
    for days in (1, 2, 3, 40, 80)
] + [
    event("bail.breach_reported", 1),
    event("order.breach_reported", 2),
    event("relationship.changed", 1, to="separated"),
    event("victim.disclosed", 1, what="coercive_control"),
    event("release.planned", 1, at=moment(TODAY + DAY).isoformat()),
    event("victim.withdrew", 1),
]


KINDS = ["call.received", "bail.breach_reported", "marker.set", "release.planned", "crime.recorded", "ranking.disagreed"]


def test_no_number_of_points_outranks_a_grade_or_a_persons_placing():
    most = here(*EVERYTHING, grade="medium", overdue=[TODAY - DAY] * 9)
    assert most.points > 400
    assert here(grade="high").order > here(*EVERYTHING, grade="").order > here(grade="").order > most.order
    placed = here(event("ranking.disagreed", 1, should_be="higher", reason="he waits outside"), grade="medium")
    assert here(grade="").order > placed.order > most.order
    assert sum(max(tier.points for tier in tiers) for tiers in shipped().parts.values()) + 100 < 1_000 < OF_A_BAND / 2 + 1


def test_a_placing_lower_moves_nobody_and_a_grade_ends_a_placing():
    higher = event("ranking.disagreed", 3, should_be="higher", reason="r")
    lower = event("ranking.disagreed", 2, should_be="lower", reason="r")
    assert here(call(1), event("ranking.disagreed", 1, should_be="lower", reason="r"), grade="medium") == here(call(1), grade="medium")
    assert here(higher, lower).placed
    assert not here(higher, event("risk.assessed", 1, grade="medium"), grade="medium").placed
    assert not here(event("ranking.disagreed", 14, should_be="higher", reason="r")).placed
    assert here(event("ranking.disagreed", 13.99, should_be="higher", reason="r")).placed


@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                ["call.received", "bail.breach_reported", "marker.set", "release.planned", "crime.recorded", "ranking.disagreed"]
            ),
            st.floats(0, 500),
        ),
        max_size=8,
    ),
    st.lists(st.floats(-500, 60), min_size=1, max_size=6),
)
def test_the_order_of_any_instant_is_among_the_steps_that_were_stored(listed, whens):
    data = {
        "call.received": {"threat_to_kill": True, "injuries": True},
        "marker.set": {"marker": "stalking"},
        "release.planned": {"at": moment(TODAY + 9 * DAY).isoformat()},
        "crime.recorded": {"offence": "stalking"},
        "ranking.disagreed": {"should_be": "higher", "reason": "r"},
    }
    found = facts(*(event(kind, days, **data.get(kind, {})) for kind, days in listed), overdue=[TODAY + DAY])
    stored = steps(found, "medium", shipped())
    turns = [step.since for step in stored] + [step.since - 1 for step in stored[1:]] + [round(TODAY - when * DAY) for when in whens]
    for at in turns:
        assert order_at(stored, at) == scored(found, "medium", shipped(), at).order
    assert all(one.order != other.order and one.since < other.since for one, other in itertools.pairwise(stored))


def test_time_alone_moves_a_case_at_the_end_of_each_tier_to_the_microsecond():
    one = facts(call(0))
    for days, points in ((3, 60), (7, 50), (30, 35), (90, 20), (365, 8)):
        assert parts(scored(one, "", shipped(), TODAY + days * DAY - 1))["recency"] == points
    assert "recency" not in parts(scored(one, "", shipped(), TODAY + 365 * DAY))
    late = facts(overdue=[TODAY])
    assert parts(scored(late, "", shipped(), TODAY)) == {"overdue": 8}
    assert parts(scored(late, "", shipped(), TODAY - 1)) == {}


def test_a_release_counts_before_it_comes_and_only_the_last_that_was_planned():
    planned = event("release.planned", 20, at=moment(TODAY + 60 * DAY).isoformat())
    sooner = event("release.planned", 10, at=moment(TODAY + 2 * DAY).isoformat())
    assert "release" not in parts(here(planned))
    assert parts(here(planned, sooner))["release"] == 45
    assert parts(here(planned, sooner, at=TODAY - DAY))["release"] == 45
    assert parts(here(planned, sooner, at=TODAY - 2 * DAY))["release"] == 25
    assert "release" not in parts(here(planned, sooner, at=TODAY + 60 * DAY))


def test_reports_that_come_quicker_and_harm_that_grows_are_seen():
    assert "quicker" in parts(here(call(100), call(30), call(2)))
    assert "quicker" not in parts(here(call(100), call(60), call(20)))
    assert "graver" in parts(here(call(60, injuries=True), call(2, injuries=True, weapon=True)))
    assert "graver" not in parts(here(call(2, strangulation=True)))
    assert "graver" not in parts(here(call(60, strangulation=True), call(2, injuries=True)))
    assert parts(here(call(2, strangulation=True)))["harm"] == 70
    assert parts(here(call(400, strangulation=True)))["harm"] == 21


def test_what_is_long_past_counts_for_ever_where_it_is_of_the_gravest():
    old = call(3_000, threat_to_kill=True, strangulation=True)
    assert parts(here(old)).keys() == {"threat_to_kill", "strangulation", "harm"}


def test_whoever_has_died_is_not_listed():
    died = event("death.reported", 1, people=[{"ref": "1", "role": "deceased", "given_name": "Ada"}])
    assert here(call(2), died, grade="high").order == 0


def test_people_of_today_reach_as_far_as_their_hours():
    stands = capacity("", moment(TODAY).date())
    assert reached(["high"] * 100, 6, stands) == 27
    assert reached(["high"] * 100, 0, stands) == 0
    assert reached(["high", "standard"], 1, stands) == 2
    assert reached(["high"] * 10 + ["standard"] * 10, 1, stands) == 4


def test_an_areas_own_hours_go_before_those_that_ship_from_their_day_on(tmp_path, monkeypatch):
    own = tmp_path / "capacity.yaml"
    own.write_text(
        "capacities: [{agency: northshire-police, in_force_from: 2026-06-01, source: ours, confidence: F, people: 2, hours_of_a_person: 5,"
        " hours_of_a_case: {high: 1, ungraded: 1, medium: 1, standard: 1}}]",
        "utf-8",
    )
    monkeypatch.setenv("SAFEHOLD_CAPACITY", str(own))
    weighing._capacities.cache_clear()
    try:
        assert capacity("northshire-police", date(2026, 12, 1)).people == 2
        assert capacity("northshire-police", date(2026, 5, 31)).people == 6
        assert capacity("southmere-police", date(2026, 12, 1)).people == 6
        own.write_text("capacities: many", "utf-8")
        weighing._capacities.cache_clear()
        with pytest.raises(BadWeights, match="capacity.yaml"):
            capacity("northshire-police", date(2026, 12, 1))
    finally:
        weighing._capacities.cache_clear()


def test_what_would_move_somebody_is_told_with_where_it_leads():
    found = {each.what: each for each in moves(facts(call(10), overdue=[TODAY - DAY]), "medium", shipped(), TODAY)}
    assert found["report"].by > 0
    assert found["answered"].by == -8
    assert found["high"].order == OF_A_BAND * 4 + scored(facts(call(10), overdue=[TODAY - DAY]), "medium", shipped(), TODAY).points
    assert found["recency"].at == TODAY + 20 * DAY
    assert found["recency"].by == -15


def test_the_danger_of_a_call_stands_on_the_same_scale():
    assert danger("high", []) == here(grade="high").order
    assert danger("", ["strangulation"]) - danger("", []) == 50


def test_weights_that_would_put_a_grade_below_points_or_anybody_lower_are_refused():
    text = weighing._text("ranking.yaml")
    for wrong, said in (
        ("bands: {high: 4, ungraded: 3, medium: 2, standard: 1}", "bands: {high: 2, ungraded: 3, medium: 2, standard: 1}"),
        ("- {within: 3, points: 60}", "- {within: 3, points: -60}"),
        ("points: 60", "points: much"),
    ):
        with pytest.raises(BadWeights):
            read(text.replace(wrong, said, 1), "ranking.yaml")


def test_an_areas_own_weights_count_only_once_somebody_has_approved_them(tmp_path, monkeypatch):
    mine = tmp_path / "own.yaml"
    text = weighing._text("ranking.yaml").replace('version: "2026-11"', 'version: "own-1"')
    mine.write_text(text, "utf-8")
    monkeypatch.setenv(weighing.OF_THE_AREA, str(mine))
    weights.cache_clear()
    try:
        with pytest.raises(BadWeights, match="nobody has approved"):
            weights()
        mine.write_text(text + 'approved: {by: "Head of safeguarding", day: 2026-11-20, why: "Read the report"}\n', "utf-8")
        assert weights().version == "own-1"
    finally:
        weights.cache_clear()


def test_suspects_are_ordered_by_how_lately_how_often_how_gravely_and_how_many():
    def ranked(*listed):
        return suspect_scored(suspect_facts(listed, shipped()), shipped(), TODAY).order

    grave = event("crime.recorded", 5, offence="grievous bodily harm")
    one = ranked((call(5), {1}))
    assert ranked((call(5), {1}), (call(4), {2})) > ranked((call(5), {1}), (call(4), {1})) > one > ranked((call(300), {1}))
    assert ranked((call(5), {1}), (grave, {1})) > one
    most = [(call(days, strangulation=True), {days}) for days in range(1, 12)] + [(event("crime.recorded", 1, offence="murder"), {1})]
    assert ranked(*most) == 100


def test_a_case_of_many_years_keeps_the_latest_of_each_sort():
    found = facts(*(call(days, injuries=True) for days in range(1, 200)))
    assert {len(each) for each in found.series.values()} == {40}
    assert len(steps(found, "", shipped())) < 60
    assert msgspec.json.decode(msgspec.json.encode(found), type=type(found)) == found


def test_a_tier_of_several_counts_from_the_last_until_the_first_falls_out():
    assert parts(here(call(10), call(5), call(1)))["frequency"] == 45
    assert parts(here(call(10), call(5), call(1), at=TODAY + 4 * DAY - 1))["frequency"] == 45
    assert parts(here(call(10), call(5), call(1), at=TODAY + 4 * DAY))["frequency"] == 30
    assert Tier(points=1).at_least == 1
