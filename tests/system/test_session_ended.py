"""An open page whose session has ended covers itself, in a real browser, and is itself again once the same person is back."""

import pytest

from safehold.access.signing_in.models import SignedIn

pytestmark = pytest.mark.browser
FIVE_MINUTES = 5 * 60 * 1000 + 1000


def sign_in(page, name="Carys Munro") -> None:
    page.goto("/sign-in")
    page.get_by_role("button", name=name).click()
    page.wait_for_url(lambda address: "/sign-in" not in address)


def end_all() -> None:
    from django.contrib.sessions.models import Session

    Session.objects.all().delete()
    assert SignedIn.objects.exists()


def test_a_page_covers_itself_when_its_session_has_ended_and_keeps_what_was_typed(staff, page, axe):
    page.clock.install()
    sign_in(page)
    page.goto("/people/")
    page.get_by_label("Family name").fill("Quillfeather")
    cover = page.get_by_role("heading", name="Your session has ended")
    page.clock.fast_forward(FIVE_MINUTES)
    page.wait_for_load_state("networkidle")
    assert not cover.is_visible()
    end_all()
    page.clock.fast_forward(FIVE_MINUTES)
    cover.wait_for()
    assert not page.get_by_label("Family name").is_visible()
    assert axe(page) == []
    other = page.context.new_page()
    sign_in(other, "Femi Clarke")  # somebody else at the same desk
    page.clock.fast_forward(FIVE_MINUTES)
    page.wait_for_load_state("networkidle")
    assert cover.is_visible()
    other.get_by_role("button", name="Sign out").click()
    sign_in(other)
    page.clock.fast_forward(FIVE_MINUTES)
    cover.wait_for(state="hidden")
    assert page.get_by_label("Family name").input_value() == "Quillfeather"


def test_a_page_that_comes_back_from_the_browsers_memory_is_covered_before_it_is_read(staff, page):
    sign_in(page)
    page.goto("/people/")
    end_all()
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    assert page.get_by_role("heading", name="Your session has ended").is_visible()
    assert not page.get_by_label("Family name").is_visible()
