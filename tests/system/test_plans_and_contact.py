"""Safety plans and contact in a real browser: at both widths, and a plan and a text by keys alone."""

import pytest
from playwright.sync_api import expect

from harness.looked_at import at_both, press, sign_in, tab_to
from harness.recorded import ANNA, BORIS, PAIR, ago, event, high_risk
from practice.reviews.seated import as_viewer
from safehold.chronology.envelope import EventId
from safehold.chronology.models import StoredEvent
from safehold.identity.models import Case
from safehold.practice.safeguarding.contact import sending
from safehold.practice.safeguarding.planning import actions

pytestmark = pytest.mark.browser


@pytest.fixture
def case(viewer_as) -> Case:
    high_risk(*PAIR)
    event("victim.requested", ago(minutes=20), *PAIR, request="escort", fear_for_life=True)
    event("alarm.installed", ago(days=3), *PAIR)
    event("bail.set", ago(hours=1), *PAIR, stage="pre_charge", conditions=["no contact"], role="custody_officer")
    event("safe_contact.set", ago(hours=1), ANNA, methods=["text", "phone"], phone="07700 900123", never="no letters", codeword="heron")
    found = Case.everything.get(suspect_id__isnull=False)
    with as_viewer(viewer_as("da_specialist")) as one:
        actions.make(by=one, case=found, wishes="To stay in her home", words="I only want him to stop", summary="Stay, made safer")
    return found


def test_they_are_accessible_fit_and_a_plan_and_a_text_are_made_by_keys_alone(case, page, axe, picture):
    plan, contact = f"/cases/{case.id}/plan/", f"/cases/{case.id}/contact/"
    sign_in(page, "Domestic abuse specialist")
    addresses = [plan, *(f"{plan}{each}/" for each in ("make", "library", "move", "copy")), f"{plan}add/?item=locks"]
    addresses += [contact, *(f"{contact}{each}" for each in ("safe/", "try/", "try/?method=letter", "write/")), "/outbox/", "/places/"]
    assert at_both(page, axe, *addresses) == {}
    page.goto(f"{plan}add/?item=locks")
    page.get_by_label("Which agency does it").focus()
    press(page, "n", "o", "r", "t", "h")
    tab_to(page, "Agree on it")
    press(page, "Enter")
    expect(page.get_by_text("Locks changed", exact=True)).to_be_visible()
    picture(page, "plan-1280", tall=1000)
    picture(page, "plan-390", tall=2000)
    page.goto(f"{plan}copy/")
    picture(page, "plan-copy-390", tall=1500)
    page.goto(f"{contact}write/?channel=text&template=ring-me")
    page.get_by_label("What she is called in it").focus()
    page.keyboard.type("Anna")
    press(page, "Tab", "Tab")
    page.keyboard.type("01632 960123")
    tab_to(page, "Send it when it is safe")
    press(page, "Enter")
    expect(page.get_by_text("It goes as soon as it may")).to_be_visible()
    page.goto(contact)
    picture(page, "contact-1280", tall=1200)
    page.goto("/outbox/")
    page.get_by_role("link", name="A text").focus()
    press(page, "Enter")
    expect(page.get_by_text("please ring")).to_be_visible()
    # Before it leaves the number is found to be his as well, and another system cancels the only action that anybody owns.
    event("marker.set", ago(minutes=1), ANNA, BORIS | {"phone": "07700 900123"}, marker="weapons")
    assert sending.send_all() == 0
    agreed = StoredEvent.objects.using("owner").filter(kind="plan.action_agreed").latest("seq")
    event("plan.action_cancelled", ago(seconds=1), about=EventId(agreed.source, agreed.source_id), agency="northshire-housing", reason="x")
    assert at_both(page, axe, page.url, "/work/", f"{contact}try/?method=phone") == {}
    expect(page.get_by_text("She named this as safe. Read this first:")).to_be_visible()
    picture(page, "contact-unsafe-390")
    page.goto("/work/")
    tab_to(page, "See which and why")
    tab_to(page, "Safety plan")
    press(page, "Enter")
    expect(page.get_by_text("nobody owns an action of a plan")).to_be_visible()
