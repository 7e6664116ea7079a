import pytest

pytestmark = pytest.mark.browser


def test_axe_sees_what_the_browser_shows(browser, axe):
    page = browser.new_page()
    page.set_content("<!doctype html><html lang=en><title>A page</title><main><h1>A page</h1><img src=x></main>")
    assert [found["rule"] for found in axe(page)] == ["image-alt"]
    page.close()
