"""A published case as a review in a real browser: read at both widths, known at any time by keys alone."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from harness.looked_at import at_both, press, sign_in, tab_to
from practice.reviews.seated import as_viewer
from safehold.chronology.importing import import_files
from safehold.identity.models import Case
from safehold.practice.reviews import actions

pytestmark = pytest.mark.browser
CASE = Path(__file__).resolve().parents[1] / "cases" / "refuge-escort-2008.jsonl"
PAGES = ("", "chronology/", "findings/", "reports/", "learning/", "family/", "names/", "report/")


@pytest.fixture
def review(viewer_as) -> str:
    import_files([CASE])
    chair, case = viewer_as("review_chair"), Case.everything.order_by("-events")[0]
    with as_viewer(chair):
        opening = actions.Opening("homicide", hold=True, reason="She was killed.", scope_from="2007-01-01", agencies=("northshire-police",))
        found = actions.open_review(by=chair, case=case, opening=opening)
        body = {"text": "Escort whoever goes to a refuge", "owner": "northshire-police", "due": "2030-01-01", "outcome": "She arrives."}
        actions.say(found, by=chair, what="recommendation", body=body)
    return f"/reviews/{found.pk}/"


def test_it_is_accessible_runs_within_the_policy_and_fits(review, page, axe, picture):
    sign_in(page, "Review chair")
    assert at_both(page, axe, "/reviews/?q=refuge", *(review + each for each in PAGES)) == {}
    page.goto(f"{review}findings/")
    picture(page, "review-findings")


def test_what_was_known_is_moved_by_keys_alone(review, page, picture):
    sign_in(page, "Review chair")
    page.goto(f"{review}chronology/")
    all_of_it = page.locator(".sh-timeline__item").count()
    page.locator("#moment").focus()
    press(page, "Home", "Tab", "Enter")
    expect(page.get_by_text("not known yet")).to_be_visible()
    assert page.locator(".sh-timeline__item").count() < all_of_it
    picture(page, "review-chronology")
    tab_to(page, "As known today")
    press(page, "Enter")
    expect(page.get_by_text("not known yet")).to_have_count(0)
