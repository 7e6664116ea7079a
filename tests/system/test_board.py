"""The supervisor's board in a real browser: it refreshes itself without taking the place or the words of whoever works on it."""

import pytest
from playwright.sync_api import expect

from harness.looked_at import NARROW, WIDE, faults, press, sign_in, tab_to
from harness.recorded import BORIS, OTHER_PAIR, PAIR, ago, event, high_risk
from safehold.practice.response.models import Call

pytestmark = pytest.mark.browser
SUPERVISOR = "Control room supervisor"


def call(*people, key, minutes=30, **data):
    received = event("call.received", ago(minutes=minutes), *people, key=key, channel="999", domestic=True, area="urban", **data)
    event("call.graded", ago(minutes=minutes - 1), about=received, grade="immediate")
    return received


@pytest.fixture
def board(staff):
    first = call(*PAIR, key="NC-1", weapon=True, words="He is at the door")
    asked = {"to": "priority", "reason": "new_information", "why": "he has left"}
    event("call.downgrade_asked", ago(minutes=5), about=first, source="safehold", role="call_handler", **asked)
    event("call.cut_off", ago(minutes=3), about=first)
    high_risk(*PAIR, at=ago(days=9))
    event("suspect.wanted", ago(days=1), BORIS, **{"for": "assault"})
    event("call.received", ago(minutes=40), *PAIR, key="NC-9", channel="101", domestic=False, category="noise")


def refreshed(page, act=lambda: None) -> None:
    """Waits for one refresh of the board, made now and not in fifteen seconds."""
    with page.expect_response(lambda answer: answer.url.endswith("/board/") and "hx-request" in answer.request.headers):
        act()
        page.evaluate("htmx.ajax('GET', '/board/', {source: '#board', target: '#board', select: '#board', swap: 'outerHTML'})")
    expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling")).to_have_count(0)


def test_it_is_accessible_runs_within_the_policy_and_fits(board, page, axe):
    sign_in(page, SUPERVISOR)
    for size in (WIDE, NARROW):
        assert faults(page, "/board/", axe, size) == [], size
        page.locator(".sh-menu summary").first.click()
        assert axe(page) == [], size


def test_it_asks_again_by_itself_every_fifteen_seconds(board, page):
    sign_in(page, SUPERVISOR)
    page.clock.install()
    page.goto("/board/")
    call(*OTHER_PAIR, key="NC-2")
    with page.expect_response(lambda answer: "hx-request" in answer.request.headers):
        page.clock.run_for(16_000)
    expect(page.get_by_text("Clara WINTERBOURNE").first).to_be_visible()


def test_a_refresh_shows_what_is_new_and_keeps_the_focus_and_an_open_menu(board, page):
    sign_in(page, SUPERVISOR)
    page.goto("/board/")
    page.locator("[id^=do-] summary").first.click()
    # It has no id of its own, by which htmx would find it again.
    focus = "[document.activeElement.closest('[id]').id, document.activeElement.textContent]"
    page.locator("[id^=do-] summary").first.focus()
    at = page.evaluate(focus)
    assert at[0].startswith("do-")
    call(*OTHER_PAIR, key="NC-2")
    refreshed(page)
    expect(page.get_by_text("Clara WINTERBOURNE").first).to_be_visible()
    expect(page.locator("[id^=do-][open]")).to_have_count(1)  # from here on the board has come anew, with all that it had
    assert page.evaluate(focus) == at
    assert page.title().startswith("(2)")


def test_it_stands_still_while_somebody_writes_and_says_so(board, page):
    sign_in(page, SUPERVISOR)
    page.clock.install()
    page.goto("/board/")
    page.get_by_label("Why").fill("the order is in force")
    call(*OTHER_PAIR, key="NC-2")
    page.clock.run_for(40_000)
    expect(page.get_by_text("The board stands still while you write.")).to_be_visible()
    expect(page.get_by_label("Why")).to_have_value("the order is in force")
    expect(page.get_by_text("Clara WINTERBOURNE")).to_have_count(0)


def test_a_lower_grade_is_refused_by_keyboard(board, page):
    sign_in(page, SUPERVISOR)
    page.goto("/board/")
    page.get_by_label("Why").focus()
    page.keyboard.type("the order is in force")
    tab_to(page, "Refuse")
    press(page, "Enter")
    expect(page.get_by_role("status")).to_contain_text("the lower grade is refused")
    assert Call.everything.get(reference="NC-1").grade == "immediate"


def test_a_refusal_to_record_leads_to_what_was_typed(board, page):
    sign_in(page, SUPERVISOR)
    page.goto("/board/")
    page.get_by_label("Why").fill("he has left")
    page.get_by_role("button", name="Agree").click()
    expect(page.get_by_role("alert").first).to_contain_text("Reach her safely")
    expect(page.get_by_label("Why")).to_have_value("he has left")


def test_everything_can_be_done_without_script(board, browser, site):
    context = browser.new_context(base_url=site, locale="en-GB", timezone_id="Europe/London", java_script_enabled=False)
    page = sign_in(context.new_page(), SUPERVISOR)
    page.goto("/board/")
    page.locator("[id^=do-] summary").first.click()
    page.get_by_label("What happens now").first.fill("a unit from the next area")
    page.get_by_role("button", name="I have looked at it again").first.click()
    expect(page.get_by_role("status")).to_contain_text("looked at again")
    context.close()
