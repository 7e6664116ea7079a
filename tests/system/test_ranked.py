"""Who first in a real browser: read at both widths, and a name put on somebody below the line by keys alone."""

import pytest
from playwright.sync_api import expect

from harness.looked_at import at_both, press, sign_in, tab_to
from harness.recorded import OTHER_PAIR, PAIR, ago, event, high_risk

pytestmark = pytest.mark.browser


def test_it_is_accessible_runs_within_the_policy_and_fits_and_is_worked_by_keys_alone(staff, page, axe):
    event("call.received", ago(days=2), *PAIR, channel="999", domestic=True, strangulation=True)
    high_risk(*PAIR)
    event("call.received", ago(days=9), *OTHER_PAIR, channel="999", domestic=True, threat_to_kill=True)
    sign_in(page, "Domestic abuse specialist")
    page.goto("/first/")
    expect(page.get_by_role("heading", name="Who first")).to_be_visible()
    tab_to(page, "6")
    press(page, "Control+a", "0")
    tab_to(page, "So many we are today")
    press(page, "Enter")
    expect(page.get_by_role("heading", name="not seen to today")).to_be_visible()
    assert at_both(page, axe, "/first/", "/harming/", "/work/") == {}
    page.goto("/first/")
    tab_to(page, "Put this name on it")
    press(page, "Enter")
    expect(page.locator("#unseen + p + ul")).not_to_contain_text("nobody has her")
    tab_to(page, "Why here, what would move it")
    press(page, "Enter", "Tab", "Space")
    tab_to(page, "")
    page.keyboard.type("He waits at her work")
    tab_to(page, "Record that I disagree")
    press(page, "Enter")
    expect(page.get_by_text("He waits at her work")).to_be_visible()
