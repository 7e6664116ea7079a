"""How an order is tried on past cases, how an area's own weights are fitted, and that nobody mistakes made-up people for evidence."""

from datetime import date

import msgspec
import pytest

from risk.test_ranking import TODAY, call, event
from safehold.chronology.times import DAY
from safehold.risk.ranking import fitting
from safehold.risk.ranking.evaluating import area_under, by_group, calibration, case_at, features, orders, recall, wilson
from safehold.risk.ranking.fitting import CannotFit, as_yaml, fit
from safehold.risk.ranking.report import Evaluation, report
from safehold.risk.ranking.weights import read, shipped


def case(*events, harmed=False, sex="female"):
    found = case_at(sorted(events, key=lambda each: each.order), TODAY, shipped(), {"sex": sex}, harmed, harmed)
    assert found is not None
    return found


def cases(harmed=60, others=240):
    sexes = ["male" if n % 5 == 0 else "female" for n in range(harmed)]
    bad = [case(call(1 + n / 100, strangulation=True), call(30), harmed=True, sex=sex) for n, sex in enumerate(sexes)]
    return bad + [case(call(100 + n / 100)) for n in range(others)]


def test_nothing_that_was_recorded_or_happened_later_is_in_what_is_tried():
    later = event("marker.set", -2, marker="strangulation")
    known_later = msgspec.structs.replace(event("risk.assessed", 5, grade="high"), recorded_at=TODAY + DAY)
    assert case(call(3), later, known_later) == case(call(3))
    assert case_at([call(400)], TODAY, shipped(), {}, False) is None
    assert case_at([call(-1)], TODAY, shipped(), {}, False) is None


def test_recall_is_of_those_harmed_within_reach_for_each_way_to_choose():
    found = {name: recall(cases(), order, 60, name) for name, order in orders(shipped(), TODAY).items()}
    assert found["points alone, the grade left out"].found == 60
    assert found["first come (the oldest report first)"].found == 0
    assert found["points alone, the grade left out"].bounds[0] > 0.9
    assert wilson(0, 0) == (0, 1)
    graded = case(call(2), event("risk.assessed", 1, grade="high", answers={"1": "yes", "2": "no", "3": "yes"}))
    assert (graded.grade, graded.items) == ("high", 2)


def test_groups_calibration_and_how_often_the_harmed_stand_above():
    tried = cases()
    groups = by_group(tried, orders(shipped(), TODAY)["points alone, the grade left out"], 60, "sex")
    assert {name: (size, reached, found.found) for name, (size, reached, found) in groups.items()} == {
        "female": (288, 48, 48), "male": (12, 12, 12),
    }  # fmt: skip
    assert area_under(tried, lambda each: len(each.facts.harms)) == 1
    assert area_under(tried, lambda each: 0) == 0.5
    bands = calibration(tried, lambda each: len(each.facts.harms), 5)
    assert [(band.cases, band.harmed) for band in bands] == [(60, 0)] * 4 + [(60, 60)]


def test_what_is_fitted_puts_nobody_lower_nearer_is_worth_no_less_and_nobody_has_approved_it(monkeypatch):
    coefficients = {"recency/0": 0.4, "recency/2": 1.2, "harm": 2.0, "strangulation/0": 1.0}
    monkeypatch.setattr(fitting, "_fit", lambda rows, harmed, names: (-3.0, coefficients))
    fitted = fit(cases(), TODAY, shipped(), version="own-1", today=date(2026, 11, 1), fitted={"cases": "300"})
    assert [tier.points for tier in fitted.weights.parts["recency"]] == [36, 36, 36, 0, 0]
    assert [tier.points for tier in fitted.weights.harm] == [60, 36, 18]
    assert fitted.weights.parts["overdue"] == shipped().parts["overdue"]
    assert fitted.weights.bands == shipped().bands
    again = read(as_yaml(fitted.weights), "own.yaml")
    assert again == fitted.weights
    assert again.approved is None
    assert fitted.likelihood(cases()[0], TODAY, shipped()) > fitted.likelihood(cases()[-1], TODAY, shipped())


def test_the_regression_itself_finds_what_goes_before_harm_and_leaves_out_what_does_not():
    """With scikit-learn as it is, on people made up so that strangulation goes before harm and being very afraid before none."""
    calm = [case(call(40 + n / 10), event("victim.requested", 20, fear_for_life=True)) for n in range(120)]
    hurt = [case(call(9 + n / 10, strangulation=True), harmed=n % 4 > 0) for n in range(80)]
    found = fit([*calm, *hurt], TODAY, shipped(), version="own-1", today=date(2026, 11, 1), fitted={})
    points = {part: max(tier.points for tier in tiers) for part, tiers in found.weights.parts.items() if part != "overdue"}
    assert points["strangulation"] > 0 == points["fear"]
    assert min(points.values()) == 0
    assert all(value > 0 for value in found.coefficients.values())
    likely = [found.likelihood(each, TODAY, shipped()) for each in (hurt[0], calm[0])]
    assert likely[0] > 0.6 > 0.1 > likely[1]  # three in four of the ones came to harm, and none of the others


def test_with_too_few_harmed_it_refuses():
    with pytest.raises(CannotFit, match="Only 49 cases came to harm"):
        fit(cases(49), TODAY, shipped(), version="own-1", today=date(2026, 11, 1), fitted={})


def test_features_are_what_counts_and_harm_by_how_much():
    assert features(case(call(1, strangulation=True)), shipped(), TODAY) == {"harm": 0.7, "recency/0": 1.0, "strangulation/0": 1.0}


@pytest.mark.parametrize(("made_up", "said"), [(True, "These people are made up"), (False, "Harm that nobody reported is not in them")])
def test_the_report_says_first_what_it_is_worth(made_up, said):
    text = report(
        Evaluation(
            tried=cases(), at=TODAY, weights=shipped(), days=180, outcome="harm", command="safehold calibrate", day=date(2026, 11, 1),
            made_up=made_up, reach=27, not_fitted="None.",
        )
    )  # fmt: skip
    assert said in text.partition("## ")[0]
    assert "differences by ethnicity are not measured" in text
    assert "| female | 288 |" in text
    assert ("must not be quoted" in text) is made_up


@pytest.mark.parametrize("made_up", [True, False])
def test_of_real_people_no_row_tells_of_few_nor_can_it_be_worked_out(made_up):
    tried = cases(harmed=11, others=240)  # three of them men
    tried[0] = msgspec.structs.replace(tried[0], gravely=True)
    tried[1:] = [msgspec.structs.replace(each, gravely=False) for each in tried[1:]]
    text = report(
        Evaluation(
            tried=tried, at=TODAY, weights=shipped(), days=180, outcome="harm", command="safehold calibrate", day=date(2026, 11, 1),
            made_up=made_up, reach=27, not_fitted="None.",
        )
    )  # fmt: skip
    assert ("Of the 1 who came to a grave assault" in text) is made_up
    assert ("| male | 3 |" in text) is made_up
    assert ("| female | 248 |" in text) is made_up  # else the men are what is left of the total
    assert ("fewer than 5, or it could tell of one" in text) is not made_up
