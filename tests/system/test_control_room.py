"""From a shouted call to a briefed unit, in a real browser, on people of the synthetic area; and the pages of the control room as they are
used. What it takes is counted in keys, presses and pages: how long it takes in seconds says how busy this machine is."""

import re
from datetime import UTC, date, datetime
from urllib.parse import unquote

import pytest
from playwright.sync_api import Page, expect

from harness.histories import CARL, MARTA, dangerous_history
from harness.looked_at import SECONDS, at_both, sign_in, tab_to
from harness.recorded import ago, event
from harness.signed_in import somebody as somebody_at
from safehold.chronology.envelope import EventId
from safehold.chronology.record import record
from safehold.identity.models import Case, Person
from safehold.practice.response.calls import followed
from safehold.practice.response.models import Call
from safehold.practice.safeguarding.models import Standing
from safehold.synthetic.area import synthesise

pytestmark = pytest.mark.browser
UNTIL = date(2026, 11, 2)  # of the area: the same people on every day
PHONE = {"width": 390, "height": 844}
# A quick typist's key, a press of a button or of the screen with the look for it, a pause to think before each new thing, in seconds (the
# keystroke-level model of Card, Moran and Newell, 1980: 0.2, 1.1 and 1.35), and a page, which the other side needs a moment to see.
KEY, PRESS, THINK, PAGE = 0.2, 1.1, 1.35, 2.0
MOST_KEYS, MOST_PRESSES, MOST_PAGES = 70, 1, 2


class Hands:
    """What a person does at a page, counted: `keys`, `presses` of a pointer or a thumb, new things to `think` of, and `pages` opened."""

    def __init__(self) -> None:
        self.keys = self.presses = self.thoughts = self.pages = 0

    def open(self, page: Page, address: str) -> None:
        page.goto(address)
        self.pages += 1

    def say(self, page: Page, text: str, then: str = "Tab") -> None:
        """One field, and the key that leads on."""
        page.keyboard.type(text)
        page.keyboard.press(then)
        self.keys += len(text) + len(then.split("+"))
        self.thoughts += 1

    def chord(self, page: Page, keys: str) -> None:
        page.keyboard.press(keys)
        self.keys += len(keys.split("+"))
        self.thoughts += 1

    def press(self, page: Page, name: str) -> None:
        page.get_by_role("button", name=name, exact=True).click()
        self.presses += 1
        self.thoughts += 1

    @property
    def seconds(self) -> float:
        return self.keys * KEY + self.presses * PRESS + self.thoughts * THINK + self.pages * PAGE


def misspelt(name: str) -> str:
    """As it is heard over shouting: a letter in the middle is not there."""
    return name[: len(name) // 2] + name[len(name) // 2 + 1 :]


@pytest.fixture
def other(browser, site, staff) -> Page:
    """The officer's phone."""
    context = browser.new_context(base_url=site, locale="en-GB", timezone_id="Europe/London", viewport=PHONE)
    context.set_default_timeout(SECONDS * 1000)
    page = sign_in(context.new_page(), "First responder")
    page.goto("/unit/")
    page.get_by_label("Callsign").fill("NS12")
    page.get_by_role("button", name="Sign on").click()
    expect(page.get_by_role("button", name="Sign off from NS12")).to_be_visible()
    yield page
    context.close()


def somebody() -> Person:
    """A woman of the area, graded high, with an unusual enough name and a birth on record."""
    graded = Standing.everything.filter(grade="high").values("case_id")
    hers = Case.everything.filter(id__in=graded, suspect_id__isnull=False).values("victim_id")
    found = Person.everything.filter(pk__in=hers).exclude(date_of_birth="").order_by("pk")
    return next(each for each in found if len(each.family_name) >= 6 and len(each.date_of_birth) == 10 and each.family_name.isalpha())


def test_a_shouted_call_with_a_misspelt_name_reaches_a_briefed_unit(staff, page, other):
    record(list(synthesise(1200, 4, 6, UNTIL)))
    her, hands = somebody(), Hands()
    born = date.fromisoformat(her.date_of_birth)
    today = datetime.now(UTC).date()
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    page.set_viewport_size({"width": 1280, "height": 800})
    sign_in(page, "Call handler")

    hands.open(page, "/calls/new")
    expect(page.locator("#family_name")).to_be_focused()
    hands.say(page, misspelt(her.family_name))
    hands.say(page, her.given_name)
    hands.say(page, str(age))
    first = page.locator("#part-panel .sh-person").first
    expect(first).to_contain_text(her.family_name.upper())
    hands.chord(page, "Alt+1")
    expect(page.locator("#part-status")).to_contain_text("on their record")
    hands.chord(page, "Escape")
    hands.say(page, "he is at the door with a knife", then="Alt+g")
    expect(page.locator("#part-steps")).to_contain_text("Graded Immediate")
    hands.chord(page, "Alt+u")
    page.keyboard.press("Alt+u")  # a hand that shook: one unit is sent, and nothing is refused
    expect(page.locator("#part-status")).to_contain_text("NS12 is sent, and has the briefing")

    hands.open(other, "/unit/")
    expect(other.get_by_role("heading", level=1)).to_contain_text(her.family_name.upper())
    expect(other.locator(".sh-brief__danger")).to_contain_text("High risk")
    expect(other.locator(".sh-brief")).to_contain_text("he is at the door with a knife")
    hands.press(other, "Read")
    expect(other.get_by_role("status").first).to_contain_text("The control room sees that NS12 has read it")

    expect(page.locator("#part-status")).to_contain_text("NS12 is sent, and has the briefing")
    call = Call.everything.get(closed_at=None, victim_id=her.pk, units=["NS12"])
    assert call.read_units == ["NS12"]
    assert followed(call).last("history.briefed").data == {"acknowledged": True, "unit": "NS12"}
    assert hands.pages <= MOST_PAGES
    assert hands.presses <= MOST_PRESSES
    assert hands.keys <= MOST_KEYS
    assert hands.seconds < 60
    page.route("**/calls/*", lambda route: route.abort())
    page.goto("about:blank")


@pytest.fixture
def job(staff) -> Call:
    """A call to which a unit is sent, of which its unit is asked for elsewhere, and an alarm that nobody took."""
    dangerous_history()
    her, him = {**MARTA, "ref": "N1"}, {**CARL, "ref": "N2"}
    event("safe_contact.set", ago(days=40), her, codeword="marmalade", methods=["text"], never="after six", role="da_specialist")
    said = {"words": "He is at the door with a knife", "address_given": "41 Chestnut Avenue", "postcode_given": "XN1 4PA"}
    call = event(
        "call.received", ago(minutes=9), her, him, key="NC-9", role="call_handler", channel="999", domestic=True, weapon=True, **said
    )
    event("call.graded", ago(minutes=8), about=call, role="call_handler", grade="immediate", reason="weapon")
    event("unit.dispatched", ago(minutes=7), about=call, role="dispatcher", unit="NS12")
    event("unit.diversion_asked", ago(minutes=2), about=call, role="dispatcher", unit="NS12", reason="disorder in the town centre")
    event("call.cut_off", ago(minutes=1), about=call, role="call_handler")
    lone = {"ref": "N7", "role": "victim", "given_name": "Ottoline", "family_name": "Farthingale"}
    event("alarm.activated", ago(minutes=3), lone, role="call_handler")
    return Call.everything.get(reference="NC-9")


def test_the_briefing_is_accessible_fits_a_phone_and_is_read_by_keys_alone(job, other, axe, picture):
    assert at_both(other, axe, "/unit/") == {}
    other.set_viewport_size(PHONE)
    other.goto("/unit/")
    picture(other, "control-room-unread-390", tall=1200)
    tab_to(other, "Read")
    other.keyboard.press("Enter")
    expect(other.locator(".sh-brief__read")).to_be_visible()
    picture(other, "control-room-briefing-390")
    picture(other, "control-room-briefing")
    tab_to(other, "We are there")
    other.keyboard.press("Enter")
    expect(other.get_by_role("button", name="We are done here")).to_be_visible()
    assert at_both(other, axe, f"/unit/{job.pk}/") == {}
    event("call.closed", ago(seconds=0), about=EventId("northshire-records", "NC-9"), rationale="seen", **{"as": "crime"})
    expect(other.get_by_role("heading", level=1)).to_have_text("You are on NS12")  # by itself, with nobody pressing anything


def test_the_board_and_the_second_checks_are_accessible_and_answered_by_keys_alone(job, page, axe, picture):
    sign_in(page, "Control room supervisor")
    assert at_both(page, axe, "/board/", f"/calls/{job.pk}") == {}
    page.goto("/board/")
    picture(page, "control-room-board", tall=1300)
    picture(page, "control-room-board-390")
    page.locator(f"#why-unit-{job.pk}").focus()
    page.keyboard.type("A knife was seen")
    tab_to(page, "The unit stays")
    page.keyboard.press("Enter")
    expect(page.get_by_text("the unit stays")).to_be_visible()
    assert Call.everything.get(pk=job.pk).units == ["NS12"]
    page.context.clear_cookies()
    sign_in(page, "Domestic abuse specialist")
    assert at_both(page, axe, "/second-checks/") == {}
    page.goto("/second-checks/")
    picture(page, "control-room-second")
    picture(page, "control-room-second-390")
    page.locator("textarea").first.focus()
    page.keyboard.type("Two units, and the sister told")
    tab_to(page, "It should be otherwise")
    page.keyboard.press("Enter")
    expect(page.get_by_text("your second check is on record")).to_be_visible()


def test_an_alarm_that_a_colleague_has_is_told_so_and_taken_over_by_keys_alone(job, page, axe):
    colleague = somebody_at("northshire-police", "control_room_supervisor", "Petra Example")
    pressed = re.search(r'action="(/board/alarm/\d+/)"', colleague.get("/board/").text)[1]
    sign_in(page, "Control room supervisor")
    page.goto("/board/")
    key = unquote(colleague.post(pressed)["Location"].partition("open=")[2])
    colleague.post("/calls/draft", {"call": key, "turn": "9", "family_name": "Farthingale", "words": "She does not answer"})
    tab_to(page, "Open a call")  # of the board as it was a moment ago
    page.keyboard.press("Enter")
    expect(page.get_by_text("Petra Example has opened a call for that alarm. Ask them, or take it over.")).to_be_visible()
    assert at_both(page, axe, "/board/") == {}
    page.goto("/board/")
    expect(page.locator("[id^=alarm-]")).to_contain_text("Petra Example has opened a call for it. Last typed")
    tab_to(page, "Take it over")
    page.keyboard.press("Enter")
    expect(page.locator("#words")).to_have_value("She does not answer")
    page.goto("/board/")
    expect(page.get_by_role("button", name="Go on with your call")).to_be_visible()
    page.route("**/calls/*", lambda route: route.abort())
    page.goto("about:blank")


def test_the_units_are_accessible_and_somebody_is_signed_off_by_keys_alone(job, other, page, axe):
    sign_in(page, "Dispatcher")
    assert at_both(page, axe, "/units/", "/calls/find") == {}
    page.goto("/units/")
    expect(page.locator("#unit-NS12")).to_contain_text("on its way, held 7 minutes")
    tab_to(page, "Sign off")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Dev Sandhu is signed off from NS12")).to_be_visible()
    expect(page.locator("#unit-NS12")).to_contain_text("its briefing reaches nobody")
    page.goto("/calls/find")
    expect(page.locator("#said")).to_be_focused()  # a page takes its focus some time after it is there
    page.keyboard.type("nc-9")
    page.keyboard.press("Enter")
    expect(page.locator("#part-status")).to_contain_text("NC-9")
    page.route("**/calls/*", lambda route: route.abort())
    page.goto("about:blank")


def test_a_dropped_line_says_who_calls_back_and_a_joined_call_is_parted_again(job, page, axe, picture):
    neighbour = {"ref": "N8", "role": "caller", "given_name": "Nell", "family_name": "Overthewall"}
    second = event("call.received", ago(minutes=5), neighbour, key="NC-10", channel="999", domestic=True, words="Shouting at number 41",
                   caller_relation="neighbour", role="call_handler")  # fmt: skip
    event("call.joined", ago(minutes=4), about=second, role="call_handler", into="NC-9", why="the same house")
    page.set_viewport_size({"width": 1280, "height": 800})
    sign_in(page, "Call handler")
    page.goto(f"/calls/{job.pk}")
    picture(page, "control-room-call")
    picture(page, "control-room-call-390")
    page.get_by_text("Line dropped: call back?").click()
    page.select_option("#back_safe", "yes")
    page.get_by_role("button", name="That is decided").click()
    expect(page.locator("#part-steps")).to_contain_text("Amara Holt calls back")
    page.get_by_text("2 callers").click()
    expect(page.locator("#part-steps")).to_contain_text("Shouting at number 41")
    assert axe(page) == []
    page.fill("#part_why", "another street")
    page.get_by_role("button", name=re.compile("Not the same incident")).click()
    expect(page.locator("#part-status")).to_contain_text("Parted")
    assert Call.everything.get(reference="NC-10").closed_at is None
    page.get_by_text("Reasons").first.click()
    page.fill("#reason_threat", "He has a knife and is at the door")
    page.get_by_role("button", name="Record the reasons").click()
    expect(page.locator("#part-done")).to_contain_text("Threat: He has a knife and is at the door")
    page.route("**/calls/*", lambda route: route.abort())
    page.goto("about:blank")
