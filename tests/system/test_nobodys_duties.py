"""What is nobody's, and what is left behind, in a real browser: seen, and done something about."""

import time

import pytest
from playwright.sync_api import expect

from harness.looked_at import at_both, sign_in
from harness.recorded import PAIR, ago, event, high_risk
from safehold.chronology.times import MINUTE
from safehold.practice.response import drafts
from safehold.practice.response.models import Draft
from safehold.practice.response.typed import Typed

pytestmark = pytest.mark.browser


@pytest.fixture
def left(viewer_as):
    """A call that somebody began, an order that nobody here enters, and a case that the inspectorate may see."""
    given = Typed(family_name="Stanwick", words="He is at the door", weapon=True, his_name="Carl Cheevers", address="14 Larch Close")
    drafts.save(viewer_as("call_handler"), drafts.new_call(), given)
    Draft.objects.update(updated_at=time.time_ns() // 1000 - 20 * MINUTE)
    high_risk(*PAIR, at=ago(days=20))
    event("order.made", ago(days=9), *PAIR, order="non_molestation", until=str(ago(days=-90).date()))
    event("information.shared", ago(days=1), *PAIR, **{"with": "inspectorate"})


def test_the_page_is_accessible_runs_within_the_policy_and_fits(left, page, axe):
    for who, address in (
        ("Control room supervisor", "/board/"),
        ("Domestic abuse specialist", "/work/"),
        ("Inspectorate analyst", "/work/"),
        ("Review chair", "/work/"),
    ):
        assert at_both(sign_in(page, who), axe, address) == {}, who
        page.context.clear_cookies()


def test_a_call_that_was_left_is_taken_over_with_what_was_typed(left, page):
    sign_in(page, "Control room supervisor")
    page.goto("/board/")
    row = page.locator("li", has_text="He is at the door")
    expect(row).to_contain_text("STANWICK and Carl CHEEVERS")
    row.get_by_role("button", name="Take it over").click()
    expect(page.get_by_label("Family name")).to_have_value("Stanwick")
    expect(page.get_by_label("What is happening, in her words")).to_have_value("He is at the door")


def test_a_call_that_was_left_is_closed_with_a_reason_and_without_script(left, browser, site):
    context = browser.new_context(base_url=site, locale="en-GB", timezone_id="Europe/London", java_script_enabled=False)
    page = sign_in(context.new_page(), "Control room supervisor")
    page.goto("/board/")
    page.get_by_text("Close it, with a reason").click()
    page.get_by_role("button", name="Record and close it").click()
    expect(page.get_by_text("Say how the call ended.").first).to_be_visible()
    page.get_by_label("How it ended").select_option("duplicate")
    page.get_by_label("Why it can be closed").fill("Her neighbour's call is the same, and a unit is there")
    page.get_by_role("button", name="Record and close it").click()
    expect(page.get_by_text("recorded as it was typed, and closed")).to_be_visible()
    expect(page.get_by_text("Begun and not recorded")).to_have_count(0)
    context.close()


def test_what_nobody_holds_is_handed_over_from_the_row(left, page):
    sign_in(page, "Domestic abuse specialist")
    page.goto("/work/")
    row = page.locator(".sh-duty", has_text="Nobody at Northshire Police is a").first
    expect(row).to_be_visible()
    row.locator(".sh-menu summary").click()
    row.get_by_role("link", name="Hand over").click()
    page.get_by_label("To whom").select_option(label="Witness care officer, Northshire Police")
    page.get_by_label("Why").fill("She enters orders while we have nobody else")
    page.get_by_role("button", name="Hand over").click()
    expect(page.get_by_text("Handed over.")).to_be_visible()
