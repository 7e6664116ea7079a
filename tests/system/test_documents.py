"""What leaves, in a real browser: its pages at both widths, an answer made with keys alone, and the copy as it prints."""

import re

import pytest
from playwright.sync_api import expect

from harness.looked_at import at_both, press, sign_in, tab_to
from harness.recorded import ANNA, BORIS, ago, event
from safehold.documents.models import Document
from safehold.identity.models import Case

pytestmark = pytest.mark.browser


@pytest.fixture
def case(staff) -> str:
    """A case that is work of the specialist's today: something of it is due."""
    event("call.received", ago(days=9), ANNA, BORIS, channel="999", domestic=True, words="he is at the door")
    event("arrest.made", ago(days=2), ANNA, BORIS, offence="assault", power="offence")
    event("risk.assessed", ago(hours=3), ANNA, BORIS, instrument="dash", grade="high", score=17)
    return f"/cases/{Case.everything.get().id}/documents/"


def opened(page, address: str) -> None:
    page.goto(address)
    if page.get_by_text("What do you open this for?").count():
        page.get_by_label("Keeping records right").check()
        page.get_by_label("Why, in a line").fill("a request for what is held")
        page.get_by_role("button", name="Open it").click()


def test_its_pages_are_accessible_run_within_the_policy_and_fit(case, page, axe):
    sign_in(page, "Domestic abuse specialist")
    opened(page, case)
    for address in (
        "/documents/",
        "/documents/requests/new/",
        case,
        f"{case}make/?to=suspect&kind=answer",
        f"{case}make/?to=victim&kind=letter",
    ):
        assert at_both(page, axe, address) == {}
        assert page.get_by_role("heading", level=1).count() == 1, address


def test_an_answer_is_made_with_keys_alone_and_its_copy_prints_its_stamp_on_every_page(case, page, browser):
    sign_in(page, "Domestic abuse specialist")
    opened(page, case)
    page.goto(f"{case}make/?to=victim&kind=answer")
    tab_to(page, "Make it", most=120)
    press(page, "Enter")
    expect(page.get_by_role("link", name="Say to whom it goes.")).to_be_visible()
    page.get_by_label("Name of the recipient").fill("Anna Quillfeather")
    page.get_by_label("Handed over in person").check()
    page.get_by_label("answering a request for access").check()
    page.get_by_label("Right of access (UK GDPR").check()
    page.get_by_role("button", name="Make it").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("May leave")
    with page.expect_download() as download:
        page.get_by_role("button", name="Copy to print").press("Enter")
    left = download.value.path().read_text("utf-8")
    assert re.fullmatch(r"document-\d{6}-1\.html", download.value.suggested_filename)
    assert Document.objects.get().copies.count() == 1
    printed = browser.new_page()
    printed.set_content(left)
    assert printed.pdf(format="A4").startswith(b"%PDF")
    assert printed.locator(".stamp").first.inner_text().startswith("Released to Anna Quillfeather for answering a request for access")
    printed.close()
