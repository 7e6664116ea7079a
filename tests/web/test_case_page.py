"""The page of a case, to those who may see it and to those who may not."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from harness.recorded import ANNA, BORIS, CLARA, DMITRI, PAIR, age, ago, event, high_risk, released
from harness.signed_in import sign_in, staff_number
from harness.signed_in import words as text
from safehold.access.looks import Look
from safehold.identity.models import Case
from safehold.practice.safeguarding.models import Standing


@pytest.fixture
def as_(client, staff):
    return lambda role: sign_in(client, role)


@pytest.fixture
def case(staff):
    event("call.received", ago(days=3), *PAIR, channel="999", domestic=True, category="assault", words="He is at the door", weapon=True)
    return Case.everything.get()


def test_the_head_says_who_how_dangerous_where_he_is_and_what_she_wants(as_, case):
    high_risk(*PAIR)
    event("bail.set", ago(days=1), *PAIR, role="custody_officer", stage="pre_charge", conditions=["not to contact her"], until="2099-01-01")
    released(*PAIR)
    event("victim.requested", ago(hours=1), ANNA, request="refuge")
    event("marker.set", ago(hours=1), BORIS, marker="firearms")
    shown = text(as_("da_specialist").get(f"/cases/{case.id}/"))
    for words in (
        f"Anna QUILLFEATHER, {age(ANNA)}, and Boris TANGLEWOOD, {age(BORIS)}",
        "High risk",
        "first responder, Northshire Police",
        "Firearms",
        "Partner",
        "on bail since",
        "Anna wants refuge",
        "Bail before charge until 1 January 2099",
        "Not to contact her",
    ):
        assert words in shown, words


def test_the_chronology_tells_events_in_sentences_newest_first_with_what_is_coarse_late_and_corrected(as_, case):
    event("victim.disclosed", "2026-02/2026-03", ANNA, what="threats_to_kill", recorded_at=ago(hours=2))
    first = event("crime.recorded", ago(days=2), *PAIR, offence="damage")
    event("crime.recorded", ago(days=2), *PAIR, corrects=first, offence="assault", recorded_at=ago(days=1))
    event("victim.contact_attempted", ago(days=4), ANNA, method="phone", reached=False, recorded_at=ago(days=1))
    wrong = event("alarm.installed", ago(days=2), ANNA, address="14 Larch Close")
    event("event.voided", ago(days=1), about=wrong, reason="it was another house")
    page = as_("da_specialist").get(f"/cases/{case.id}/")
    shown = text(page)
    assert "between February and March 2026" in shown
    assert "She disclosed: threats to kill" in shown
    assert "recorded 3 days later" in shown
    assert "Crime recorded: assault" in shown
    assert "Corrected: see what it said before" in shown
    assert "Crime recorded: damage" in shown
    assert "Struck out: it was another house (Northshire Police)" in shown
    assert "Call received: assault" in shown
    assert "He is at the door" in shown
    titles = re.findall(r'sh-timeline__title">([^<]*)', page.text)
    assert (
        titles.index("Crime recorded: assault ") < titles.index("Call received: assault ") < titles.index("She disclosed: threats to kill ")
    )


def test_a_field_that_the_catalogue_does_not_know_is_shown_as_it_came(as_, case):
    event("crime.recorded", ago(days=1), *PAIR, offence="assault", colour_of_door="blue & green")
    page = as_("da_specialist").get(f"/cases/{case.id}/")
    assert "Colour of door: blue & green" in text(page)


def test_the_chronology_is_filtered_by_agency_and_kind_paged_and_as_it_was_known(as_, case):
    client = as_("da_specialist")
    event("support.referred", ago(hours=9), *PAIR, agency="northshire-idva", role="idva", service="the refuge")
    for n in range(55):
        event("evidence.secured", ago(days=1, minutes=n), *PAIR, kind_="x")
    address = f"/cases/{case.id}/"
    assert "Referred to the refuge" in text(client.get(f"{address}?agency=northshire-idva"))
    assert "Evidence kept" not in text(client.get(f"{address}?agency=northshire-idva")).partition("People")[0].partition("Chronology")[2]
    assert "Referred to the refuge" not in text(client.get(f"{address}?section=crime"))
    assert "Page 1 of 2" in text(client.get(address))
    assert "Call received" in text(client.get(f"{address}?page=2"))
    assert "Call received" in text(client.get(f"{address}?page=99"))
    before = text(client.get(f"{address}?known={ago(days=3).date()}"))
    assert "As it was known at the end of" in before
    assert "Evidence kept" not in before
    for odd in ("known=tomorrow", "page=x", "agency=%00", "section=nothing"):
        assert client.get(f"{address}?{odd}").status_code == 200


def test_what_is_due_stands_by_agency_with_who_must_do_it_and_what_is_past_is_folded(as_, case):
    released(*PAIR)
    released(*PAIR, agency="southmere-police")
    shown = text(as_("da_specialist").get(f"/cases/{case.id}/"))
    due = shown.partition("Due and overdue")[2].partition("In force")[0]
    assert due.index("Northshire Police") < due.index("Southmere Police")
    assert "Investigator" in due
    assert "Record it" in due.partition("Southmere Police")[0]
    assert "Record it" not in due.partition("Southmere Police")[2].partition("Not as it should have been")[0]


def test_where_a_hidden_case_says_last_how_she_is_reached_the_page_says_ask_as_where_nothing_is_said(as_, case):
    def said() -> str:
        return re.search("Safe contact(.{0,90})", text(as_("investigator").get(f"/cases/{case.id}/"))).group(1)

    nothing = said()
    assert "before any contact, ask" in nothing
    event("safe_contact.set", ago(days=2), *PAIR, methods=["letter"])
    assert "letter" in said()
    event("safe_contact.set", ago(days=1), ANNA, DMITRI, methods=["text"])
    event("record.restricted", ago(hours=1), ANNA, DMITRI, to=["somebody"], reason="he works here")
    assert said() == nothing


def test_how_she_is_reached_is_for_those_who_reach_her_and_the_codeword_for_fewer(as_, case):
    event(
        "safe_contact.set", ago(hours=2), ANNA, role="idva", agency="northshire-idva",
        methods=["text"], times="before noon", never="letters", codeword="marigold",
    )  # fmt: skip
    address = f"/cases/{case.id}/"
    specialist, investigator = (text(as_(role).get(address)) for role in ("da_specialist", "investigator"))
    assert "Safe contact text; before noon" in specialist
    assert "Codeword marigold" in specialist
    assert "Never letters" in investigator
    assert "marigold" not in investigator
    event("information.shared", ago(hours=1), *PAIR, **{"with": "cps"}, what="the file")
    prosecutor = text(as_("prosecutor").get(address))
    assert "letters" not in prosecutor
    assert "marigold" not in prosecutor


def test_a_note_is_read_by_the_agency_that_wrote_it_only(as_, case):
    event("idva.engaged", ago(hours=2), *PAIR, agency="northshire-idva", role="idva", note="she has not told the police of the baby")
    address = f"/cases/{case.id}/"
    assert "the baby" in text(as_("idva").get(address))
    shown = text(as_("investigator").get(address))
    assert "Working with an IDVA" in shown
    assert "the baby" not in shown


def test_an_address_that_is_confidential_is_kept_from_most(as_, case):
    event("marker.set", ago(hours=2), ANNA, marker="confidential_address")
    event("alarm.installed", ago(hours=2), ANNA, address="9 Hidden Mews")
    address = f"/cases/{case.id}/"
    assert "Hidden Mews" in text(as_("da_specialist").get(address))
    assert "Hidden Mews" not in text(as_("investigator").get(address))


def test_another_agencys_case_is_not_found_whether_or_not_it_exists_and_the_try_is_logged(as_, staff):
    event("call.received", ago(days=3), *PAIR, channel="999", domestic=True, agency="southmere-police")
    case = Case.everything.get()
    client = as_("investigator")
    there, nowhere = client.get(f"/cases/{case.id}/"), client.get("/cases/1-2/")
    assert there.status_code == nowhere.status_code == 404
    assert there.text == nowhere.text
    assert "QUILLFEATHER" not in there.text
    one = Look.objects.get()
    assert (one.refused, one.case_ids, one.persons) == (True, [case.id], [])
    assert client.get(f"/cases/{case.id}/record/").status_code == 404
    assert client.post(f"/cases/{case.id}/record/victim.told/", {}).status_code == 404


def test_a_restricted_case_is_there_for_the_named_only(as_, case):
    event("record.restricted", ago(hours=1), *PAIR, to=[staff_number("da_specialist")], reason="he works here")
    assert as_("investigator").get(f"/cases/{case.id}/").status_code == 404
    shown = text(as_("da_specialist").get(f"/cases/{case.id}/"))
    assert "Only these may see this case: Grace Whitlow" in shown


@pytest.mark.parametrize("role", ["call_handler", "administrator"])
def test_a_role_without_cases_is_told_that_it_may_not_and_the_try_is_logged(as_, case, role):
    page = as_(role).get(f"/cases/{case.id}/")
    assert page.status_code == 403
    assert "QUILLFEATHER" not in page.text
    assert Look.objects.get().refused


def test_opening_it_is_logged_with_everybody_who_is_named_on_it(as_, case):
    child = {"ref": "N7", "role": "child", "given_name": "Edie", "family_name": "Quillfeather", "date_of_birth": "2019-01-01"}
    event("child.identified", ago(days=1), *PAIR, child, age=7)
    as_("investigator").get(f"/cases/{case.id}/")
    one = Look.objects.get()
    assert not one.refused
    assert one.case_ids == [case.id]
    assert {case.victim_id, case.suspect_id} < set(one.persons)
    assert len(one.persons) == 3


def test_an_old_address_leads_to_where_the_case_is_now(as_, case):
    again = {"ref": "Z9", "role": "victim", "given_name": "Ann", "family_name": "Quillfeather", "sex": "female"}
    event("call.received", ago(days=2), again, BORIS, channel="999", domestic=True, source="southmere-records")
    old = Case.everything.exclude(id=case.id).get()
    client = as_("da_specialist")
    page = client.get(f"/cases/{old.id}/")
    assert "Possibly the same person" in page.text
    (pair,) = re.findall(r'href="(/links/[^"]+)"', page.text)
    assert "Back to the case" in client.get(pair).text
    answer = client.post(pair, {"judgement": "linked", "why": "the same man"}, follow=True)
    assert answer.redirect_chain == [(f"/cases/{old.id}/", 302), (f"/cases/{case.id}/", 302)]
    assert "Recorded: The same person" in answer.text


def test_only_those_who_may_judge_are_asked_and_may_answer(as_, case):
    again = {"ref": "Z9", "role": "victim", "given_name": "Ann", "family_name": "Quillfeather", "sex": "female"}
    event("call.received", ago(days=2), again, BORIS, channel="999", domestic=True, source="southmere-records")
    page = as_("first_responder").get(f"/cases/{case.id}/")
    assert "Possibly the same person" in page.text
    assert "/links/" not in page.text


def test_a_record_that_may_be_hers_but_is_not_ours_to_see_is_not_mentioned(as_, case):
    again = {"ref": "Z9", "role": "victim", "given_name": "Ann", "family_name": "Quillfeather", "sex": "female"}
    event("call.received", ago(days=2), again, DMITRI, channel="999", domestic=True, agency="southmere-police", source="southmere-records")
    assert "Possibly the same person" not in as_("da_specialist").get(f"/cases/{case.id}/").text


def test_something_is_recorded_from_the_page_and_what_says_nothing_is_asked_for_before_it_is_a_fact(as_, case):
    client = as_("da_specialist")
    assert "She was told" in client.get(f"/cases/{case.id}/record/").text
    answer = client.post(f"/cases/{case.id}/record/victim.told/", {"data-topic": "bail", "day": "", "time": ""}, follow=True)
    assert "Recorded: She was told." in answer.text
    assert "She was told: bail" in text(answer)
    empty = client.post(
        f"/cases/{case.id}/record/crime.recorded/", {"data-grounds_to_arrest": "yes", "day": "", "time": "", "note": "he has a knife"}
    )
    assert empty.status_code == 422
    assert "Fill in “Offence” or “Offence code”: else this says nothing." in text(empty)
    assert "he has a knife" in empty.text
    assert Case.everything.get().events == 2
    assert client.post(f"/cases/{case.id}/record/risk.reviewed/", {"note": "as it was"}).status_code == 302
    assert Standing.everything.get().last_contact_at is not None


def test_what_cannot_be_read_or_was_not_yet_comes_back_with_what_was_typed(as_, case):
    client = as_("da_specialist")
    later = client.post(
        f"/cases/{case.id}/record/victim.told/", {"data-topic": "bail", "data-method": "by hand", "day": "2099-01-01", "time": "10:00"}
    )
    assert later.status_code == 422
    assert "by hand" in later.text
    assert "That is still to come. Record it once it has happened" in text(later)
    assert "occurred_at" not in later.text
    odd = client.post(f"/cases/{case.id}/record/victim.told/", {"data-topic": "weather", "day": "soon"})
    assert odd.status_code == 422
    assert Case.everything.get().events == 1


def test_what_a_role_does_not_record_is_refused(as_, case):
    assert "Restrict the case" not in as_("investigator").get(f"/cases/{case.id}/record/").text
    assert as_("investigator").get(f"/cases/{case.id}/record/record.restricted/").status_code == 403
    assert as_("da_specialist").get(f"/cases/{case.id}/record/call.graded/").status_code == 403
    assert as_("da_specialist").get(f"/cases/{case.id}/record/nothing.such/").status_code == 404


def test_the_form_offers_what_it_may_be_about(as_, case):
    breach = event("bail.breach_reported", ago(hours=3), *PAIR, detail="he came to the door")
    client = as_("investigator")
    form = client.get(f"/cases/{case.id}/record/bail.breach_decided/")
    assert "Breach of bail reported: he came to the door" in text(form)
    client.post(
        f"/cases/{case.id}/record/bail.breach_decided/", {"about": str(breach), "data-arrest": "yes", "data-reason": "he was there"}
    )
    assert "whether to arrest" not in text(client.get(f"/cases/{case.id}/")).partition("In force")[0]


def test_it_takes_as_many_queries_for_a_long_case_as_for_a_short_one(as_, case):
    client = as_("da_specialist")

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(f"/cases/{case.id}/").status_code == 200
        return len(found)

    def more(first: int, last: int) -> None:
        for n in range(first, last):
            child = {"ref": f"C{n}", "role": "child", "given_name": f"Child{n}", "family_name": "Quillfeather", "date_of_birth": f"201{n}"}
            other = CLARA | {"ref": f"V{n}", "given_name": f"Clara{n}x", "family_name": f"Winterbourne{n}"}
            maybe = {"ref": f"Z{n}", "role": "victim", "given_name": "Ann", "family_name": "Quillfeather", "sex": "female"}
            event("child.identified", ago(days=1, minutes=n), *PAIR, child, age=5)
            event("call.received", ago(days=20 + n), other, BORIS, channel="999", domestic=True)
            event("call.received", ago(days=30 + n), maybe, DMITRI, channel="999", domestic=True, source="southmere-records")
            high_risk(*PAIR, at=ago(days=n + 1))

    more(0, 1)
    asked()
    short = asked()
    more(1, 6)
    assert asked() == short
    assert short <= 36
