"""A chronology told as live events, in a browser: stepped by keyboard, played, wide and narrow."""

from pathlib import Path

import pytest

from harness.looked_at import at_both, sign_in

pytestmark = pytest.mark.browser
CASES = Path(__file__).resolve().parents[1] / "cases"


def test_a_published_case_is_stepped_by_keyboard_played_and_fits(staff, page, axe, settings):
    settings.SAFEHOLD_RETOLD = [str(CASES / "penalised-victim-2016.jsonl")]
    sign_in(page, "Call handler")
    page.goto("/retelling/")
    page.get_by_role("link", name="penalised-victim-2016").press("Enter")
    page.get_by_role("button", name="Next event").press("Enter")
    page.get_by_text("Monday 8 February 2016, 12:00").wait_for()
    page.get_by_role("button", name="Next day").press("Enter")
    page.get_by_text("Suspect warned: words of advice").wait_for()
    page.get_by_role("button", name="Play").press("Enter")
    page.get_by_role("button", name="Pause").wait_for()
    page.get_by_text("Thursday 24 March 2016").first.wait_for()
    assert at_both(page, axe, "/retelling/", "/retelling/1/", "/retelling/1/?at=30") == {}
