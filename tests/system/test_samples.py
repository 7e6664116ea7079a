"""Dip samples in a real browser: drawn, audited by keys alone, and read, at both widths."""

import pytest
from django.db.models import QuerySet
from playwright.sync_api import expect

from harness.looked_at import at_both, press, sign_in, tab_to
from harness.recorded import PAIR, ago, event
from practice.reviews.seated import as_viewer
from safehold.practice.reviews.dipping import actions
from safehold.practice.reviews.dipping.draw import Rule
from safehold.practice.reviews.dipping.models import Seat

pytestmark = pytest.mark.browser
ROLES = {"da_specialist": "Domestic abuse specialist", "professional_standards": "Professional standards officer"}


@pytest.fixture
def sample(viewer_as):
    """A case that the specialist and professional standards audit; the one has answered."""
    event("suspect.released", ago(days=30), *PAIR, status="bail", role="custody_officer")
    event("victim.feedback", ago(days=20), *PAIR, believed="no", words="Nobody asked me anything")
    head, auditors = viewer_as("crime_registrar"), [viewer_as(each) for each in ROLES]
    with as_viewer(head):
        made = actions.draw_sample(by=head, rule=Rule(ago(days=90).date().isoformat(), ago().date().isoformat()), wanted=5)
        drawn = made.drawn.get()
    QuerySet(Seat, using="owner").delete()  # as the owner of the tables can, past what the model says
    for place, each in enumerate(auditors, 1):
        Seat.objects.using("owner").create(drawn_id=drawn.pk, user_id=each.user_id, place=place, given=True, at=0, by_id=head.user_id)
    with as_viewer(auditors[0]) as first:
        answers = dict.fromkeys(actions.questions(made).questions, "yes")
        actions.answer(drawn, by=first, answers=answers, words={"believed": "The officer wrote down her own words"})
    return made, drawn


def test_they_are_accessible_run_within_the_policy_and_fit_and_a_case_is_audited_by_keys_alone(sample, page, axe):
    made, drawn = sample
    address = f"/samples/cases/{drawn.pk}/"
    sign_in(page, ROLES["professional_standards"])
    assert at_both(page, axe, "/samples/mine/", address) == {}
    page.goto(address)
    page.get_by_role("radio", name="No").first.focus()
    for _ in range(5):
        press(page, "Space", "Tab", "Tab")
    press(page, "Space")
    tab_to(page, "Keep my answers")
    press(page, "Enter")
    expect(page.get_by_text("The officer wrote down her own words")).to_be_visible()
    assert at_both(page, axe, address) == {}
    page.context.clear_cookies()
    sign_in(page, "Crime registrar")
    assert at_both(page, axe, "/samples/", "/samples/draw/", f"/samples/{made.pk}/") == {}
