"""Who is who in a real browser: the queue worked through with keys alone, a person's page, the picture around a case."""

import psycopg
import pytest
from playwright.sync_api import expect

from harness.looked_at import NARROW, WIDE, at_both, faults, press, sign_in, tab_to
from harness.recorded import ANNA, BORIS, CLARA, DMITRI, OTHER_PAIR, PAIR, ago, event, high_risk
from safehold.identity.models import Case, Decision, Person

pytestmark = pytest.mark.browser
HOME = {"address": "14 Larch Close", "postcode": "XN1 4PA", "phone": "01632 960123"}
HEARD = {"ref": "Z9", "role": "victim", "given_name": "Ann", "family_name": "Quillfeather", "sex": "female"}
CLARA_HEARD = {"ref": "Z8", "role": "victim", "given_name": "Clare", "family_name": "Winterbourne", "sex": "female"}
CHILD = {"ref": "N7", "role": "child", "given_name": "Edie", "family_name": "Quillfeather", "date_of_birth": "2019-01-01"}


@pytest.fixture
def waiting(staff) -> list[tuple[int, int]]:
    """Two pairs in the queue, the first with more at stake, and a case with people around it."""
    event("call.received", ago(days=30), ANNA | HOME, BORIS, CHILD, channel="999", domestic=True)
    event("call.received", ago(days=3), *PAIR, channel="999", domestic=True, category="assault")
    high_risk(*PAIR)
    event("call.received", ago(days=2), HEARD, BORIS, channel="999", domestic=True, source="southmere-records")
    event("call.received", ago(days=9), *OTHER_PAIR, channel="999", domestic=True)
    event("call.received", ago(days=8), CLARA_HEARD | HOME, DMITRI, channel="999", domestic=True, source="southmere-records")
    found = []
    for name in ("Quillfeather", "Winterbourne"):
        one, other = Person.everything.filter(family_name=name, as_victim__gt=0).order_by("id").values_list("id", flat=True)
        found.append((one, other))
    return found


def test_it_is_accessible_runs_within_the_policy_and_fits(waiting, page, axe):
    sign_in(page, "Domestic abuse specialist")
    one, other = waiting[0]
    case = Case.everything.filter(victim_id=one).exclude(suspect_id=None)[0]
    for address in ("/links/", "/links/?left=1&own=1", f"/links/{one}-{other}/", f"/people/{one}/", f"/cases/{case.id}/around/"):
        assert at_both(page, axe, address) == {}
        assert page.get_by_role("heading", level=1).count() == 1, address


def test_what_changed_at_night_is_accessible_and_fits(waiting, page, axe, database):
    one, other = waiting[0]
    with psycopg.connect(database.owner) as owner:
        run = "INSERT INTO reconciling_run (began, model, shown_only, watermark, profiles, compared, judgements, cases, duties)"
        owner.execute(f"{run} SELECT 1e15, 'm', n = 2, 0, 9, 9, 9, 2, 3 FROM generate_series(1, 2) n")
        change = "INSERT INTO reconciling_change (run_id, what, before, after) SELECT r.id, c.* FROM reconciling_run r,"
        values = f"('joined', ARRAY[{one}, {one}], ARRAY[{one}]), ('unsure', ARRAY[{one}, {other}], ARRAY[{one}, {other}])"
        owner.execute(f"{change} (VALUES {values}) AS c(what, before, after)")
    sign_in(page, "Domestic abuse specialist")
    for size in (WIDE, NARROW):
        assert faults(page, "/links/nightly/", axe, size) == [], size
        tab_to(page, "Part them")


def test_the_whole_queue_is_worked_through_with_keys_alone(waiting, page):
    sign_in(page, "Domestic abuse specialist")
    page.goto("/links/")
    tab_to(page, "Begin with the first")
    press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Are they one person?")
    expect(page.get_by_role("heading", level=2).first).to_contain_text("QUILLFEATHER")
    press(page, "j")
    expect(page.get_by_role("heading", level=2).first).to_contain_text("WINTERBOURNE")
    press(page, "j")
    expect(page.get_by_role("heading", level=2).first).to_contain_text("QUILLFEATHER")
    press(page, "s")
    page.keyboard.type("the same voice, she says so")
    expect(page.locator("[data-state=working]")).to_have_count(0)
    press(page, "Enter")
    expect(page.get_by_role("heading", level=2).first).to_contain_text("WINTERBOURNE")
    expect(page.get_by_role("status")).to_contain_text("Recorded: The same person.")
    press(page, "n")
    page.keyboard.type("another woman")
    expect(page.locator("[data-state=working]")).to_have_count(0)
    press(page, "Enter")
    expect(page.get_by_text("Nobody waits")).to_be_visible()
    assert sorted(Decision.objects.values_list("judgement", flat=True).distinct()) == ["linked", "not_linked"]
    tab_to(page, "Undo")
    press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Take back a judgement")


@pytest.mark.parametrize("focus", ["", "HTMLElement.prototype.focus = () => {};"], ids=["given", "not given yet"])
def test_a_key_pressed_before_the_page_has_come_whole_waits_for_it_and_what_is_typed_goes_where_it_leads(waiting, page, focus):
    sign_in(page, "Domestic abuse specialist")
    one, other = waiting[0]
    page.add_init_script(focus)
    keys = "for (const key of ['n', ...'she said so']) document.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}))"
    begun = f"if (document.body) {{ seen.disconnect(); {keys} }}"
    page.add_init_script(f"new MutationObserver((_, seen) => {{ {begun} }}).observe(document, {{childList: true, subtree: true}})")
    page.goto(f"/links/{one}-{other}/")
    expect(page.get_by_role("radio", name="Not the same")).to_be_checked()
    expect(page.get_by_label("Why")).to_have_value("she said so")
    expect(page.get_by_text("become one person, with")).to_be_visible()


def test_an_answer_is_sent_once_however_often_enter_is_pressed_and_not_before_it_is_seen_what_it_changes(waiting, page, picture):
    sign_in(page, "Domestic abuse specialist")
    one, other = waiting[0]
    held = []

    def hold(route) -> None:
        held.append(route)

    page.route("**/would/linked/**", hold)
    page.goto(f"/links/{one}-{other}/")
    press(page, "s")
    page.keyboard.type("the same voice")
    press(page, "Enter")
    expect(page.get_by_text("still being worked out")).to_be_visible()
    page.get_by_role("radio", name="Not the same").check()  # whose turn to be worked out comes after this one's
    page.get_by_label("Why").press("Enter")
    page.get_by_role("radio", name="Same person").check()
    page.get_by_label("Why").focus()
    assert not Decision.objects.exists()
    held[0].continue_()
    expect(page.get_by_text("become one person, with")).to_be_visible()
    picture(page, "pair", tall=1500)
    for _ in range(3):
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2).first).to_contain_text("WINTERBOURNE")
    assert Decision.objects.count() == 1


def test_keys_can_be_switched_off_and_stay_so(waiting, page):
    sign_in(page, "Domestic abuse specialist")
    one, other = waiting[0]
    page.goto(f"/links/{one}-{other}/")
    page.get_by_role("button", name="Keys").click()
    page.reload()
    press(page, "s")
    expect(page.get_by_role("radio", name="Same person")).not_to_be_checked()
    expect(page.get_by_role("button", name="Keys")).to_have_attribute("aria-pressed", "false")


def test_it_all_works_without_script(browser, site, waiting):
    context = browser.new_context(base_url=site, java_script_enabled=False)
    page = sign_in(context.new_page(), "Domestic abuse specialist")
    one, other = waiting[0]
    page.goto(f"/links/{one}-{other}/")
    page.get_by_role("link", name="See what it would change").first.click()
    expect(page.get_by_text("become one person, with")).to_be_visible()
    page.get_by_role("radio", name="Cannot tell").check()
    page.get_by_label("Why").fill("too little is known")
    page.get_by_role("button", name="Record").click()
    expect(page.get_by_role("status")).to_contain_text("Recorded")
    context.close()


def test_records_are_parted_by_keyboard_after_it_is_seen_what_that_changes(waiting, page, axe):
    sign_in(page, "Domestic abuse specialist")
    one, _ = waiting[0]
    page.goto(f"/people/{one}/")
    page.get_by_role("checkbox").first.focus()
    press(page, "Space")
    tab_to(page, "See what it would change")
    press(page, "Enter")
    expect(page.get_by_text("becomes 2 people")).to_be_visible()
    assert axe(page) == []
    page.get_by_label("Why").focus()
    page.keyboard.type("another caller")
    press(page, "Enter")
    expect(page.get_by_role("status")).to_contain_text("Recorded: these records are not theirs.")
    assert Decision.objects.filter(judgement="not_linked", stands=True).exists()
    assert Person.everything.filter(family_name=CLARA["family_name"]).exists()
