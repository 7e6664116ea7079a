"""The pages of the rulebook and of its changes, in a browser."""

from datetime import timedelta

import pytest
from django.utils import timezone

from harness.looked_at import at_both, sign_in
from harness.recorded import PAIR, ago, event
from safehold.rulebook import trials
from safehold.rulebook.models import Proposal

pytestmark = pytest.mark.browser


def test_the_rules_are_accessible_and_fit(staff, page, axe):
    sign_in(page, "Disclosure officer")
    assert at_both(page, axe, "/rules/", "/rules/disclosure-closed/", "/rules/bail-not-lapsed/") == {}


def test_a_change_is_proposed_by_keyboard_tried_and_shown(staff, page, axe):
    event("crime.recorded", ago(days=20), *PAIR, offence="assault", grounds_to_arrest=True)
    event("bail.breach_reported", ago(days=2), *PAIR)
    sign_in(page, "Domestic abuse specialist")
    page.goto("/rules/bail-breach-decided/")
    page.get_by_role("link", name="Propose another version").press("Enter")
    text = page.get_by_label("The rule")
    day = timezone.localdate() + timedelta(days=3)
    said = {"version:": '    version: "stricter"', "in_force:": f"    in_force: {{from: {day:%Y-%m-%d}}}"}
    lines = text.input_value().splitlines()
    text.fill("\n".join(next((new for name, new in said.items() if name in line), line) for line in lines))
    page.get_by_label("Why it should change").fill("A day is too long")
    page.get_by_role("button", name="Propose it").press("Enter")
    page.get_by_text("It is being tried on past cases").wait_for()
    page.goto("/rules/arrest-on-reasonable-grounds/")
    page.get_by_role("button", name="Try it on past cases").press("Enter")
    page.get_by_text("What comes of it will stand here").wait_for()
    trials.run()
    change = f"/rules/changes/{Proposal.objects.get().pk}/"
    assert at_both(page, axe, "/rules/changes/", "/rules/changes/propose", change, "/rules/arrest-on-reasonable-grounds/") == {}
    assert page.get_by_text("duties that would have been due: few or none").is_visible()
