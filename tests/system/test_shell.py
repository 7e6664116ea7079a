"""The frame of every page, and its components, in a real browser: wide and narrow, with and without script, by keyboard alone."""

import pytest
from playwright.sync_api import expect

from harness.looked_at import press, tab_to
from harness.looked_at import sign_in as by_title

pytestmark = pytest.mark.browser
WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 390, "height": 844}


def sign_in(page, name: str = "Carys Munro") -> None:
    page.goto("/sign-in")
    page.get_by_role("button", name=name).click()
    page.wait_for_url(lambda address: "/sign-in" not in address)


def test_a_page_is_accessible_runs_within_the_policy_and_fits(staff, page, axe):
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    for address, heading in (
        ("/sign-in", "Sign in"),
        ("/styleguide", "Marta STANWICK and Carl CHEEVERS"),
        ("/posting", "In which role are you working?"),
        ("/nothing", "Nothing to show here"),
    ):
        if address == "/styleguide":
            sign_in(page)
        for size in (WIDE, NARROW):
            page.set_viewport_size(size)
            page.goto(address)
            assert page.get_by_role("heading", level=1).first.inner_text() == heading
            assert axe(page) == [], (address, size)
            assert [text for text in said if "404" not in text] == [], (address, size)
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], (address, size)


def test_the_bar_says_agency_and_role_in_two_lines_at_most(staff, page):
    sign_in(page)
    page.set_viewport_size(WIDE)
    page.goto("/posting")
    posting = page.locator(".sh-bar__posting")
    posting.evaluate("""(it) => { const [agency, , role] = it.children;
        agency.textContent = "Northshire Community Safety Partnership"; role.textContent = "independent domestic violence adviser"; }""")
    tall, line = posting.evaluate("(it) => [it.clientHeight, it.children[0].clientHeight]")
    assert 0 < tall <= 2 * line < 40
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDE["width"]


@pytest.mark.parametrize("who", ["Control room supervisor", "Domestic abuse specialist", "Professional standards officer"])
def test_the_pages_of_a_role_are_one_line_and_what_is_seldom_needed_is_folded_out_by_keys(staff, page, axe, who):
    by_title(page, who)
    page.set_viewport_size(WIDE)
    page.goto("/places/")
    in_sight = page.locator(".sh-bar__pages > ul > li")
    assert len({each.bounding_box()["y"] for each in in_sight.all()}) == 1
    more = page.locator(".sh-bar__more")
    expect(page.get_by_role("link", name="Places")).to_be_hidden()
    expect(more).to_have_attribute("data-current", "")
    tab_to(page, "More")
    press(page, "Enter")
    expect(page.get_by_role("link", name="Places")).to_be_visible()
    assert axe(page) == []
    press(page, "Escape")
    expect(page.get_by_role("link", name="Places")).to_be_hidden()
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    press(page, "Enter", "Shift+Tab")
    expect(more).not_to_have_attribute("open", "")
    page.set_viewport_size(NARROW)
    assert len({each.bounding_box()["y"] for each in in_sight.all() if each.is_visible()}) == 1
    assert page.locator(".sh-bar").bounding_box()["height"] <= 100, "who is signed in, and the pages"
    tab_to(page, "Menu")
    press(page, "Enter")
    expect(page.get_by_role("link", name="Places")).to_be_visible()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


def test_someone_signs_in_and_out_by_keyboard_alone(staff, page):
    page.goto("/sign-in")
    expect(page.locator("input[name=staff_id]")).to_be_focused()
    page.keyboard.type("npol-crs-104")
    press(page, "Tab")
    page.keyboard.type(staff)
    press(page, "Enter")
    page.wait_for_url(lambda address: "/sign-in" not in address)
    page.goto("/styleguide")
    press(page, "Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    press(page, "Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.get_by_role("button", name="Sign out").press("Enter")
    page.wait_for_url("**/sign-in")


def test_what_has_the_focus_is_seen_to_have_it_and_is_not_covered(staff, page):
    sign_in(page)
    page.goto("/styleguide")
    press(page, "Tab")
    reached = 0
    while page.evaluate("document.activeElement.tagName") != "BODY":
        reached += 1
        seen = page.evaluate(
            """() => { const e = document.activeElement, b = e.getBoundingClientRect(), s = getComputedStyle(e);
                const middle = (low, high, size) => (Math.max(low, 0) + Math.min(high, size)) / 2;
                const top = document.elementFromPoint(middle(b.left, b.right, innerWidth), middle(b.top, b.bottom, innerHeight));
                const label = e.labels && e.labels[0], mark = label ? getComputedStyle(label, "::before") : s;
                return {what: e.outerHTML.slice(0, 120),
                        shown: s.outlineStyle !== "none" || s.boxShadow !== "none" || mark.boxShadow !== "none",
                        covered: !(e.contains(top) || (top && top.contains(e)) || (label && label.contains(top)))}; }"""
        )
        assert seen["shown"], seen["what"]
        assert not seen["covered"], seen["what"]
        press(page, "Tab")
    assert reached > 30


def test_signing_in_works_without_script(staff, browser, site):
    context = browser.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, "Hana Brook")
    page.goto("/styleguide")
    assert "Northshire Advocacy Service\nindependent domestic violence adviser" in page.locator(".sh-bar").inner_text()
    assert page.locator(".sh-bar__clock").inner_text().count(":") == 1
    context.clear_cookies()
    sign_in(page)
    page.locator(".sh-bar__more summary").press("Enter")
    page.get_by_role("link", name="Training").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Training by specialists")
    context.close()


def test_static_files_are_hashed_and_kept(staff, page):
    kept = {}
    page.on("response", lambda answer: kept.update({answer.url: answer.headers.get("cache-control", "")}))
    page.goto("/sign-in")
    page.wait_for_load_state("networkidle")
    sheets = {address: control for address, control in kept.items() if address.endswith(".css")}
    assert len(sheets) == 3
    assert all("immutable" in control for control in sheets.values()), sheets
