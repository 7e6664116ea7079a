"""The pages of the rulebook, in a browser."""

import pytest

from harness.looked_at import at_both, sign_in

pytestmark = pytest.mark.browser


def test_the_rules_are_accessible_and_fit(staff, page, axe):
    sign_in(page, "Disclosure officer")
    assert at_both(page, axe, "/rules/", "/rules/disclosure-closed/", "/rules/bail-not-lapsed/") == {}
