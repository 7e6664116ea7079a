"""The page of who sees what, in a browser."""

import pytest

from harness.looked_at import at_both, sign_in

pytestmark = pytest.mark.browser


def test_the_page_of_who_sees_what_is_accessible_and_fits(staff, page, axe):
    sign_in(page, "Call handler")
    assert at_both(page, axe, "/access/matrix/") == {}
    assert page.get_by_role("heading", level=1).inner_text() == "Who sees what"
    page.goto("/access/matrix/")
    assert page.evaluate("document.documentElement.scrollHeight") < 6000  # what is asked for seldom is folded
