"""What somebody with a login can find out who should not: him at an agency, a call handler, an agency that is not of the case."""

import re
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from harness.signed_in import somebody
from never_find_her.family import FINDS_HER, HIS, HIS_OWN, HOME, OTHERS, REFUGE, as_, left, made, text
from safehold.access import context
from safehold.access.looks import Look
from safehold.access.models import Posting
from safehold.documents.models import Answer, Copy, Document, Request, Step
from safehold.identity.models import Person

CALL = {"call": "safehold/0123456789abcdef0123456789abcdef", "opened_at": "", "turn": "1", "caller": "self"}
SOURCES = Path(__file__).parents[2] / "src"


@pytest.mark.parametrize("role", ["investigator", "call_handler", "records_manager", "first_responder"])
def test_no_page_shows_where_she_is_to_whoever_may_not_see_it(planted, role):
    client = as_(role, planted)
    pages = [
        f"/cases/{planted.id}/",
        f"/cases/{planted.id}/around/",
        f"/people/{planted.victim_id}/",
        f"/people/{planted.suspect_id}/",
        "/work/",
    ]
    for address in pages:
        shown = client.get(address).text
        assert [each for each in FINDS_HER if each in shown and each != "Westbrook"] == [], address


@pytest.mark.parametrize(
    "asked",
    [
        {"phone": "07700 900441"},
        {"family_name": "Thornbury"},
        {"family_name": "Bluebell"},
        {"family_name": "Brackenfell"},
    ],
)
def test_nobody_is_found_by_what_was_told_in_confidence(planted, asked):
    for role in ("investigator", "records_manager"):
        answer = as_(role, planted).post("/people/", asked | {"why": "asked by a caller"})
        assert answer.status_code == 200
        assert "HARTWRIGHT" not in answer.text
        assert "PELLOW" not in answer.text
        assert "Nobody found" in text(answer)


def test_her_hidden_postcode_makes_nobody_likelier_to_be_her(planted):
    hers, others = (
        text(as_("investigator", planted).post("/people/", {"given_name": "Elowen", "postcode": code, "why": "asked by a caller"}))
        for code in ("XS9 3RF", "XS9 3RZ")
    )
    assert "HARTWRIGHT" in others
    assert hers.replace("XS9 3RF", "XS9 3RZ") == others


def test_no_box_completes_what_is_typed_and_no_list_comes_before_a_whole_question(planted):
    for part in ("H", "Ha"):
        answer = as_("investigator", planted).post("/people/", {"family_name": part, "why": "asked by a caller"})
        assert "HARTWRIGHT" not in answer.text, part
    for page in ("/people/", f"/cases/{planted.id}/", f"/cases/{planted.id}/record/"):
        assert not re.search(r"<datalist|\blist=", as_("investigator", planted).get(page).text), page
    assert "HARTWRIGHT" not in as_("investigator", planted).get("/people/?family_name=Hartwright").text


def test_a_call_with_her_hidden_phone_or_address_finds_nobody_and_says_nothing_else_than_any_other(planted):
    client = as_("call_handler")
    hers = client.post("/calls/check", CALL | {"phone": REFUGE["phone"], "address": REFUGE["address"], "postcode": REFUGE["postcode"]})
    others = client.post(
        "/calls/check", CALL | {"phone": "07700 900999", "address": "41 Nowhere Crescent, Westhaven", "postcode": "XS9 3RZ"}
    )
    assert "HARTWRIGHT" not in hers.text
    panels = [re.sub(r"\s+", " ", each.text.partition('id="part-panel"')[2])[:1500] for each in (hers, others)]
    assert "Nobody found for her" in panels[0]
    for typed, other in ((REFUGE["phone"], "07700 900999"), (REFUGE["address"], "41 Nowhere Crescent, Westhaven"), ("XS9 3RF", "XS9 3RZ")):
        panels = [each.replace(typed, "T").replace(other, "T") for each in panels]
    assert panels[0] == panels[1]


def test_as_much_is_asked_of_the_database_for_her_hidden_phone_as_for_one_that_nobody_has(planted):
    """How long it takes then tells nothing: the same statements. What was told in confidence is in no index that they ask."""
    asked = []
    for said in (
        {"phone": "07700 900999", "address": "41 Nowhere Crescent", "postcode": "XS9 3RZ"},
        {"phone": REFUGE["phone"], "address": REFUGE["address"], "postcode": REFUGE["postcode"]},
        {"phone": "07700 900998", "address": "42 Nowhere Crescent", "postcode": "XS9 3RY"},
    ):
        client = as_("call_handler")
        with CaptureQueriesContext(connection) as queries:
            assert "Nobody found for her" in text(client.post("/calls/check", CALL | said))
        asked.append([re.sub(r"'[^']*'|\d+", "?", each["sql"]) for each in queries])
    assert len(asked[0]) > 5
    assert asked[1] == asked[2]


def test_what_leaves_is_answered_to_others_as_what_is_not_there(planted):
    client = as_("records_manager", planted)
    address = made(client, planted, "suspect", "answer", HIS_OWN)
    as_("da_specialist", planted).post(f"{address}answer/", {"agrees": "yes"})
    left(client, address)
    number = address.split("/")[2]
    assert client.get(f"/documents/{number}/copies/1/").status_code == 200
    client.post(f"/cases/{planted.id}/documents/request/", {"asks": "suspect", "name": "Garth Pellow", "received": "2026-10-31"})
    asked = Request.objects.latest("pk").pk
    for role in ("investigator", "call_handler", "idva", "duty_inspector"):
        assert as_(role).get(address).status_code == as_(role).get("/documents/987654/").status_code == 403
    others = somebody(OTHERS, "records_manager")
    for there in (address, f"/documents/{number}/copies/1/", f"/documents/requests/{asked}/"):
        nowhere = there.replace(number, "987654") if there.startswith(address) else "/documents/requests/987654/"
        given, absent = others.get(there), others.get(nowhere)
        assert (given.status_code, given.text) == (404, absent.text), there
    done = [model.objects.count() for model in (Copy, Answer, Step)]
    for there in (f"{address}copy/", f"{address}answer/", f"/documents/requests/{asked}/step/"):
        nowhere = re.sub(r"\d+", "987654", there)
        given, absent = (others.post(each, {"form": "html", "agrees": "no", "what": "withdrawn", "note": "x"}) for each in (there, nowhere))
        assert (given.status_code, given.text) == (404, absent.text), there
    assert [model.objects.count() for model in (Copy, Answer, Step)] == done
    assert client.get(f"/documents/{number}/copies/9/").status_code == 404


def test_the_database_shows_no_document_to_another_agency_or_to_a_role_that_makes_none(planted):
    from safehold.access.viewer import Viewer

    made(as_("records_manager", planted), planted, "suspect", "answer", HIS_OWN)
    for role, agency, sees in (
        ("records_manager", "northshire-police", True),
        ("records_manager", "southmere-police", False),
        ("investigator", "northshire-police", False),
    ):
        one = Posting.objects.select_related("user").filter(role=role)[0]
        with transaction.atomic():
            context.enter(Viewer(one.user_id, one.user.staff_id, "x", agency, agency, "police", role, one.pk, "/page", "127.0.0.1"))
            assert Document.objects.exists() is sees
            assert not Copy.objects.exclude(document__agency=agency).exists()
    with transaction.atomic():
        context.nobody()
        assert not Document.objects.exists()
        assert not Request.objects.exists()


STATEMENTS = (
    "UPDATE documents_copy SET sealed = ''",
    "DELETE FROM documents_copy",
    "UPDATE documents_document SET entries = 0",
    "DELETE FROM documents_request",
    "UPDATE documents_answer SET agrees = true",
    "SELECT documents_reseal('copy', 1, 'x')",
)


@pytest.mark.parametrize("role", ["safehold_app", "safehold_recorder"])
def test_what_left_can_neither_be_changed_nor_removed_by_the_application(clone, role):
    with psycopg.connect(clone.app) as application:
        for statement in STATEMENTS:
            application.execute(f"SET ROLE {role}")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                application.execute(statement)
            application.rollback()


def test_who_asked_and_where_it_went_are_not_readable_in_the_tables(planted):
    made(as_("records_manager", planted), planted, "suspect", "answer", HIS_OWN)
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE safehold_command")
        cursor.execute("SELECT string_agg(d::text, ' ') FROM documents_document d")
        (whole,) = cursor.fetchone()
        cursor.execute("RESET ROLE")
    assert whole
    assert "Pellow" not in whole
    assert "Foundry" not in whole


def test_his_address_is_not_hers_where_records_of_both_are_joined(planted):
    """They stand in one record after another, once at one address: each keeps their own, and his page has none of hers since."""
    people = Person.everything.in_bulk([planted.suspect_id, planted.victim_id])
    him, her = people[planted.suspect_id], people[planted.victim_id]
    assert (him.address, him.postcode) == (HIS["address"], HIS["postcode"])
    assert (her.address, her.postcode) == (HOME["address"], HOME["postcode"])
    assert (him.other_names, her.other_names, him.phones) == ([], [], [])
    page = text(as_("da_specialist", planted).get(f"/people/{planted.suspect_id}/"))
    assert HIS["address"] in page
    assert REFUGE["address"] not in page


def test_who_has_looked_is_told_to_nobody_but_those_who_answer_for_it(planted):
    client = as_("records_manager", planted)
    address = made(client, planted, "suspect", "answer", HIS_OWN)
    as_("da_specialist", planted).post(f"{address}answer/", {"agrees": "yes"})
    to_cps = {"name": "CPS", "way": "secure", "purpose": "prosecution", "basis": "prosecution_duty"}
    bundle = made(client, planted, "prosecutor", "bundle", to_cps)
    as_("da_specialist", planted).post(f"{bundle}answer/", {"agrees": "yes"})
    gone = left(client, address) + left(client, bundle) + left(client, bundle, "json") + left(client, bundle, "csv")
    looked = list(Look.objects.values_list("user__display_name", "user__staff_id", "where_from").distinct())
    assert len(looked) > 3
    assert [one for name, number, place in looked for one in (name, number, place) if one and one in gone] == []
    for role in ("call_handler", "first_responder", "idva", "duty_inspector"):
        for page in (f"/people/{planted.suspect_id}/looks/", f"/cases/{planted.id}/looks/"):
            assert as_(role, planted).get(page).status_code == 403, (role, page)
    assert as_("records_manager", planted).get(f"/cases/{planted.id}/looks/").status_code == 200


def test_nothing_sends_mail_a_message_a_calendar_or_a_notice_to_a_phone_but_the_outbox():
    """What goes to her goes by one way alone, which asks her safe means of each message (tests/practice/safeguarding/test_contact.py); the
    others that ask anything outside are sign-in's."""
    sends = re.compile(r"\b(send_mail|EmailMessage|smtplib|twilio|icalendar|webpush|vobject|import requests)\b")
    found = {str(path.relative_to(SOURCES / "safehold")) for path in SOURCES.rglob("*.py") if sends.search(path.read_text("utf-8"))}
    outbox = "practice/safeguarding/contact"
    signing_in = {"access/signing_in/breached.py", "access/signing_in/single_sign_on.py"}
    assert found - signing_in == {f"{outbox}/smtp.py", f"{outbox}/notify.py"}
    assert not [name for name in dir(settings) if name.startswith("SAFEHOLD_MAIL")]


def test_no_map_and_nothing_from_elsewhere_is_on_a_page(planted):
    for address in (f"/cases/{planted.id}/", f"/people/{planted.victim_id}/", "/documents/"):
        answer = as_("records_manager", planted).get(address)
        assert not re.search(r'(src|href)="(https?:)?//', answer.text)
        assert "img-src" in answer["Content-Security-Policy"] or "default-src" in answer["Content-Security-Policy"]


def test_addresses_of_documents_hold_numbers_and_no_names(planted):
    client = as_("records_manager", planted)
    case = f"/cases/{planted.id}/"
    pages = ["/documents/", f"{case}documents/", case, f"/people/{planted.victim_id}/", "/work/", "/sharing/"]
    shown = "".join(client.get(page).text for page in pages)
    shown += client.post("/people/", {"family_name": "Pellow", "why": "asked by a caller"}).text
    assert "PELLOW" in shown
    named = r"pellow|hartwright|garth|elowen|quayside|foundry|900"
    assert not [each for each in re.findall(r'(?:href|action)="([^"]+)"', shown) if re.search(named, each, re.IGNORECASE)]


def test_no_form_lets_a_browser_keep_or_offer_what_was_typed():
    """Signing in is apart: a password is the browser's to keep, where its owner says so."""
    pages = [path for path in (SOURCES / "safehold/web/jinja2").rglob("*.html") if path.parent.name != "signing_in"]
    forms = {(path.name, form) for path in pages for form in re.findall(r"<form\b(?:[^>]|(?<=%)>)*?>", path.read_text("utf-8"))}
    assert len(forms) > 60
    assert [each for each in sorted(forms) if 'autocomplete="off"' not in each[1]] == []
    inputs = "".join(path.read_text("utf-8") for path in pages)
    assert set(re.findall(r'autocomplete="(\w+)"', inputs)) == {"off"}


def test_a_page_of_a_person_is_kept_by_no_browser(planted):
    answer = as_("records_manager", planted).get(f"/cases/{planted.id}/documents/make/?to=suspect&kind=answer")
    assert answer["Cache-Control"] == "no-store"
