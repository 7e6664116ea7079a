"""Assessing risk in a real browser: at both widths, by keyboard alone, kept as it is typed, and drawn."""

import pytest
from playwright.sync_api import expect

from harness.looked_at import at_both, press, sign_in, tab_to
from harness.recorded import PAIR, ago, event, high_risk
from safehold.identity.models import Case
from safehold.practice.safeguarding.models import Standing

pytestmark = pytest.mark.browser


@pytest.fixture
def case(staff):
    event("call.received", ago(days=40), *PAIR, channel="999", domestic=True, strangulation=True, injuries=True)
    event("call.received", ago(days=2), *PAIR, channel="999", domestic=True)
    event("risk.assessed", ago(days=39), *PAIR, instrument="dash", answers={"1": "yes", "18": "no"}, score=1, grade="standard")
    return Case.everything.get()


def test_they_are_accessible_fit_and_a_form_is_filled_in_by_keys_alone(case, page, axe, picture):
    address = f"/cases/{case.id}/risk/"
    sign_in(page, "First responder")
    page.goto(f"{address}assess/")
    page.locator("#answer-1-1").focus()
    press(page, "y")
    expect(page.locator("#saved")).to_contain_text("kept as typed at")
    press(page, "Enter", "n", "Enter", "a")
    expect(page.locator("#answer-2-2")).to_be_checked()
    expect(page.locator("#answer-3-3")).to_be_checked()
    page.locator("#answer-8-1").focus()
    expect(page.locator("#module-stalking")).not_to_have_attribute("open", "")
    press(page, "y")
    expect(page.locator("#module-stalking")).to_have_attribute("open", "")
    page.locator("#grade-high").focus()
    press(page, "Space", "Tab")
    page.keyboard.type("He follows her to work")
    expect(page.locator("#so-far")).to_contain_text("2 answers are yes")
    page.reload()
    expect(page.locator("#answer-8-1")).to_be_checked()
    expect(page.locator("#rationale")).to_have_value("He follows her to work")
    picture(page, "assessing")
    picture(page, "assessing-phone")
    page.locator("#held").focus()
    tab_to(page, "Record the assessment", most=20)
    press(page, "Enter")
    expect(page.get_by_text("The assessment is on record.")).to_be_visible()
    assert Standing.everything.get().grade == "high"
    wrong = at_both(page, axe, address, f"{address}assess/dash/", f"{address}assess/odara/", f"{address}suicide/", f"{address}regrade/")
    assert wrong == {}


def test_a_supervisor_and_a_specialist_read_it_and_a_lower_grade_says_why_it_does_not_stand(case, page, axe):
    high_risk(*PAIR, at=ago(minutes=5))
    sign_in(page, "Shift sergeant")
    assert at_both(page, axe, f"/cases/{case.id}/risk/supervise/") == {}
    page.context.clear_cookies()
    sign_in(page, "Domestic abuse specialist")
    assert at_both(page, axe, f"/cases/{case.id}/risk/review/") == {}
    page.get_by_role("radio", name="Medium").check()
    page.get_by_label("Why:").fill("He is in prison")
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_text("Your review is on record.")).to_be_visible()
