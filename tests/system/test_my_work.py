"""My work in a real browser: by keyboard alone, without script, wide and narrow."""

import pytest
from playwright.sync_api import expect

from harness.looked_at import WIDE, at_both, press, sign_in, tab_to
from harness.recorded import OTHER_PAIR, PAIR, ago, event, high_risk, released
from safehold.rulebook.models import Obligation
from safehold.web import duties

pytestmark = pytest.mark.browser


@pytest.fixture
def work(staff):
    """A case with something overdue and something due, another with something that waits."""
    high_risk(*PAIR, at=ago(days=20))
    released(*PAIR, at=ago(days=12))
    event("bail.breach_reported", ago(hours=1), *PAIR, detail="he came to the door")
    trigger = released(*OTHER_PAIR)
    named = {"duty": "victim-told-of-release", "trigger": {"source": trigger.source, "id": trigger.id}}
    event("clock.stopped", ago(minutes=20), **named, awaiting="a safe number")
    event("duty.help_asked", ago(minutes=10), **named, of={"role": "shift_sergeant"}, why="I cannot reach her")


def address(do: str = "") -> str:
    duty = Obligation.everything.filter(rule="victim-told-of-release").order_by("id").first()
    return duties.address(duty, do)


def test_it_is_accessible_runs_within_the_policy_and_fits(work, page, axe):
    of_duty = [address(do) for do in ("", "done", "hand-over", "help", "cannot")]
    shown = {"Investigator": ["/work/", *of_duty], "Domestic abuse specialist": ["/work/?all=1"], "Prosecutor": ["/work/"]}
    for who, addresses in shown.items():
        assert at_both(sign_in(page, who), axe, *addresses) == {}, who
        page.context.clear_cookies()


def test_a_duty_is_answered_by_keyboard_alone(work, page):
    sign_in(page, "Investigator")
    page.goto("/work/")
    before = page.title()
    row = page.locator(".sh-duty", has_text="The victim is told").first
    expect(row).to_be_visible()
    row.get_by_role("link", name="Record it").focus()
    press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Record: She was told")
    page.get_by_label("Release").focus()
    press(page, "Space")
    tab_to(page, "Record it")
    press(page, "Enter")
    expect(page.get_by_role("status")).to_contain_text("is answered")
    assert page.title() != before


def test_a_menu_is_opened_and_followed_by_keyboard(work, page):
    sign_in(page, "Investigator")
    page.goto("/work/")
    page.get_by_text("More: The victim is told").first.focus()
    press(page, "Enter")
    press(page, "Tab")
    press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hand over")


def test_a_menu_lies_on_top_of_what_is_below_it_and_within_the_page(work, page):
    page.set_viewport_size(WIDE)
    sign_in(page, "Investigator")
    page.goto("/work/")
    for menu in page.locator(".sh-menu").all():
        menu.locator("summary").click()
        items = menu.locator(".sh-menu__items")
        box = items.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= WIDE["width"]
        top = items.locator("a").last.evaluate(
            "e => { const b = e.getBoundingClientRect(); e.scrollIntoView({block: 'center'}); const c = e.getBoundingClientRect();"
            " return e.contains(document.elementFromPoint(c.x + 5, c.y + c.height / 2)) || b.width === 0; }"
        )
        assert top
        menu.locator("summary").click()


def test_everything_can_be_done_without_script(work, browser, site):
    context = browser.new_context(base_url=site, locale="en-GB", timezone_id="Europe/London", java_script_enabled=False)
    page = sign_in(context.new_page(), "Investigator")
    page.goto("/work/")
    row = page.locator(".sh-duty", has_text="The victim is told").first
    row.locator(".sh-menu summary").click()
    row.get_by_role("link", name="Hand over").click()
    page.get_by_label("To whom").select_option(label="Witness care officer, Northshire Police")
    page.get_by_label("Why").fill("They see her today")
    page.get_by_role("button", name="Hand over").click()
    expect(page.get_by_text("Handed over.")).to_be_visible()
    context.close()
