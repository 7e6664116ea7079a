"""Signing in with two things, in a real browser: an app by its picture and its code, a passkey by the browser's own."""

import time

import pytest
from django.urls import get_resolver
from playwright.sync_api import expect

from harness import authenticator
from harness.looked_at import NARROW, WIDE, at_both, sign_in
from harness.signed_in import staff_number

pytestmark = pytest.mark.browser


def by_password(page, role, password):
    page.goto("/sign-in")
    page.get_by_label("Staff number").fill(staff_number(role))
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def out(page):
    page.wait_for_load_state("load")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.wait_for_load_state("load")


def with_authenticator(page):
    """The browser's own, as a laptop has one that knows its owner's finger."""
    debugger = page.context.new_cdp_session(page)
    debugger.send("WebAuthn.enable")
    kind = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    debugger.send("WebAuthn.addVirtualAuthenticator", {"options": kind | {"isUserVerified": True, "automaticPresenceSimulation": True}})


@pytest.fixture
def by_name(browser, site):
    """A page of the site by its name: a passkey is of a name, and never of a bare address."""
    context = browser.new_context(base_url=site.replace("127.0.0.1", "localhost"), locale="en-GB", timezone_id="Europe/London")
    yield context.new_page()
    context.close()


@pytest.fixture
def in_earnest(settings):
    assert get_resolver().url_patterns  # read while it is one: which addresses there are is decided once in a process
    settings.DEMONSTRATION = False


def test_an_app_is_set_up_and_a_passkey_added_and_each_signs_in(staff, by_name, axe, in_earnest):
    page, said = by_name, []
    page.on("console", lambda message: message.type != "info" and said.append(message.text))
    with_authenticator(page)
    by_password(page, "idva", staff)
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up a second way to show that it is you")
    expect(page.locator("img.sh-picture")).to_have_js_property("complete", value=True)
    expect(page.locator("img.sh-picture")).not_to_have_js_property("naturalWidth", value=0)
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    secret = page.locator(".sh-secret").inner_text().replace(" ", "")
    page.get_by_label("Code").fill(authenticator.code(secret, time.time()))
    page.get_by_role("button", name="Set up the app").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My work")

    page.goto("/signing-in/passkeys")
    page.get_by_label("What to call it").fill("work laptop")
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_role("button", name="Remove work laptop")).to_be_visible()
    out(page)

    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My work")
    out(page)

    by_password(page, "idva", staff)
    expect(page.get_by_role("heading", level=1)).to_have_text("Show that it is you")
    assert axe(page) == []
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My work")
    assert said == []


def test_the_pages_of_an_administrator_are_accessible_and_fit(staff, page, axe):
    from safehold.access.models import User
    from safehold.access.signing_in import services

    services.make_token(services.make("northshire-police", "control-room", "Command and control", None), ["send_events"], 30, None)
    number = User.objects.get(staff_id=staff_number("investigator")).pk
    sign_in(page, "Administrator")
    addresses = [
        "/signing-in/",
        "/signing-in/password",
        "/administration/",
        f"/administration/staff/{number}/",
        f"/administration/staff/{number}/leaves",
        "/administration/services/control-room/",
        "/administration/anew/",
    ]
    assert at_both(page, axe, *addresses) == {}
