"""What somebody with a login can find out who should not: him at an agency, a call handler, an agency that is not of the case."""

import re
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection, transaction

from never_find_her.family import FINDS_HER, HIS_OWN, REFUGE, as_, made, text
from safehold.access import context
from safehold.documents.models import Copy, Document, Request
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


def test_no_box_completes_what_is_typed_and_no_list_comes_before_a_whole_question(planted):
    answer = as_("investigator", planted).post("/people/", {"family_name": "Ha", "why": "asked by a caller"})
    assert "HARTWRIGHT" not in answer.text
    assert "<datalist" not in as_("investigator", planted).get("/people/").text


def test_a_call_with_her_hidden_phone_or_address_finds_nobody_and_says_nothing_else_than_any_other(planted):
    client = as_("call_handler")
    hers = client.post("/calls/check", CALL | {"phone": REFUGE["phone"], "address": REFUGE["address"], "postcode": REFUGE["postcode"]})
    others = client.post(
        "/calls/check", CALL | {"phone": "07700 900999", "address": "41 Nowhere Crescent, Westhaven", "postcode": "XS9 3RZ"}
    )
    assert "HARTWRIGHT" not in hers.text
    panels = [re.sub(r"\s+", " ", each.text.partition('id="part-panel"')[2])[:1500] for each in (hers, others)]
    for typed, other in ((REFUGE["phone"], "07700 900999"), (REFUGE["address"], "41 Nowhere Crescent, Westhaven"), ("XS9 3RF", "XS9 3RZ")):
        panels = [each.replace(typed, "T").replace(other, "T") for each in panels]
    assert panels[0] == panels[1]


def test_what_leaves_is_answered_to_others_as_what_is_not_there(planted):
    address = made(as_("records_manager", planted), planted, "suspect", "answer", HIS_OWN)
    number = address.split("/")[2]
    for role, status in (("investigator", 403), ("call_handler", 403), ("idva", 403), ("duty_inspector", 403)):
        client = as_(role)
        assert client.get(address).status_code == client.get("/documents/987654/").status_code == status
    client = as_("records_manager", planted)
    there, nowhere = client.get(f"/documents/{number}/copies/9/"), client.get("/documents/987654/copies/9/")
    assert there.status_code == nowhere.status_code == 404


def test_the_database_shows_no_document_to_another_agency_or_to_a_role_that_makes_none(planted):
    from safehold.access.models import Posting
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
    assert "Quayside" not in Person.everything.get(id=planted.suspect_id).address


def test_who_has_looked_is_told_to_nobody_but_those_who_answer_for_it(planted):
    for role in ("investigator", "call_handler", "first_responder", "idva"):
        assert as_(role, planted).get(f"/people/{planted.suspect_id}/looks/").status_code in (403, 404)


def test_nothing_sends_mail_a_message_a_calendar_or_a_notice_to_a_phone():
    found = [
        path.name for path in SOURCES.rglob("*.py")
        if re.search(r"\b(send_mail|EmailMessage|smtplib|twilio|icalendar|webpush|vobject)\b", path.read_text("utf-8"))
    ]  # fmt: skip
    assert found == []
    assert not [name for name in dir(settings) if name.startswith("SAFEHOLD_MAIL")]


def test_no_map_and_nothing_from_elsewhere_is_on_a_page(planted):
    for address in (f"/cases/{planted.id}/", f"/people/{planted.victim_id}/", "/documents/"):
        answer = as_("records_manager", planted).get(address)
        assert not re.search(r'(src|href)="(https?:)?//', answer.text)
        assert "img-src" in answer["Content-Security-Policy"] or "default-src" in answer["Content-Security-Policy"]


def test_addresses_of_documents_hold_numbers_and_no_names(planted):
    client = as_("records_manager", planted)
    shown = client.get(f"/cases/{planted.id}/documents/").text + client.get("/documents/").text
    assert not [each for each in re.findall(r'href="([^"]+)"', shown) if re.search(r"pellow|hartwright|garth|elowen", each, re.IGNORECASE)]


def test_a_page_of_a_person_is_kept_by_no_browser(planted):
    answer = as_("records_manager", planted).get(f"/cases/{planted.id}/documents/make/?to=suspect&kind=answer")
    assert answer["Cache-Control"] == "no-store"
