"""Who may be one by what is held in confidence, in a real browser, for whoever may see it."""

import pytest
from playwright.sync_api import expect

from harness.looked_at import NARROW, WIDE, faults, press, sign_in, tab_to
from harness.recorded import BORIS, DMITRI, ago, event

pytestmark = pytest.mark.browser
HIDDEN = {"role": "victim", "sex": "female", "phone": "07700 900456", "confidential": ["phone"]}
ANNA = HIDDEN | {"ref": "N1", "given_name": "Anna", "family_name": "Quillfeather"}
ANN = HIDDEN | {"ref": "Z1", "given_name": "Ann", "family_name": "Sallowby"}


def test_a_pair_is_reached_by_keyboard_and_both_pages_are_accessible_and_fit(staff, page, axe):
    event("call.received", ago(days=3), ANNA, BORIS, channel="999", domestic=True)
    event("call.received", ago(days=2), ANN, DMITRI, channel="999", domestic=True, source="southmere-records")
    sign_in(page, "Domestic abuse specialist")
    for size in (WIDE, NARROW):
        assert faults(page, "/links/in-confidence/", axe, size) == [], size
        tab_to(page, "Anna QUILLFEATHER")
        press(page, "Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Are they one person?")
        expect(page.get_by_text("held in confidence agrees")).to_be_visible()
        expect(page.get_by_text("less than 1 % sure")).to_be_visible()
        assert axe(page) == [], size
