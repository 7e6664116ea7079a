"""Sharing in a real browser: from the page of a case to whoever receives it, at a desk and on a phone, by keyboard alone."""

import pytest
from playwright.sync_api import expect

from harness.looked_at import NARROW, WIDE, faults, press, sign_in, tab_to
from harness.recorded import PAIR, ago, event, high_risk
from safehold.identity.models import Case
from safehold.sharing.models import Share

pytestmark = pytest.mark.browser


@pytest.fixture
def case(staff):
    high_risk(*PAIR, at=ago(days=2))
    event("order.made", ago(days=9), *PAIR, order="non_molestation", until=str(ago(days=-90).date()), conditions=["no contact"])
    event("safe_contact.set", ago(days=1), PAIR[0], methods=["text"], times="mornings")
    return Case.everything.get()


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_part_is_shared_and_received_by_keyboard_and_every_page_of_it_fits(case, page, axe, size):
    sign_in(page, "Domestic abuse specialist")
    assert faults(page, f"/cases/{case.id}/share/", axe, size) == []
    tab_to(page, "northshire-idva")
    press(page, "Space")
    tab_to(page, "Go on")
    press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Share with Northshire Advocacy Service")
    assert axe(page) == []
    page.locator("#id_record").evaluate("it => { it.add(new Option('a long record '.repeat(20))); it.closest('details').open = true; }")
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    page.get_by_label("Why it is necessary").fill("to reach her safely")
    tab_to(page, "See what they would see")
    press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("This is what they would see")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    tab_to(page, "Share it")
    press(page, "Enter")
    expect(page.get_by_text("They are told, and it stands under Sharing.")).to_be_visible()
    number = Share.everything.get().event_id
    for address in ("/sharing/", f"/sharing/{number}/"):
        assert faults(page, address, axe, size) == []
    page.context.clear_cookies()
    sign_in(page, "Independent domestic violence adviser")
    for address in ("/sharing/", f"/sharing/{number}/"):
        assert faults(page, address, axe, size) == []
    tab_to(page, "We have it")
    press(page, "Enter")
    expect(page.get_by_text("Acknowledged: whoever shared it sees that you have it.")).to_be_visible()
