"""The investigation of a case, in a browser."""

import pytest

from harness.looked_at import at_both, sign_in
from harness.recorded import PAIR, ago, event
from safehold.identity.models import Case

pytestmark = pytest.mark.browser


def test_an_investigation_is_read_and_its_file_sent_by_keyboard(staff, page, axe, picture):
    event("call.received", ago(days=20), *PAIR, channel="999", domestic=True, strangulation=True)
    event("attendance.recorded", ago(days=4), *PAIR, body_worn_video="yes", photographs="no")
    event("crime.recorded", ago(days=4), *PAIR, offence="assault")
    event("suspect.interviewed", ago(days=3), *PAIR, how="voluntary")
    address = f"/cases/{Case.everything.get().id}/investigation/"
    sign_in(page, "Investigator")
    assert at_both(page, axe, address, f"{address}file/") == {}
    page.goto(address)
    picture(page, "investigation-1280", tall=2000)
    page.get_by_role("link", name="Send the file").press("Enter")
    page.get_by_role("button", name="Record that it is sent").press("Enter")
    page.get_by_text("Recorded: the file is sent.").wait_for()
