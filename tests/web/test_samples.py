"""The pages of dip samples, as whoever answers for the unit and as reviewers use them."""

import re

import pytest
from django.test import Client

from harness.recorded import PAIR, ago, event
from harness.signed_in import sign_in, staff_number, words
from safehold.access.looks import Look
from safehold.access.models import Posting, User
from safehold.access.standards.models import Conflict
from safehold.identity.models import Case
from safehold.practice.reviews.dipping.models import Answer

QUESTIONS = ("believed", "blamed-words", "blamed-video", "alone", "children-seen", "duties-met")


@pytest.fixture
def sample(staff) -> str:
    """One case, which professional standards and one records manager audit."""
    Posting.objects.using("owner").filter(role="da_specialist").delete()
    Posting.objects.using("owner").filter(user__staff_id="npol-rm-105").delete()
    event("suspect.released", ago(days=30), *PAIR, status="bail", role="custody_officer")
    event("victim.feedback", ago(days=20), *PAIR, believed="no", words="Nobody asked me anything")
    head = sign_in(Client(), "crime_registrar")
    given = {"since": ago(days=90).date().isoformat(), "until": ago().date().isoformat(), "wanted": "5"}
    assert head.get("/samples/draw/").status_code == 200
    answer = head.post("/samples/draw/", given)
    assert answer.status_code == 302, words(answer)
    return answer["Location"]


def audited(role: str, **answers: str) -> tuple[Client, str]:
    client = sign_in(Client(), role)
    address = re.search(r'href="(/samples/cases/\d+/)"', client.get("/samples/mine/").text)[1]
    page = client.get(address)
    assert "QUILLFEATHER" in page.text
    assert "Nobody asked me anything" in page.text
    assert "not done" in words(page)
    refused = client.post(address, {"believed": "yes"})
    assert refused.status_code == 422
    assert "Answer: Was she spoken to alone?" in words(refused)
    answer = client.post(address, dict.fromkeys(QUESTIONS, "yes") | answers)
    assert answer.status_code == 302
    return client, address


def test_a_case_is_audited_by_two_who_see_each_other_only_once_both_are_in(sample):
    head = sign_in(Client(), "crime_registrar")
    first, address = audited("professional_standards", **{"believed.words": "She was asked why she stays"})
    assert "The other reviewer has not answered yet" in words(first.get(address))
    page = words(head.get(sample))
    assert "Both reviewers have answered 0 of 1 cases" in page
    assert "why she stays" not in page
    second, _ = audited("records_manager", believed="no")
    assert "why she stays" in words(second.get(address))
    page = words(head.get(sample))
    assert "0% (0 of 1 case)" in page
    assert "100% (1 of 1 case)" in page
    assert "why she stays" in page
    assert "Nobody asked me anything" in page
    assert "the same cases in the same order" in page
    assert "50% (1 of 2)" in words(head.get("/samples/"))
    assert first.post(address, dict.fromkeys(QUESTIONS, "no")).status_code == 200
    assert Answer.objects.using("owner").count() == 2
    case = Case.everything.get().id
    looks = Look.objects.using("owner").filter(task="dip sample 001", case_ids__contains=[case]).values_list("purpose", "role")
    assert {role for _, role in looks} == {"crime_registrar", "professional_standards", "records_manager"}
    assert {purpose for purpose, _ in looks} == {"review"}


def test_a_case_that_is_restricted_since_is_kept_from_its_reviewers_and_unnamed_to_whoever_drew(sample):
    event("record.restricted", ago(hours=1), *PAIR, to=["nidv-i-104"])
    client = sign_in(Client(), "professional_standards")
    address = re.search(r'href="(/samples/cases/\d+/)"', client.get("/samples/mine/").text)[1]
    page = client.get(address)
    assert page.status_code == 403
    assert "quillfeather" not in page.text.lower()
    assert client.post(address, dict.fromkeys(QUESTIONS, "yes")).status_code == 403
    shown = sign_in(Client(), "crime_registrar").get(sample)
    assert "A case that you do not see now" in words(shown)
    assert "quillfeather" not in shown.text.lower()
    assert "Nobody asked me anything" not in shown.text


def test_whoever_has_a_conflict_or_has_recorded_in_it_since_audits_it_no_more(sample):
    officer = User.objects.get(staff_id=staff_number("professional_standards"))
    victim = Case.everything.get().victim_id
    Conflict.objects.using("owner").create(staff_id=officer.staff_id, person=victim, why="A cousin", said_by_id=officer.pk)
    Posting.objects.using("owner").filter(user__staff_id="npol-rm-104").update(supervisor="northshire-police-investigator")
    event("arrest.made", ago(hours=1), *PAIR, role="investigator", offence="assault")
    for role in ("professional_standards", "records_manager"):
        client = sign_in(Client(), role)
        address = re.search(r'href="(/samples/cases/\d+/)"', client.get("/samples/mine/").text)[1]
        page = client.post(address, dict.fromkeys(QUESTIONS, "yes"))
        assert page.status_code == 403, role
        assert "quillfeather" not in page.text.lower()
    assert Look.objects.using("owner").filter(task="dip sample 001", refused=True).count() == 2


def test_what_was_typed_wrongly_is_said_and_nobody_else_opens_a_page(sample):
    head = sign_in(Client(), "crime_registrar")
    wrong = head.post("/samples/draw/", {"since": "2026-02-01", "until": "2026-01-01", "wanted": "0", "duty": "none", "team": "x"})
    assert wrong.status_code == 422
    assert "The last day comes before the first." in words(wrong)
    assert "Enter a number from 1 to 50." in words(wrong)
    number = int(re.search(r"/samples/cases/(\d+)/reviewer/1/", head.get(sample).text)[1])
    # Of those who audit nobody is left to ask.
    assert "Nobody else here may audit it" in words(head.post(f"/samples/cases/{number}/reviewer/1/", follow=True))
    for role in ("csp_chair", "duty_inspector", "first_responder"):
        somebody = sign_in(Client(), role)
        for address in (sample, f"/samples/cases/{number}/"):
            assert somebody.get(address).status_code in (302, 403, 404), (role, address)


def test_whoever_draws_is_told_what_is_asked_and_that_a_file_of_questions_is_refused(staff, settings, tmp_path):
    head = sign_in(Client(), "crime_registrar")
    assert "What is asked of each case: 6 questions, version 1, from 1 January 2026" in words(head.get("/samples/draw/"))
    own = tmp_path / "own.yaml"
    own.write_text("versions:\n  - version: 1\n", encoding="utf-8")
    settings.SAFEHOLD_SAMPLE_QUESTIONS = str(own)
    told = words(head.get("/samples/draw/"))
    assert f"those before hold. {own}, line 2: versions[0] lacks the field from" in told
    assert "6 questions, version 1" in told
