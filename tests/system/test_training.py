"""Training, in a browser."""

import pytest

from harness.looked_at import at_both, sign_in
from harness.recorded import ago, event
from harness.signed_in import staff_number

pytestmark = pytest.mark.browser


def test_a_course_is_recorded_by_keyboard_and_the_pages_fit(staff, page, axe, picture):
    event("training.completed", ago(days=2000), staff_id=staff_number("first_responder"), course="Matters", specialist_led=True)
    event("training.completed", ago(days=200), staff_id=staff_number("investigator"), course="Domestic Abuse Matters", specialist_led=True)
    sign_in(page, "Shift sergeant")
    assert at_both(page, axe, "/training/", "/training/list/") == {}
    page.goto("/training/")
    picture(page, "training-1280", tall=1300)
    page.get_by_role("textbox", name="Course").fill("Domestic Abuse Matters")
    page.get_by_role("radio", name="Yes").press("Space")
    page.get_by_role("checkbox", name=staff_number("first_responder")).press("Space")
    page.get_by_role("button", name="Record it").press("Enter")
    page.get_by_text("Recorded: 1 course completed.").wait_for()
