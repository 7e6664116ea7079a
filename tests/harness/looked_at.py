"""What every page must be in a real browser: accessible, within the policy, no wider than the screen, its focus seen."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

# How long a page takes says how busy the machine is, and nothing of what it shows in the end.
SECONDS = 30
# Opens what is folded, and says how much that was: a page of which nothing was is the same as before.
UNFOLDED = """() => { const folded = [...document.querySelectorAll("main details.sh-fold:not([open])")];
    for (const each of folded) each.open = true;
    return folded.length; }"""
WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 390, "height": 844}


def sign_in(page: Page, who: str) -> Page:
    """By the title of a role, as the demonstration's sign-in page lists it. The forms are read and sent without being shown, which takes
    a tenth of the time; that page itself is walked in test_shell."""
    shown = page.request.get("/sign-in").text()
    staff = re.findall(r'name="staff_id" value="([^"]+)"><strong>([^<]+)</strong>', shown)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', shown)
    assert token, shown
    form = {"csrfmiddlewaretoken": token[1], "staff_id": next(number for number, title in staff if title == who), "next": ""}
    answer = page.request.post("/sign-in/as", form=form, max_redirects=0)
    assert answer.status == 302, answer.text()
    assert "/sign-in" not in answer.headers["location"]
    return page


def faults(page: Page, address: str, axe: Callable[[Page], list[dict[str, Any]]], size: dict[str, int]) -> list[Any]:
    """What is wrong with a page: what axe finds, what the console says, and what is wider than the screen. Everything is unfolded first."""
    said: list[Any] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.set_viewport_size(size)
    page.goto(address)
    found = [*axe(page)]
    if page.evaluate(UNFOLDED):
        found += axe(page)
    if page.evaluate("document.documentElement.scrollWidth") > size["width"]:
        found.append(f"wider than {size['width']}")
    return found + said


def at_both(page: Page, axe: Callable[[Page], list[dict[str, Any]]], *addresses: str) -> dict[str, list[Any]]:
    """What is wrong with each of these pages on a desk and on a phone, by its address and the width; nothing where nothing is. One test for
    all that the same records show: signing in and recording them takes longer than looking."""
    found = {f"{address} at {size['width']}": faults(page, address, axe, size) for address in addresses for size in (WIDE, NARROW)}
    return {where: wrong for where, wrong in found.items() if wrong}


def press(page: Page, *keys: str) -> None:
    """Keys on a page that has come whole: what is seen of it may be there before its script, which listens to them."""
    for key in keys:
        page.wait_for_load_state("load")
        page.keyboard.press(key)


def tab_to(page: Page, name: str, most: int = 60) -> None:
    """Tabs until what has the focus is called this; everything on the way must be seen to have it."""
    page.wait_for_load_state("load")
    for _ in range(most):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """() => { const e = document.activeElement, s = getComputedStyle(e), label = e.labels && e.labels[0];
                const mark = label ? getComputedStyle(label, "::before") : s;
                return {text: (e.innerText || e.value || "").trim(),
                        shown: s.outlineStyle !== "none" || s.boxShadow !== "none" || mark.boxShadow !== "none"}; }"""
        )
        assert seen["shown"], seen["text"]
        if seen["text"].startswith(name):
            return
    raise AssertionError(f"{name!r} is not reached by {most} tabs")
