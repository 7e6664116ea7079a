"""The page of a case in a real browser."""

import pytest
from playwright.sync_api import expect

from harness.looked_at import WIDE, at_both, faults, press, sign_in, tab_to
from harness.recorded import ANNA, BORIS, CLARA, PAIR, ago, event, high_risk, released
from safehold.identity.models import Case

pytestmark = pytest.mark.browser
AGAIN = {"ref": "Z9", "role": "victim", "given_name": "Ann", "family_name": "Quillfeather", "sex": "female"}


@pytest.fixture
def case(staff):
    """A case with something of everything that the page can show."""
    child = {"ref": "N7", "role": "child", "given_name": "Edie", "family_name": "Quillfeather", "date_of_birth": "2019-01-01"}
    event(
        "call.received", ago(days=3), *PAIR, child, channel="999", domestic=True, category="assault", words="He is at the door", weapon=True
    )
    found = Case.everything.get()
    high_risk(*PAIR)
    released(*PAIR, at=ago(days=12))
    event("bail.set", ago(days=1), *PAIR, stage="pre_charge", conditions=["not to contact her"], until="2099-01-01")
    event("marker.set", ago(days=1), ANNA, marker="codeword")
    event("safe_contact.set", ago(hours=9), ANNA, methods=["text"], never="letters", codeword="marigold")
    event("plan.action_agreed", ago(hours=8), *PAIR, action="change the locks", owner_agency="northshire-housing", due="2099-01-01")
    event("victim.disclosed", "2026-02/2026-03", ANNA, what="threats_to_kill", recorded_at=ago(hours=2))
    first = event("crime.recorded", ago(days=2), *PAIR, offence="damage")
    event("crime.recorded", ago(days=2), *PAIR, corrects=first, offence="assault", recorded_at=ago(days=1))
    wrong = event("alarm.installed", ago(days=2), ANNA, address="14 Larch Close")
    event("event.voided", ago(days=1), about=wrong, reason="it was another house")
    event("call.received", ago(days=90), CLARA, BORIS | {"relation": "ex_partner"}, channel="999", domestic=True, agency="southmere-police")
    event("call.received", ago(days=2), AGAIN, BORIS, channel="999", domestic=True, source="southmere-records")
    event("contact.unsafe", ago(hours=1), ANNA, why="he answers her phone")
    return found


def test_it_is_accessible_runs_within_the_policy_and_fits(case, page, axe):
    sign_in(page, "Domestic abuse specialist")
    more = [
        "",
        "record/",
        "record/plan.action_agreed/",
        "record/risk.reviewed/",
        "?agency=northshire-police&section=crime&known=2099-01-01",
    ]
    assert at_both(page, axe, *(f"/cases/{case.id}/{each}" for each in more)) == {}


def test_what_must_be_seen_first_is_on_the_first_screen(case, page):
    page.set_viewport_size(WIDE)
    sign_in(page, "Domestic abuse specialist")
    page.goto(f"/cases/{case.id}/")
    for words in ("Do not call her", "High risk", "Safe contact", "Codeword", "Due and overdue", "Chronology", "Possibly the same person"):
        box = page.get_by_text(words, exact=False).first.bounding_box()
        assert box["y"] + box["height"] <= WIDE["height"], words


def test_something_is_recorded_and_a_likeness_judged_by_keyboard(case, page):
    sign_in(page, "Domestic abuse specialist")
    page.goto(f"/cases/{case.id}/")
    tab_to(page, "Record")
    press(page, "Enter")
    press(page, "Tab")
    press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Record: She was told")
    page.get_by_label("Told of").focus()
    page.keyboard.type("bail")
    tab_to(page, "Record it")
    press(page, "Enter")
    expect(page.get_by_role("status")).to_contain_text("Recorded: She was told.")
    page.get_by_role("link", name="Judge: side by side").focus()
    press(page, "Enter")
    expect(page.get_by_text("become one person, with")).to_be_visible()
    press(page, "s")
    page.keyboard.type("the same man")
    press(page, "Enter")
    expect(page.get_by_role("status")).to_contain_text("Recorded: The same person.")
    expect(page.get_by_text("Possibly the same person")).to_have_count(0)


def test_somebody_is_found_by_keyboard_and_leads_to_the_case(case, page, axe):
    sign_in(page, "Domestic abuse specialist")
    assert faults(page, "/people/", axe, WIDE) == []
    page.get_by_label("Family name").focus()
    page.keyboard.type("Quillfether")
    page.get_by_label("Given name").focus()
    page.keyboard.type("Anna")
    page.get_by_label("Why you are looking").focus()
    page.keyboard.type("her school called")
    press(page, "Enter")
    expect(page.get_by_role("heading", name="Found")).to_be_visible()
    assert axe(page) == []
    assert "Quill" not in page.url
    page.locator(".sh-found a").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("QUILLFEATHER")
