"""The pages of professional standards, and the declaring of a conflict: at 1280 and 390 pixels, with axe."""

import pytest
from playwright.sync_api import expect

from harness.looked_at import NARROW, WIDE, faults, sign_in
from harness.recorded import ANNA, BORIS, CLARA, DMITRI, ago, event, high_risk
from safehold.access.standards.models import StaffCase

pytestmark = pytest.mark.browser
DEV = BORIS | {"given_name": "Dev", "family_name": "Sandhu", "staff_of": "northshire-police"}


def at_both(page, address, axe):
    return [*faults(page, address, axe, WIDE), *faults(page, address, axe, NARROW)]


def test_what_concerns_staff_is_accessible_and_fits_and_a_case_is_restricted_by_what_the_page_asks(staff, page, axe):
    event("call.received", ago(days=20), ANNA, DEV, channel="999", domestic=True, role="call_handler")
    case = StaffCase.objects.using("owner").get().case_id
    sign_in(page, "First responder")
    page.goto(f"/cases/{case}/")
    page.context.clear_cookies()
    sign_in(page, "Professional standards officer")
    page.goto("/")
    page.get_by_role("link", name="Read who and how").click()
    assert at_both(page, "/standards/", axe) == []
    expect(page.get_by_text("The person themselves")).to_be_visible()
    page.get_by_label("Who alone may see it, and handles it").fill("npol-ps-104")
    page.get_by_label("Why", exact=True).last.fill("He works here")
    page.get_by_role("button", name="Restrict").click()
    expect(page.get_by_text("Restricted. Nobody else sees it from now on.")).to_be_visible()
    assert at_both(page, "/standards/staff/", axe) == []


def test_a_conflict_is_declared_from_the_page(staff, page, axe):
    high_risk(CLARA, DMITRI)
    sign_in(page, "Investigator")
    assert at_both(page, "/conflicts/", axe) == []
