"""The pages on which risk is assessed: offered, kept as typed, recorded, drawn; and where duties, calls and cases lead."""

import re

import pytest

from harness.recorded import ANNA, OTHER_PAIR, PAIR, ago, event, high_risk
from harness.signed_in import sign_in
from harness.signed_in import words as text
from retention.long_ago import everywhere
from safehold.access.looks import Look
from safehold.chronology.models import About, StoredEvent
from safehold.identity.models import Case, CaseAgency
from safehold.practice.safeguarding.assessing.models import Draft
from safehold.practice.safeguarding.models import Standing


@pytest.fixture
def as_(client, staff):
    return lambda role: sign_in(client, role)


@pytest.fixture
def case(staff):
    for days in (400, 30, 2):
        event("call.received", ago(days=days), *PAIR, channel="999", domestic=True, strangulation=True, words="His hands were on my throat")
    event("risk.assessed", ago(days=29), *PAIR, instrument="dash", answers={"18": "no", "2": "yes"}, score=1, grade="standard")
    return Case.everything.get()


def test_what_the_record_knows_and_what_was_said_last_stand_beside_the_item_and_nothing_is_filled_in(as_, case):
    page = as_("first_responder").get(f"/cases/{case.id}/risk/assess/")
    shown = text(page)
    assert "On record: 3 reports of strangulation, last on" in shown
    assert "Last time: No (DASH," in shown
    assert re.search(r'<input type="(?:radio|checkbox)"[^>]* checked', page.text) is None
    assert Look.objects.filter(case_ids=[case.id], kind="page").exists()


def test_it_is_kept_as_typed_and_comes_back_and_what_is_missing_is_told_as_it_goes(as_, case):
    client, address = as_("first_responder"), f"/cases/{case.id}/risk/assess/dash/"
    told = client.post(address, {"answer:18": "yes", "remark:18": "with both hands", "turn": "5"}, headers={"X-Safehold-Part": "1"}).json()
    assert re.fullmatch(r"\d\d:\d\d", told["saved"])
    assert "1 answer is yes." in told["html"]
    assert "18 Strangled" in told["html"]
    page = client.get(address)
    assert "with both hands" in page.text
    assert re.search(r'name="answer:18" value="yes" checked', page.text)
    assert Draft.objects.using("owner").count() == 1
    client.post(address, {"do": "forget"})
    assert Draft.objects.using("owner").count() == 0
    assert Case.everything.get().events == 4


def test_it_is_recorded_and_drawn_with_what_changed_and_what_cannot_be_recorded_loses_nothing(as_, case):
    client, address = as_("first_responder"), f"/cases/{case.id}/risk/assess/dash/"
    given = {"answer:18": "yes", "answer:2": "no", "by:all": "victim", "remark:18": "with both hands", "grade": "medium"}
    refused = client.post(address, given | {"do": "record"})
    assert refused.status_code == 422
    assert "Say why you grade it so" in text(refused)
    assert "with both hands" in refused.text
    done = client.post(address, given | {"rationale": "He said that next time he will finish it", "do": "record"}, follow=True)
    shown = text(done)
    assert "The assessment is on record." in shown
    assert "He said that next time he will finish it" in shown
    assert "Strangled, choked, smothered or held under water? No Yes new" in shown
    assert "Is she very frightened? Yes No was yes" in shown
    assert '<svg class="sh-grades"' in done.text
    assert Standing.everything.get().grade == "medium"


def test_a_lower_grade_says_beforehand_and_afterwards_that_it_will_not_stand(as_, case):
    high_risk(*PAIR)
    client, address = as_("first_responder"), f"/cases/{case.id}/risk/assess/dash/"
    assert "Only a domestic abuse specialist who did not set it lowers a grade." in text(client.get(address))
    done = client.post(address, {"answer:1": "no", "grade": "standard", "rationale": "calm", "do": "record"}, follow=True)
    assert "The grade stays high" in text(done)
    assert "(they would have graded it standard)" in text(done)
    assert client.get(f"/cases/{case.id}/risk/review/").status_code == 403
    refused = client.post(f"/cases/{case.id}/risk/regrade/", {"grade": "medium", "reason": "he has moved out"})
    assert refused.status_code == 422
    assert "he has moved out" in refused.text
    lowered = as_("da_specialist").post(f"/cases/{case.id}/risk/review/", {"grade": "medium", "reason": "he is in prison"}, follow=True)
    assert "Your review is on record." in text(lowered)
    assert Standing.everything.get().grade == "medium"


def test_a_duty_a_call_and_a_case_lead_to_the_form_in_one_step_and_the_form_to_no_other(as_, case):
    client = as_("shift_sergeant")
    found = re.findall(r'href="(/duties/[^"]*risk-supervised[^"]*/done/\?[^"]*)"', client.get(f"/cases/{case.id}/").text)
    assert found
    led = client.get(found[0].replace("&amp;", "&"))
    assert led.status_code == 302
    assert f"/cases/{case.id}/risk/supervise/?about=" in led["Location"]
    asked = client.get(led["Location"])
    assert "Look at the assessment as a supervisor" in text(asked)
    assert f'href="/cases/{case.id}/risk/assess/"' in as_("first_responder").get(f"/cases/{case.id}/").text
    assert client.get(f"/cases/{case.id}/record/risk.regraded/").status_code == 403


def test_a_wording_that_cannot_be_read_is_told_and_one_that_can_is_shown_instead_of_ours(as_, case, settings, tmp_path):
    client, address = as_("investigator"), f"/cases/{case.id}/risk/assess/stalking_screen/"
    settings.SAFEHOLD_INSTRUMENT_WORDING = str(tmp_path / "screen.yaml")
    items = "\n".join(f'  "{n}": "Licensed question {n}"' for n in range(1, 12))
    head = 'instrument: stalking_screen\nversion: "2009"\nedition: Northshire\nlicence: agreed\nitems:\n'
    (tmp_path / "screen.yaml").write_text(head + items.rpartition("\n")[0])
    assert "screen.yaml, line 6: items lacks the wording of 11" in text(client.get(address))
    (tmp_path / "screen.yaml").write_text(head + items)
    shown = text(client.get(address))
    assert "Licensed question 11" in shown
    assert "Very frightened" not in shown


def test_what_is_not_verified_says_so_where_it_is_shown(as_, case):
    client = as_("da_specialist")
    assert "These are not the questions of the instrument, which were not found" in text(client.get(f"/cases/{case.id}/risk/assess/dara/"))
    weighed = text(client.get(f"/cases/{case.id}/risk/assess/danger_assessment/"))
    assert "The weights are from memory, not checked against its source." in weighed
    assert client.get(f"/cases/{case.id}/risk/assess/nothing/").status_code == 404
    assert client.get(f"/cases/{case.id}/risk/nothing/").status_code == 404


def test_what_she_said_of_an_item_stands_apart_where_her_address_is_confidential(as_, case, owner):
    event("marker.set", ago(hours=3), ANNA, marker="confidential_address")
    given = {"answer:18": "yes", "remark:18": "at zqxvjwhouse", "grade": "high", "rationale": "x", "do": "record"}
    as_("da_specialist").post(f"/cases/{case.id}/risk/assess/dash/", given)
    assert everywhere(owner, "zqxvjw") == []
    assert "zqxvjwhouse" in as_("da_specialist").get(f"/cases/{case.id}/risk/").text


def test_what_is_recorded_is_about_nothing_of_another_case_whatever_is_sent(as_, case):
    theirs = event("call.received", ago(days=1), *OTHER_PAIR, agency="southmere-police", channel="999", domestic=True)
    other = Case.everything.exclude(id=case.id).get()
    client, mine = as_("da_specialist"), StoredEvent.objects.using("owner").filter(kind="call.received").earliest("seq")
    about = f"{theirs.source}/{theirs.id}"
    assert client.post(f"/cases/{case.id}/risk/again/", {"unchanged": "yes", "reason": "he is away", "about": about}).status_code == 302
    given = {"answer:18": "yes", "grade": "high", "rationale": "his hands", "about": about, "do": "record"}
    assert client.post(f"/cases/{case.id}/risk/assess/dash/", given).status_code == 302
    own = given | {"answer:2": "yes", "about": f"{mine.source}/{mine.source_id}"}
    assert client.post(f"/cases/{case.id}/risk/assess/dash/", own).status_code == 302
    assert not CaseAgency.objects.using("owner").filter(case_id=other.id, agency="northshire-police").exists()
    told = About.objects.using("owner").filter(event__kind__startswith="risk.", event__source="safehold")
    assert [(each.source, each.source_id) for each in told] == [(mine.source, mine.source_id)]
