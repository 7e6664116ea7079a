"""A call is taken in a real browser, as a handler does with a caller shouting down the line: typed fast, mistyped, and never lost."""

import re
import threading

import pytest
from playwright.sync_api import Page, expect

from harness.histories import dangerous_history
from harness.looked_at import SECONDS, sign_in
from safehold.access.looks import Look
from safehold.chronology.models import StoredEvent
from safehold.identity.models import Person
from safehold.practice.response.calls import followed
from safehold.practice.response.models import Call, Draft

pytestmark = pytest.mark.browser
WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
HANDLER, SUPERVISOR = "Call handler", "Control room supervisor"


@pytest.fixture
def history(staff) -> None:
    dangerous_history()


@pytest.fixture
def calling(staff, page) -> Page:
    """The page of a new call, as it opens."""
    page.set_viewport_size(WIDE)
    sign_in(page, HANDLER)
    page.goto("/calls/new")
    expect(page.locator("#family_name")).to_be_focused()
    yield page
    # What leaving the page would set off must not meet a database that is gone.
    page.route("**/calls/*", lambda route: route.abort())
    page.goto("about:blank")


@pytest.fixture
def plain(browser, site, staff) -> Page:
    """A browser without script."""
    context = browser.new_context(base_url=site, locale="en-GB", timezone_id="Europe/London", java_script_enabled=False)
    context.set_default_timeout(SECONDS * 1000)
    page = sign_in(context.new_page(), HANDLER)
    page.goto("/calls/new")
    expect(page.locator("#family_name")).to_be_focused()
    yield page
    context.close()


def assert_nothing_scrolls(page: Page) -> None:
    for what in ("html", "main", ".sh-call__said", "#part-panel"):
        tall, room = page.locator(what).evaluate("(it) => [it.scrollHeight, it.clientHeight]")
        assert tall <= room, what


def panel(page: Page):
    return page.locator("#part-panel")


def saved(page: Page) -> None:
    """Waits until what is typed is kept."""
    expect(page.locator("#saved")).to_contain_text("kept")


def mine() -> Call:
    """The one call that is open."""
    return Call.everything.get(closed_at=None)


def marta() -> Person:
    return Person.everything.get(date_of_birth="1976-03-05")


def test_it_opens_at_once_ready_to_type_and_fits_the_screen(calling, axe):
    assert calling.evaluate("document.activeElement.id") == "family_name"
    assert calling.get_by_role("heading", level=1).inner_text() == "New call"
    assert axe(calling) == []
    assert_nothing_scrolls(calling)
    assert Draft.objects.count() == 0, "nothing is kept of a page that is only opened"


def test_a_misspelt_name_finds_her_with_what_matters_first_and_no_address(history, calling, axe):
    calling.keyboard.type("Stanwik", delay=30)
    calling.keyboard.press("Tab")
    calling.keyboard.type("Martha", delay=30)
    calling.keyboard.press("Tab")
    calling.keyboard.type("50", delay=30)
    first = panel(calling).locator(".sh-person").first
    expect(first).to_contain_text("Marta STANWICK")
    expect(first).to_contain_text("likely (0.")
    for said in (
        "High risk",
        "Treat as urgent",
        "Codeword held",
        "4 calls in 12 months",
        "1 child",
        "Carl CHEEVERS",
        "ex-partner",
        "out of prison",
        "Firearms",
        "Violent to another person before",
        "Non-molestation order until",
        "not to contact her",
    ):
        expect(first).to_contain_text(said)
    expect(panel(calling)).not_to_contain_text("Larch Close")
    expect(panel(calling)).not_to_contain_text("1 4PA")
    expect(panel(calling)).not_to_contain_text("PENHALE")
    expect(calling.locator("#part-suggestion")).to_contain_text("Immediate: high risk")
    assert axe(calling) == []
    assert_nothing_scrolls(calling)
    assert "?" not in calling.url


def test_whom_he_harmed_before_is_not_named_beside_him(history, calling):
    calling.fill("#his_name", "Karl Cheevers")
    expect(panel(calling)).to_contain_text("Carl CHEEVERS")
    expect(panel(calling)).to_contain_text("2 other people")
    expect(panel(calling)).not_to_contain_text("PENHALE")
    expect(panel(calling)).not_to_contain_text("STANWICK")


def test_nobody_found_says_what_was_searched(history, calling):
    calling.keyboard.type("Zzyzzyva")
    expect(panel(calling)).to_contain_text("Nobody found for her, searched by family name")
    expect(panel(calling)).to_contain_text("No record is not no history")


def test_a_whole_call_is_taken_by_keyboard_alone(history, calling):
    keys = calling.keyboard
    for text in ("Stanwik", "Martha", "50", "01632 960123"):
        keys.type(text)
        keys.press("Tab")
    expect(panel(calling)).to_contain_text("very likely")
    keys.press("Alt+1")
    expect(calling.locator("#part-status")).to_contain_text("The call is on their record")
    keys.press("Alt+g")
    expect(calling.locator("#part-steps")).to_contain_text("Graded Immediate")
    calling.locator("#words").focus()
    keys.type("he is at the door")
    keys.press("Alt+s")
    expect(calling.locator("#part-status")).to_contain_text("Saved.")
    call = mine()
    assert call.victim_id == marta().pk
    assert call.grade == "immediate"
    assert "high risk" in call.grade_reason
    assert re.fullmatch(r".*/calls/\d+", calling.url)
    said = followed(call).call.mentions("victim")[0]
    assert (said.given_name, said.family_name) == ("Martha", "Stanwik"), "the caller's own words are kept"
    assert calling.input_value("#family_name") == "Stanwik"
    assert followed(call).last("history.checked").data["high_risk_marker"] is True


def test_enter_looks_and_loses_nothing(history, calling):
    calling.keyboard.type("Stanwick")
    calling.keyboard.press("Enter")
    expect(panel(calling)).to_contain_text("Marta STANWICK")
    assert calling.input_value("#family_name") == "Stanwick"
    assert "/calls/new" in calling.url


def test_both_people_are_chosen_and_his_order_counts(history, calling):
    calling.fill("#family_name", "Stanwick")
    calling.fill("#given_name", "Marta")
    calling.fill("#born", "1976")
    calling.get_by_role("button", name="This is her Marta STANWICK").click()
    expect(calling.locator("#part-status")).to_contain_text("on their record")
    calling.get_by_role("button", name="It is him Carl CHEEVERS").click()
    expect(panel(calling).locator(".sh-party").first).to_contain_text("on this record")
    assert mine().suspect_id == Person.everything.get(family_name="Cheevers").pk
    expect(calling.locator("#part-suggestion")).to_contain_text("order in force")
    calling.get_by_role("button", name="Not him Carl CHEEVERS").click()
    expect(calling.locator("#part-status")).to_contain_text("Taken back")
    assert mine().suspect_id != Person.everything.get(family_name="Cheevers").pk


def test_what_is_typed_survives_a_reload(calling):
    calling.keyboard.type("Stanwick")
    calling.fill("#words", "He is at the door")
    saved(calling)
    calling.reload()
    expect(calling.locator("#words")).to_have_value("He is at the door")
    assert calling.input_value("#family_name") == "Stanwick"


def test_what_is_typed_survives_a_reload_in_the_middle_of_a_word(calling):
    calling.keyboard.type("Stanwi")
    calling.reload()
    expect(calling.locator("#family_name")).to_have_value("Stanwi")


def test_what_is_typed_survives_a_crash_of_the_browser(calling, browser, site):
    calling.route("**/calls/leave", lambda route: route.abort())
    calling.keyboard.type("Stanwick")
    saved(calling)
    other = browser.new_context(base_url=site).new_page()
    sign_in(other, HANDLER).goto("/calls/new")
    expect(other.locator("#family_name")).to_have_value("Stanwick")
    expect(other.locator("#saved")).to_contain_text("not on record yet")
    other.context.close()


def test_leaving_the_page_puts_the_call_on_record(calling):
    calling.keyboard.type("Stanwick")
    calling.check("#threat_to_kill")
    saved(calling)
    calling.goto("/posting")
    expect(calling.get_by_role("heading", level=1)).to_contain_text("role")
    wait_for(lambda: Call.everything.filter(closed_at=None).count() == 1)
    assert followed(mine()).call.data["threat_to_kill"] is True


def wait_for(truth) -> None:
    ready = threading.Event()
    for _ in range(600):
        if truth():
            return
        ready.wait(0.05)
    assert truth()


def test_a_page_that_was_only_opened_leaves_nothing(calling):
    calling.goto("/posting")
    assert Draft.objects.count() == 0
    assert Call.everything.count() == 0


@pytest.mark.parametrize("fault", ["gone", "failing"])
def test_when_safehold_does_not_answer_the_text_stays_and_the_message_says_what(calling, fault):
    calling.route("**/calls/*", lambda route: route.abort() if fault == "gone" else route.fulfill(status=500, body="<h1>fault</h1>"))
    calling.keyboard.type("Stanwick")
    calling.fill("#words", "He is at the door")
    expect(calling.locator("#saved")).to_contain_text("What you typed is still here")
    address = calling.evaluate("document.querySelector('form[data-draft]').action")
    with calling.expect_event("requestfinished" if fault == "failing" else "requestfailed", lambda request: request.url == address):
        calling.get_by_role("button", name="Save call").click()
    expect(calling.locator("#saved")).to_contain_text("What you typed is still here")
    assert calling.input_value("#words") == "He is at the door"
    calling.unroute("**/calls/*")
    expect(calling.locator("#saved")).to_contain_text("kept as typed")
    calling.get_by_role("button", name="Save call").click()
    expect(calling.locator("#part-status")).to_contain_text("Saved.")
    assert followed(mine()).call.data["words"] == "He is at the door"


def test_someone_who_has_been_signed_out_is_told_and_keeps_what_they_typed(calling):
    calling.context.clear_cookies()
    calling.keyboard.type("Stanwick")
    expect(calling.locator("#saved")).to_contain_text("signed out")
    assert calling.input_value("#family_name") == "Stanwick"


def test_a_slow_answer_never_replaces_a_newer_one(history, calling):
    first = []

    def slow(route):
        if first:
            route.continue_()
        else:
            first.append(route)

    calling.route("**/calls/check", slow)
    with calling.expect_request("**/calls/check"):
        calling.keyboard.type("Chee")
    calling.fill("#family_name", "Stanwick")
    expect(panel(calling)).to_contain_text("Marta STANWICK")
    first[0].continue_()
    calling.wait_for_load_state("networkidle")
    expect(panel(calling)).to_contain_text("Marta STANWICK")


def test_what_was_found_is_said_once_the_typing_stops(history, calling):
    calling.evaluate(
        """() => { window.said = []; new MutationObserver(() => said.push(heard.textContent)).observe(heard, {childList: true}) }"""
    )
    calling.keyboard.type("Stanwick", delay=150)
    expect(calling.locator("#heard")).to_contain_text("Marta STANWICK")
    assert len(calling.evaluate("said")) == 1


def test_a_reason_that_is_not_allowed_is_refused_and_everything_typed_is_kept(calling):
    calling.fill("#family_name", "Stanwick")
    calling.get_by_role("button", name="Priority").click()
    calling.select_option("#lower_reason", "no_resources")
    calling.fill("#lower_why", "all units are out")
    calling.get_by_role("button", name="Grade lower").click()
    expect(calling.get_by_role("alert")).to_contain_text("That no unit is free is not a reason")
    assert calling.input_value("#lower_why") == "all units are out"
    assert calling.input_value("#family_name") == "Stanwick"
    assert mine().grade == ""
    calling.select_option("#lower_reason", "victim_request")
    calling.get_by_role("button", name="Grade lower").click()
    expect(calling.locator("#part-steps")).to_contain_text("Graded Priority")


def test_a_lower_grade_is_asked_for_and_another_person_answers(calling, browser, site, axe):
    calling.fill("#family_name", "Stanwick")
    calling.get_by_role("button", name="Immediate").click()
    expect(calling.locator("#part-steps")).to_contain_text("Graded Immediate")
    calling.get_by_text("Ask for a lower grade").click()
    calling.select_option("#lower_reason", "new_information")
    calling.fill("#lower_why", "Custody confirms that he is held")
    calling.get_by_role("button", name="Ask the supervisor").click()
    expect(calling.locator("#part-steps")).to_contain_text("A supervisor answers")
    assert axe(calling) == []
    other = browser.new_context(base_url=site, viewport=WIDE).new_page()
    sign_in(other, SUPERVISOR).goto(calling.url)
    expect(other.locator("#part-steps")).to_contain_text("Custody confirms that he is held")
    other.fill("#answer_why", "Custody log seen")
    other.get_by_role("button", name="Agree to lower").click()
    expect(other.get_by_role("alert")).to_contain_text("Reach her safely")
    assert other.input_value("#answer_why") == "Custody log seen"
    other.get_by_text("she was reached safely").first.click()
    other.get_by_role("button", name="Agree to lower").click()
    expect(other.locator("#part-steps")).to_contain_text("Graded Priority")
    assert followed(mine()).last("call.regraded").data["authorised_by"]["role"] == "control_room_supervisor"
    other.context.close()


def test_a_call_is_followed_to_its_end(calling, axe):
    calling.fill("#family_name", "Stanwick")
    calling.select_option("#call_back", "unsafe")
    calling.get_by_role("button", name="Immediate").click()
    expect(calling.locator("#part-steps")).to_contain_text("Not safe to call back")
    for button in ("Send with briefing", "Told by radio", "Line dropped", "Unit there, she is seen"):
        calling.get_by_role("button", name=button).click()
        expect(calling.locator("#part-status")).to_have_attribute("data-call", re.compile(r"\d+"))
        expect(calling.locator("#part-status .sh-call__told")).to_be_visible()
    expect(calling.locator("#part-steps")).to_contain_text("unit arrived")
    expect(calling.locator(".sh-steps__grade")).not_to_contain_text("there by")
    expect(calling.locator(".sh-call-open")).to_be_visible()
    calling.get_by_text("Tell her of the delay").click()
    calling.get_by_role("button", name="She knows").click()
    expect(calling.get_by_role("alert")).to_contain_text("not safe to call her")
    calling.locator("summary", has_text="Close").click()
    calling.get_by_role("button", name="Close the call").click()
    expect(calling.get_by_role("alert")).to_contain_text("Say how the call ended")
    assert axe(calling) == []
    calling.select_option("#close_as", "crime")
    calling.fill("#close_rationale", "Seen and safe, he is arrested")
    calling.get_by_role("button", name="Close the call").click()
    expect(calling.locator("#part-steps")).to_contain_text("The call is closed: crime")
    expect(calling.get_by_role("button", name="Save, next call")).to_be_focused()
    expect(calling.locator(".sh-call-open")).to_be_hidden()
    expect(calling.get_by_role("link", name="Who sees what")).to_have_attribute("href", "/access/matrix/")
    tall, room = calling.locator("html").evaluate("(it) => [it.scrollHeight, it.clientHeight]")
    assert tall <= room
    expect(calling.locator("#part-done")).to_contain_text("Seen and safe, he is arrested")


def test_a_reason_for_closing_that_is_half_typed_survives_a_reload(calling):
    calling.fill("#family_name", "Stanwick")
    calling.get_by_role("button", name="Immediate").click()
    expect(calling.locator("#part-steps")).to_contain_text("Graded Immediate")
    calling.locator("summary", has_text="Close").click()
    calling.fill("#close_rationale", "Seen and")
    expect(calling.locator("#saved")).to_contain_text("changes kept")
    calling.reload()
    expect(calling.locator("#close_rationale")).to_have_value("Seen and")


def test_a_second_call_is_joined_to_the_incident_that_is_open(history, calling):
    calling.fill("#family_name", "Stanwick")
    calling.fill("#born", "5.3.1976")
    calling.fill("#given_name", "Marta")
    calling.get_by_role("button", name="Immediate").click()
    expect(calling.locator("#part-steps")).to_contain_text("Graded Immediate")
    first = mine()
    calling.get_by_role("button", name="Save, next call").click()
    expect(calling.locator("#family_name")).to_have_value("")
    calling.fill("#family_name", "Stanwick")
    calling.fill("#given_name", "Marta")
    calling.fill("#born", "5.3.1976")
    calling.fill("#words", "Nobody has come yet")
    calling.get_by_role("button", name="Join this call to it").click()
    expect(calling.locator("#part-status")).to_contain_text("Joined")
    assert calling.url.endswith(f"/calls/{first.pk}")
    assert mine().joined == 1


def test_a_change_after_the_call_is_on_record_corrects_it_and_the_old_address_leads_on(calling):
    calling.fill("#family_name", "Stanwick")
    calling.get_by_role("button", name="Save call").click()
    expect(calling.locator("#part-status")).to_contain_text("Saved.")
    address = calling.url
    calling.fill("#family_name", "Stanwyck")
    expect(calling.locator("#saved")).to_contain_text("changes kept")
    calling.get_by_role("button", name="Save call").click()
    expect(calling.locator("#part-done")).to_contain_text("Corrected: see what it said before")
    calling.goto(address)
    expect(calling.locator("#family_name")).to_have_value("Stanwyck")


def test_each_person_is_logged_once_for_a_call_and_not_at_every_key(history, calling):
    calling.keyboard.type("Stanwick", delay=140)
    expect(panel(calling)).to_contain_text("Marta STANWICK")
    calling.wait_for_load_state("networkidle")
    looks = [look.persons for look in Look.objects.filter(kind="check")]
    seen = [person for persons in looks for person in persons]
    assert marta().pk in seen
    assert len(seen) == len(set(seen))
    tasks = set(Look.objects.filter(kind="check").values_list("task", flat=True))
    assert len(tasks) == 1


def test_it_is_usable_on_a_narrow_screen(history, calling, axe):
    calling.set_viewport_size(NARROW)
    calling.fill("#family_name", "Stanwik")
    calling.fill("#given_name", "Martha")
    expect(panel(calling)).to_contain_text("Marta STANWICK")
    assert calling.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    assert axe(calling) == []


def test_the_focus_is_always_seen_and_goes_in_the_order_of_speech(history, calling):
    calling.fill("#family_name", "Stanwick")
    expect(panel(calling)).to_contain_text("Marta STANWICK")
    calling.focus("#family_name")
    reached = []
    for _ in range(60):
        reached.append(calling.evaluate("document.activeElement.id || document.activeElement.value || document.activeElement.tagName"))
        assert calling.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
        calling.keyboard.press("Tab")
        if calling.evaluate("document.activeElement.tagName") == "BODY":
            break
    order = ["family_name", "given_name", "born", "phone", "address", "his_name", "words", "suspect_present", "threat_to_kill", "silent"]
    assert [name for name in reached if name in order] == order
    assert reached.index("silent") < next(place for place, name in enumerate(reached) if name.startswith("link:victim"))
    assert "grade:immediate" in reached


def test_it_works_without_script(history, plain):
    plain.fill("#family_name", "Stanwik")
    plain.fill("#given_name", "Martha")
    plain.fill("#born", "50")
    plain.get_by_role("button", name="Find").last.click()
    expect(panel(plain)).to_contain_text("Marta STANWICK")
    assert plain.input_value("#family_name") == "Stanwik"
    plain.get_by_role("button", name="This is her Marta STANWICK").click()
    expect(plain.locator("body")).to_contain_text("The call is on their record")
    assert re.fullmatch(r".*/calls/\d+", plain.url)
    assert mine().victim_id == marta().pk
    plain.fill("#words", "He is at the door")
    plain.get_by_text("Lower").first.click()
    plain.select_option("#lower_reason", "demeanour")
    plain.fill("#lower_why", "she is calm")
    plain.get_by_role("button", name="Grade lower").click()
    expect(plain.get_by_role("alert")).to_contain_text("How she sounds is not a reason")
    assert plain.input_value("#words") == "He is at the door"
    assert plain.input_value("#lower_why") == "she is calm"
    plain.get_by_role("button", name="Immediate").click()
    expect(plain.locator("#part-steps")).to_contain_text("Graded Immediate")
    assert mine().words == "He is at the door"


def test_without_script_what_was_typed_comes_back_too(plain):
    plain.fill("#family_name", "Stanwick")
    plain.locator("#family_name").press("Enter")
    plain.goto("/calls/new")
    assert plain.input_value("#family_name") == "Stanwick"


def test_a_silent_caller_is_asked_for_yes_or_no(calling):
    calling.check("#silent")
    expect(calling.get_by_text("Ask for yes or no, and keep the line open")).to_be_visible()
    expect(calling.locator("#part-suggestion")).to_contain_text("silent call")


def test_the_addresses_of_a_call_name_nobody(history, calling):
    asked = []
    calling.on("request", lambda request: asked.append(request.url))
    calling.keyboard.type("Stanwick")
    expect(panel(calling)).to_contain_text("Marta STANWICK")
    calling.get_by_role("button", name="Save call").click()
    expect(calling.locator("#part-status")).to_contain_text("Saved.")
    assert not [url for url in asked if "tanwi" in url]
    assert StoredEvent.objects.filter(kind="call.received", source="safehold").count() == 1
