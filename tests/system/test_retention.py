"""Records whose time has come in a real browser: to be read at both widths, and decided with keys alone."""

import pytest
from playwright.sync_api import expect

from harness.looked_at import at_both, press, sign_in, tab_to
from retention.long_ago import event
from safehold.chronology.record import record
from safehold.identity.models import Case

pytestmark = pytest.mark.browser
HER = {"ref": "N1", "role": "victim", "given_name": "Anna", "family_name": "Quillfeather", "date_of_birth": "1960-02-03"}
HIM = {"ref": "N2", "role": "suspect", "given_name": "Boris", "family_name": "Tanglewood", "date_of_birth": "1958-04-05"}


@pytest.fixture
def held(staff) -> str:
    """One record to decide of, and one that is held; the address of the latter."""
    record(
        [
            event("call.received", "2005-03-01T10:00:00+00:00", HER, HIM, data={"domestic": True}),
            event("call.received", "2005-04-01T10:00:00+00:00", HER | {"given_name": "Clara", "family_name": "Winterbourne", "ref": "N3"}),
            event("legal_hold.placed", "2006-01-01", HER, HIM, data={"reason": "inquest", "until": "2090-01-01"}),
        ]
    )
    return f"/retention/{Case.everything.exclude(suspect_id=None).get().id}/"


def test_it_is_accessible_runs_within_the_policy_and_fits(held, page, axe):
    sign_in(page, "Records manager")
    for address in ("/retention/", held):
        assert at_both(page, axe, address) == {}
        assert page.get_by_role("heading", level=1).count() == 1, address


def test_to_keep_takes_keys_alone_and_says_what_is_missing(held, page):
    sign_in(page, "Records manager")
    page.goto("/retention/")
    tab_to(page, "Clara WINTERBOURNE")
    press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Clara WINTERBOURNE")
    tab_to(page, "Keep it until its next review")
    press(page, "Enter")
    expect(page.get_by_role("link", name="Say which of the criteria it is kept for.")).to_be_visible()
    tab_to(page, "pattern")
    press(page, "Space", "Tab", "Tab", "Tab")
    page.keyboard.type("called again and again")
    press(page, "Tab", "Enter")
    expect(page.get_by_text("It is kept until its next review.")).to_be_visible()


def test_back_and_reload_after_a_refused_form_show_it_again_with_what_was_typed(held, page):
    sign_in(page, "Records manager")
    page.goto(held)
    page.get_by_label("Why, in your words").fill("called again and again")
    page.get_by_role("button", name="Keep it until its next review").click()
    said = page.get_by_role("link", name="Say which of the criteria it is kept for.")
    expect(said).to_be_visible()
    page.goto("/retention/")
    for again in (page.go_back, page.reload):
        again()
        expect(said).to_be_visible()
        expect(page.get_by_label("Why, in your words")).to_have_value("called again and again")
