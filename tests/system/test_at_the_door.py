"""An officer at a door in a real browser: a phone 390 pixels wide, one hand, and a signal that goes and comes."""

import pytest
from playwright.sync_api import Page, expect

from harness.looked_at import NARROW, SECONDS, at_both, press, sign_in, tab_to
from harness.recorded import ANNA, BORIS, ago, event
from safehold.chronology.models import StoredEvent
from safehold.practice.response.attending.models import Sheet
from safehold.practice.response.calls import followed
from safehold.practice.response.models import Call

pytestmark = pytest.mark.browser
OFFICER = "First responder"
# All that this browser keeps of the site, as text: what is encrypted is there as bytes.
HELD = """async () => {
  const said = [document.cookie, JSON.stringify(localStorage), JSON.stringify(sessionStorage)];
  for (const name of await caches.keys()) for (const one of await (await caches.open(name)).keys())
    if (one.url.endsWith("shell")) said.push(await (await (await caches.open(name)).match(one)).text());
  const db = await new Promise((good) => { const asked = indexedDB.open("safehold-door", 1); asked.onsuccess = () => good(asked.result); });
  const all = (store) => new Promise((good) => {
    const asked = db.transaction(store).objectStore(store).getAll();
    asked.onsuccess = () => good(asked.result);
  });
  const jobs = await all("jobs"), session = await all("session");
  for (const job of jobs) said.push(new TextDecoder("latin1").decode(job.text));
  let out = "";
  for (const each of session) { try { await crypto.subtle.exportKey("raw", each.key); out = "exported"; } catch { out = "not exported"; } }
  db.close();
  return { said: said.join(" "), jobs: jobs.length, waits: jobs.filter((job) => job.waits).length, keys: session.length, out };
}"""


@pytest.fixture
def call(staff) -> Call:
    event("call.received", ago(minutes=30), ANNA, BORIS, role="call_handler", channel="999", domestic=True)
    return Call.everything.get()


@pytest.fixture
def at_door(call, page) -> Page:
    page.set_viewport_size(NARROW)
    sign_in(page, OFFICER)
    page.goto(f"/attending/{call.pk}/")
    page.get_by_role("button", name="Yes, I am on this job").click()
    ready(page)
    yield page
    page.context.set_offline(False)
    page.route("**/attending/**", lambda route: route.abort())
    page.goto("about:blank")


def ready(page: Page) -> None:
    expect(page.locator("#door[data-ready]")).to_be_attached()


def say(page: Page, name: str, answer: str) -> None:
    page.locator(f"#field-{name}").get_by_text(answer, exact=True).click()


def status(page: Page, text: str) -> None:
    expect(page.locator("#door-status")).to_contain_text(text)


def attendances() -> int:
    return StoredEvent.objects.filter(kind="attendance.recorded").count()


def test_attendance_with_the_signal_gone_in_the_middle_and_nothing_lost(at_door, call, picture):
    page = at_door
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.get_by_label("Text message").check()
    page.fill("#contact_never", "after six; not at Heliotrope House")
    page.locator("[data-now=arrived]").click()
    say(page, "parties_separated", "No")
    page.fill("#reason_parties_separated", "one room, and he was held in the hall")
    status(page, "Kept at")

    picture(page, "at-the-door-1280")
    picture(page, "at-the-door-390")

    page.context.set_offline(True)
    page.fill("#account", "He took my phone at Heliotrope House")
    say(page, "victim_interviewed_alone", "Yes")
    page.locator("[data-of=children_present][data-step='1']").click()
    status(page, "kept on this phone, encrypted")
    kept = page.evaluate(HELD)
    assert (kept["jobs"], kept["waits"], kept["keys"], kept["out"]) == (1, 1, 1, "not exported")
    for secret in ("Heliotrope", "Quillfeather", "Tanglewood"):
        assert secret not in kept["said"]

    picture(page, "at-the-door-offline-390")
    # The phone closed the page meanwhile: it opens again without a signal, as it was left.
    page.reload()
    ready(page)
    expect(page.locator(".sh-door__offline")).to_be_visible()
    assert page.input_value("#account") == "He took my phone at Heliotrope House"
    assert page.is_checked("[name=parties_separated][value=no]")
    page.fill("#outcome", "he was arrested")
    say(page, "arrest", "Arrested")
    page.fill("#arrest_offence", "assault")
    page.get_by_role("button", name="Put on record").click()
    status(page, "To be put on record: kept on this phone")
    assert attendances() == 0

    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    status(page, "On record at")
    assert attendances() == 1
    found = {one.kind: one for one in followed(call).after}
    attendance = found["attendance.recorded"]
    assert attendance.note == "He took my phone at Heliotrope House"
    assert attendance.data["reasons"] == {"parties_separated": "one room, and he was held in the hall"}
    assert (attendance.data["victim_interviewed_alone"], attendance.data["children_present"]) == ("yes", 1)
    assert found["arrest.made"].data["offence"] == "assault"
    assert {"safe_contact.set", "unit.arrived"} <= found.keys()
    assert page.evaluate(HELD)["jobs"] == 0, "nothing waits, and nothing stays"
    page.goto(f"/attending/{call.pk}/")
    expect(page.get_by_role("heading", name="On record of this job")).to_be_visible()


def test_at_the_end_of_a_session_the_key_goes_and_what_waits_is_sent_by_the_same_officer(at_door, call):
    page = at_door
    page.route("**/attending/*/keep", lambda route: route.abort())
    page.fill("#outcome", "left at ten")
    status(page, "kept on this phone, encrypted")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.wait_for_load_state("load")
    kept = page.evaluate(HELD)
    assert (kept["waits"], kept["keys"]) == (1, 0)
    page.unroute("**/attending/*/keep")
    sign_in(page, OFFICER)
    page.goto(f"/attending/{call.pk}/")
    ready(page)
    expect(page.locator("#outcome")).to_have_value("left at ten")
    status(page, "Kept at")
    assert Sheet.objects.get().unsaved


def test_what_was_typed_on_another_page_is_kept_beside(at_door, call):
    page = at_door
    other = page.context.new_page()
    other.set_default_timeout(SECONDS * 1000)
    other.goto(f"/attending/{call.pk}/")
    ready(other)
    page.fill("#barriers", "money")
    status(page, "Kept at")
    other.fill("#barriers", "the children")
    status(other, "both are kept")
    other.get_by_role("link", name="Open the whole page").click()
    expect(other.get_by_role("heading", name="Also typed on another page")).to_be_visible()
    expect(other.locator(".sh-door__both")).to_contain_text("money")
    other.close()


def test_what_two_pages_of_a_phone_kept_without_a_signal_is_all_sent_though_one_was_closed(at_door, call):
    page = at_door
    other = page.context.new_page()
    other.set_default_timeout(SECONDS * 1000)
    other.goto(f"/attending/{call.pk}/")
    ready(other)
    page.context.set_offline(True)
    page.fill("#barriers", "he keeps her passport")
    status(page, "kept on this phone, encrypted")
    other.fill("#outcome", "left at ten")
    status(other, "kept on this phone, encrypted")
    page.goto("about:blank")  # as a phone closes what nobody looks at
    page.context.set_offline(False)
    other.evaluate("dispatchEvent(new Event('online'))")
    expect(other.locator("#barriers")).to_have_value("he keeps her passport")
    other.fill("#outcome", "left at eleven")
    other.get_by_role("button", name="Put on record").click()
    status(other, "On record at")
    assert other.evaluate(HELD)["jobs"] == 0
    data = followed(call).last("attendance.recorded").data
    assert (data["barriers"], data["outcome"]) == ("he keeps her passport", "left at eleven")
    other.close()


def test_the_pages_are_right_at_both_widths_and_go_by_keyboard(at_door, call, axe):
    page = at_door
    page.get_by_label("I read what is on record").focus()
    press(page, "Space", "Tab")
    tab_to(page, "yes")
    press(page, "ArrowRight")
    status(page, "Kept at")
    before = page.locator("#door-count").inner_text()
    page.locator("#field-arrest").get_by_text("Gone: wanted").click()
    page.fill("#arrest_offence", "assault")
    assert page.locator("#field-not_arrested_reason").is_hidden()
    page.get_by_role("button", name="Put on record").focus()
    press(page, "Enter")
    status(page, "On record at")
    assert int(page.locator("#door-count").inner_text()) < int(before) + 2
    assert at_both(page, axe, f"/attending/{call.pk}/", "/attending/", "/attending/shell") == {}
