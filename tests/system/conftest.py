"""What tests in a real browser have. Mark them `browser`; they are never skipped: without a browser they fail and name the command.

site     the address of the whole site, on 127.0.0.1, over a fresh clone of the database (`database`, which they may ask for too)
browser  Chromium, one for the run
page     a page of it in a context of its own, whose relative addresses are the site's: page.goto("/sign-in")

picture  a function: picture(page, "name") takes that picture of docs/images while `make pictures` runs, and else does nothing
axe      a function: axe(page) gives what axe-core finds wrong on it. Assert the page's heading first, since axe passes error pages.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from harness import chromium, pictures
from harness.looked_at import SECONDS

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
expect.set_options(timeout=SECONDS * 1000)
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium.find()
    if path is None:
        pytest.fail(chromium.MISSING)
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=chromium.ARGUMENTS)
        yield found
        found.close()


@pytest.fixture(scope="session")
def collected() -> Iterator[None]:
    """The site's files with their hashes, put together by the first process of the run that needs them."""
    from django.core.management import call_command
    from django.test import override_settings

    from harness.databases import alone

    root = Path(os.environ["SAFEHOLD_HOME"]) / "static"
    # An override, and not an assignment: it makes Django's storage anew where an earlier test has used it.
    with override_settings(STATIC_ROOT=root):
        with alone(root.with_suffix(".lock")):
            if not (root / "staticfiles.json").exists():  # which is written last
                call_command("collectstatic", verbosity=0, interactive=False)
        yield


@pytest.fixture
def site(database, collected) -> Iterator[str]:
    from harness.site import serving

    with serving() as address:
        yield address


@pytest.fixture
def page(browser, site) -> Iterator[Page]:
    context = browser.new_context(base_url=site, locale="en-GB", timezone_id="Europe/London")
    context.set_default_timeout(SECONDS * 1000)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def picture() -> pictures.Picture:
    return pictures.picture


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if pictures.folder():
        items[:] = [item for item in items if "picture" in getattr(item, "fixturenames", ())]


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], list[dict[str, Any]]]:
    source = AXE.read_text("utf-8")

    def violations(page: Page) -> list[dict[str, Any]]:
        # Given to the page by the debugger, which the content security policy does not concern.
        if not page.evaluate("'axe' in window"):
            page.evaluate(source)
        result = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})", WCAG)
        return [{"rule": found["id"], "where": [node["html"][:200] for node in found["nodes"]]} for found in result["violations"]]

    return violations
