"""The investigation of a case, and what may not be recorded of it yet."""

import pytest
from django.urls import reverse

from harness.recorded import PAIR, ago, event
from harness.signed_in import sign_in, words
from safehold.chronology.models import StoredEvent
from safehold.identity.models import Case
from safehold.rulebook.models import Obligation


@pytest.fixture
def case(staff):
    event("call.received", ago(days=20), *PAIR, channel="999", domestic=True, strangulation=True, key="call")
    event("suspect.warned", ago(days=19), *PAIR, warning="harassment")
    event("attendance.recorded", ago(days=4), *PAIR, body_worn_video="yes", photographs="no", reasons={"photographs": "no light"})
    event("crime.recorded", ago(days=4), *PAIR, offence="assault")
    return Case.everything.get()


@pytest.fixture
def investigator(client, case):
    return sign_in(client, "investigator")


def post(client, case, kind, **data):
    address = reverse("case-record", args=[case.id, kind])
    return client.post(address, {f"data-{name}": value for name, value in data.items()} | {"day": "", "time": "", "note": ""})


def test_the_page_says_what_is_held_what_is_missing_and_who_could_still_get_it(investigator, case):
    page = investigator.get(reverse("case-investigation", args=[case.id]))
    text = words(page)
    assert "Body-worn video Held" in text
    assert "Photographs of injuries, damage and the place Missing No light First responder could still get it" in text
    assert "An examination for signs of strangulation Nothing on record" in text
    assert "usually gone since" in text
    assert "Nobody has reviewed the evidence that does not rest on her" in text
    assert "Suspect warned: harassment" in text
    assert reverse("case-investigation", args=[case.id]) in investigator.get(reverse("case", args=[case.id])).text


def test_a_crime_is_closed_for_lack_of_support_only_after_a_review_and_by_two(investigator, case):
    closed = {"outcome": "16", "evidence_led_review": "yes", "supervisor": "npol-ss-104"}
    refused = post(investigator, case, "crime.outcome", **closed)
    assert refused.status_code == 422
    assert "Record that review first" in words(refused)
    assert not StoredEvent.objects.filter(kind="crime.outcome").exists()
    assert post(investigator, case, "evidence.reviewed", why="No video, no witness", sufficient="no", purpose="closure").status_code == 302
    assert "The evidence has been reviewed." in words(investigator.get(reverse("case-investigation", args=[case.id])))
    assert post(investigator, case, "crime.outcome", **closed).status_code == 302
    assert Obligation.everything.get(rule="evidence-led-review").state == "fulfilled"


def test_what_another_system_closed_without_a_review_stands_as_a_breach(investigator, case):
    event("crime.outcome", ago(days=1), *PAIR, outcome="16", evidence_led_review=False)
    text = words(investigator.get(reverse("case-investigation", args=[case.id])))
    assert "no review of the case without her evidence" in text.casefold()


def test_a_victim_is_not_penalised_and_he_is_not_warned_again_without_a_word(investigator, case):
    refused = post(investigator, case, "penalty.issued", to_role="victim", penalty="fixed penalty")
    assert (refused.status_code, "A victim is not penalised" in words(refused)) == (422, True)
    refused = post(investigator, case, "suspect.warned", warning="caution")
    assert "1 report and 1 warning on record already" in words(refused)


def test_a_voluntary_interview_without_a_reason_is_questioned(investigator, case):
    event("suspect.interviewed", ago(days=1), *PAIR, how="voluntary")
    assert "no reason why an arrest was not necessary" in words(investigator.get(reverse("case-investigation", args=[case.id])))


def test_the_file_goes_with_the_history_unless_somebody_says_why_not(investigator, case):
    address = reverse("case-investigation-file", args=[case.id])
    page = investigator.get(address)
    assert "Reports on record: 1" in words(page)
    ticked = [name for name, _ in page.context_data["form"].fields["included"].choices]
    refused = investigator.post(address, {"included": ["evidence"]})
    assert (refused.status_code, "Send the history with the file" in words(refused)) == (422, True)
    assert investigator.post(address, {"included": ticked}).status_code == 302
    assert StoredEvent.objects.filter(kind="cps.file_sent").count() == 1


def test_who_only_reads_cases_is_offered_nothing_to_record(client, case):
    page = sign_in(client, "control_room_supervisor").get(reverse("case-investigation", args=[case.id]))
    assert page.context_data["recordable"] == []
    assert "Send the file" not in words(page)
