"""A call whose session ends under it, in a real browser: nothing that was typed is lost, and it goes on once the same person is back."""

import pytest
from playwright.sync_api import expect

from harness.looked_at import sign_in
from harness.signed_in import staff_number
from safehold.access.models import User
from safehold.access.signing_in import sessions
from safehold.practice.response.models import Draft

pytestmark = pytest.mark.browser


def test_a_call_goes_on_and_keeps_what_was_typed_while_its_session_had_ended(staff, page):
    sign_in(page, "Call handler")
    page.goto("/calls/new")
    page.fill("#words", "he is outside")
    expect(page.locator("#saved")).to_contain_text("kept as typed")
    sessions.end_all(User.objects.get(staff_id=staff_number("call_handler")), "ended by an administrator")
    page.fill("#words", "he has a knife")
    expect(page.locator("#saved")).to_contain_text("You are signed out")
    other = sign_in(page.context.new_page(), "Call handler")
    expect(page.locator("#saved")).to_contain_text("kept as typed")
    assert page.input_value("#words") == "he has a knife"
    assert Draft.objects.count() == 1
    other.close()
    page.route("**/calls/*", lambda route: route.abort())
    page.goto("about:blank")


def test_an_idle_page_says_that_its_session_ends_and_any_key_goes_on(staff, page, settings):
    settings.IDLE_SECONDS = 120
    page.clock.install()
    sign_in(page, "Call handler")
    page.goto("/work/")
    said = page.locator("#session-ending")
    expect(said).to_be_hidden()
    page.clock.fast_forward("10:01")
    expect(said).to_contain_text("Press any key to go on")
    settings.IDLE_SECONDS = 20 * 60
    page.keyboard.press("Shift")
    expect(said).to_be_hidden()
