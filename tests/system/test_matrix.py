"""The page of who sees what, in a browser."""

import pytest

from harness.looked_at import NARROW, WIDE, faults, sign_in

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_the_page_of_who_sees_what_is_accessible_and_fits(staff, page, axe, size):
    sign_in(page, "Call handler")
    assert faults(page, "/access/matrix/", axe, size) == []
    assert page.get_by_role("heading", level=1).inner_text() == "Who sees what"
