"""The pictures that the documents show, taken where a test has brought a page to what they show: `make pictures` names the folder."""

import os
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page

from harness.looked_at import NARROW, WIDE

NAMED = "SAFEHOLD_PICTURES"


def folder() -> Path | None:
    said = os.environ.get(NAMED)
    return Path(said) if said else None


def picture(page: Page, name: str, tall: int = 0, at: str = "", wide: int = 0) -> None:
    """Of what the page shows now, as wide as a phone if the name ends so and else as a desk: the screen, or as much of the page as is
    so many pixels tall, from the top or from what `at` finds. The page is left as wide as it was."""
    if not (into := folder()):
        return
    before = page.viewport_size
    size = NARROW if name.endswith(("-390", "-phone")) else WIDE
    size = size | ({"width": wide} if wide else {})
    page.set_viewport_size(size)
    page.wait_for_load_state("load")
    had = page.evaluate_handle("(() => { const had = document.activeElement; had.blur(); return had; })()")
    if tall:
        whole = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size(size | {"height": min(whole, tall)})
    page.evaluate("at => at ? document.querySelector(at).scrollIntoView() : scrollTo(0, 0)", at)
    page.wait_for_function("!document.querySelector('[data-state=working]')")
    page.evaluate("document.fonts.ready.then(() => true)")
    page.screenshot(path=into / f"{name}.png", animations="disabled", caret="hide")
    page.evaluate("had => had.focus()", had)
    if before:
        page.set_viewport_size(before)


Picture = Callable[..., None]
