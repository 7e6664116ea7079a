"""Saying what for, breaking the glass, and what is read of it afterwards, in a real browser."""

import pytest
from playwright.sync_api import expect

from harness.looked_at import NARROW, WIDE, faults, press, sign_in, tab_to
from harness.recorded import ANNA, BORIS, OTHER_PAIR, PAIR, age, ago, event, released
from harness.signed_in import staff_number
from safehold.access.looking.surfacing import surface_unusual
from safehold.identity.models import Case

pytestmark = pytest.mark.browser
FORBIDDEN = "Failed to load resource: the server responded with a status of 403 (Forbidden)"


def at_both(page, address, axe):
    return [*faults(page, address, axe, WIDE), *faults(page, address, axe, NARROW)]


def test_what_for_is_said_by_keyboard_and_the_case_is_there(staff, page, axe):
    event("evidence.secured", ago(days=200), *PAIR, kind_="x", recorded_at=ago(days=200))
    address = f"/cases/{Case.everything.get().id}/"
    sign_in(page, "Investigator")
    assert at_both(page, address, axe) == []
    expect(page.get_by_role("heading", level=1)).to_have_text("What do you open this for?")
    page.locator("#id_purpose").focus()
    press(page, "k", "Tab")  # Keeping someone safe
    page.keyboard.type("her sister rang")
    press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Anna QUILLFEATHER, {age(ANNA)}, and Boris TANGLEWOOD, {age(BORIS)}")


def test_the_glass_is_broken_told_and_answered(staff, page, axe):
    event("call.received", ago(days=3), *OTHER_PAIR, channel="999", domestic=True, agency="southmere-police")
    address = f"/cases/{Case.everything.get().id}/"
    sign_in(page, "Shift sergeant")
    assert set(at_both(page, address, axe)) == {FORBIDDEN}
    page.get_by_label("What is the danger").fill("He is at her door")
    tab_to(page, "Open it: a life is at risk")
    press(page, "Enter")
    expect(page.get_by_text("You see this case until")).to_be_visible()
    assert axe(page) == []
    page.context.clear_cookies()
    sign_in(page, "Control room supervisor")
    page.goto("/")
    page.get_by_role("link", name="Read who and why").click()
    assert at_both(page, page.url, axe) == []
    page.get_by_label("Not accepted").check()
    page.get_by_label("Why").fill("They could have been rung")
    page.get_by_role("button", name="Answer").click()
    expect(page.get_by_text("It has ended, and professional standards see it.")).to_be_visible()


def test_unusual_looks_and_who_has_looked_are_accessible_and_fit(staff, page, axe):
    her = ANNA | {"family_name": "Clarke", "staff_of": "northshire-police"}
    released(her, BORIS)
    to = [staff_number("investigator"), staff_number("professional_standards")]
    event("record.restricted", ago(minutes=9), her, BORIS, to=to, reason="a colleague")
    case = Case.everything.get()
    sign_in(page, "Investigator")
    page.goto(f"/cases/{case.id}/")
    assert surface_unusual() == 2
    page.context.clear_cookies()
    sign_in(page, "Professional standards officer")
    assert at_both(page, "/looks/unusual/", axe) == []
    expect(page.get_by_text("Own family name", exact=True)).to_be_visible()
    assert at_both(page, f"/cases/{case.id}/looks/", axe) == []
    expect(page.get_by_text("Femi Clarke (npol-i-104)").first).to_be_visible()
