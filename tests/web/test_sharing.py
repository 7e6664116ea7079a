"""Sharing on the pages: what is shown beforehand is what is then seen, by them and by nobody else, until it ends."""

import re
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from harness.recorded import ANNA, BORIS, OTHER_PAIR, PAIR, ago, event, high_risk
from harness.signed_in import sign_in, somebody
from safehold.access.looks import Look
from safehold.chronology.models import StoredEvent
from safehold.identity.models import Case
from safehold.sharing.models import Share, Shown

HOUSING = "northshire-housing"
SINCE = "something was recorded since that they do not see"
CHILD = {"ref": "N9", "role": "child", "given_name": "Mia", "family_name": "Quillfeather", "date_of_birth": "2016-05-01"}
TERMS = {
    "extent": "part", "subjects": ["risk", "orders", "contact"], "named": ["victim", "suspect"], "may": "view", "until": "",
    "gateways": ["safeguarding"], "necessity": "to decide on a move", "proportionality": "no more than that", "consent": "given",
}  # fmt: skip


@pytest.fixture
def case(staff):
    high_risk(*PAIR)
    order = event("order.made", ago(days=2), ANNA, BORIS, order="non_molestation", until="2027-01-01", conditions=["no contact"])
    event("safe_contact.set", ago(days=2), ANNA | {"phone": "07700 900123"}, methods=["text"], codeword="heron")
    event("child.identified", ago(days=2), ANNA, BORIS, CHILD, age=9, school="Harbour Primary")
    event("victim.moved", ago(days=1), ANNA, to="refuge", confidential=True)
    high_risk(*OTHER_PAIR)
    found = Case.everything.get(id__in=[each.id for each in Case.everything.all()], suspect_id__isnull=False, events__gte=4)
    found.order = f"{order.source}/{order.id}"
    return found


@pytest.fixture
def specialist(case):
    return sign_in(Client(), "da_specialist")


def shared(client: Client, case: Case, **more: object):
    answer = client.post(f"/cases/{case.id}/share/", {"to": [HOUSING], "step": "share", **TERMS, **more})
    assert answer.status_code == 302, answer.text
    return Share.everything.order_by("event_id").last()


def test_what_is_shown_beforehand_is_what_is_then_seen_and_nothing_is_shared_by_looking(case, specialist):
    answer = specialist.post(f"/cases/{case.id}/share/", {"to": [HOUSING], "step": "preview", **TERMS})
    assert answer.status_code == 200
    assert "Nothing is shared yet" in answer.text
    assert not Share.everything.exists()
    section = answer.text.partition('<section class="sh-panel"')[2].partition("</section>")[0]
    share = shared(specialist, case)
    page = somebody(HOUSING).get(f"/sharing/{share.event_id}/")
    panel = page.text.partition('aria-label="What is shown">')[2].partition("</section>")[0]
    said = section.partition("</h2>")[2]
    assert said.split() == panel.split()
    assert "molestation" in panel
    assert "QUILLFEATHER" in panel
    for never in ("heron", "Harbour", "Mia", "07700", "refuge", "Moved"):
        assert never not in panel, never


def test_nobody_but_the_agency_it_was_shared_with_and_those_in_the_case_sees_a_part(case, specialist):
    share = shared(specialist, case)
    housing = somebody(HOUSING)
    assert "QUILLFEATHER" in housing.get("/sharing/").text
    for foreign in (somebody("northshire-health"), somebody("southmere-police", "da_specialist")):
        assert foreign.get(f"/sharing/{share.event_id}/").status_code == 404
        assert "QUILLFEATHER" not in foreign.get("/sharing/").text
    for address in (f"/cases/{case.id}/", f"/people/{case.victim_id}/", f"/cases/{case.id}/record/", f"/cases/{case.id}/share/"):
        answer = housing.get(address)
        assert answer.status_code in (403, 404), address
        assert "QUILLFEATHER" not in answer.text


def test_what_was_shared_is_named_to_whoever_shared_it_and_numbered_to_their_colleagues(case, specialist):
    assert shared(specialist, case, extent="whole").extent == "whole"
    listed = specialist.get("/sharing/").text
    assert "QUILLFEATHER" in listed
    colleagues = somebody("northshire-police", "investigator").get("/sharing/").text
    assert f"Case {case.id}" in colleagues
    assert "QUILLFEATHER" not in colleagues


def test_a_look_through_a_share_is_logged_with_its_number_and_told_to_whoever_shared_it(case, specialist):
    share = shared(specialist, case)
    somebody(HOUSING).get(f"/sharing/{share.event_id}/")
    look = Look.objects.filter(agency=HOUSING).latest("at")
    assert look.task == f"share {share.event_id}"
    assert set(look.persons) == {case.victim_id, case.suspect_id}
    assert look.case_ids == [case.id]
    page = specialist.get(f"/sharing/{share.event_id}/").text
    assert "Agency representative: 1 times" in page


def test_what_is_taken_back_is_gone_at_once_and_what_they_recorded_stays_with_them(case, specialist):
    share = shared(specialist, case, may="work")
    housing = somebody(HOUSING)
    address = f"/sharing/{share.event_id}/"
    assert housing.post(f"{address}record/victim.told/", {"data-topic": "plan", "data-method": "phone"}).status_code == 302
    assert specialist.post(f"{address}end/", {"reason": "the move is done"}).status_code == 302
    page = housing.get(address)
    assert page.status_code == 200
    assert "not shared with your agency any more" in page.text
    assert "Told" in page.text or "told" in page.text
    assert "QUILLFEATHER" not in page.text
    assert "molestation" not in page.text
    assert housing.get(f"{address}record/").status_code == 404
    assert housing.get(f"/cases/{case.id}/").status_code == 404
    assert Shown.everything.filter(share=share.event_id).exists()  # what was shown stays on record with whoever shared it


def test_what_is_shared_to_be_viewed_is_not_recorded_in(case, specialist):
    share = shared(specialist, case)
    housing = somebody(HOUSING)
    assert housing.get(f"/sharing/{share.event_id}/record/victim.told/").status_code == 404
    whole = shared(specialist, case, extent="whole")
    assert housing.get(f"/cases/{case.id}/").status_code == 200
    assert "Share</a>" not in housing.get(f"/cases/{case.id}/").text
    assert housing.post(f"/cases/{case.id}/record/victim.told/", {"data-topic": "plan"}).status_code == 403
    assert specialist.post(f"/sharing/{whole.event_id}/end/", {"reason": "done"}).status_code == 302
    assert housing.get(f"/cases/{case.id}/").status_code == 404


def test_what_must_come_first_in_an_investigation_is_asked_under_a_share_of_a_part_too(case, specialist):
    shared(specialist, case, may="work", to=["southmere-police"])
    share = Share.everything.latest("event_id")
    theirs = somebody("southmere-police", "investigator")
    address = f"/sharing/{share.event_id}/record/penalty.issued/"
    answer = theirs.post(address, {"data-to_role": "victim", "data-offence": "wasting police time"})
    assert answer.status_code == 422
    assert "A victim is not penalised for what she reports" in answer.text
    assert not StoredEvent.objects.filter(kind="penalty.issued").exists()
    assert theirs.post(address, {"data-to_role": "suspect", "data-offence": "assault"}).status_code == 302
    # Of what the case holds no refusal tells them.
    address = f"/sharing/{share.event_id}/record/"
    assert "may be earlier reports" in theirs.post(f"{address}suspect.warned/", {"data-warning": "harassment"}).text
    closed = theirs.post(f"{address}crime.outcome/", {"data-outcome": "16"})
    assert "Ask the agency that shared it to close it" in closed.text


def test_recording_under_a_share_of_the_whole_case_does_not_keep_it_open(case, specialist):
    share = shared(specialist, case, extent="whole", may="work")
    housing = somebody(HOUSING)
    assert housing.post(f"/cases/{case.id}/record/victim.told/", {"data-topic": "plan"}).status_code == 302
    assert specialist.post(f"/sharing/{share.event_id}/end/", {"reason": "done"}).status_code == 302
    assert housing.get(f"/cases/{case.id}/").status_code == 404


def test_whoever_was_given_a_case_does_not_pass_it_on(case, specialist):
    shared(specialist, case, extent="whole", may="work")
    housing = somebody(HOUSING)
    answer = housing.post(f"/cases/{case.id}/share/", {"to": ["northshire-health"], "step": "share", **TERMS})
    assert answer.status_code == 422
    assert "was shared with your agency" in answer.text


def test_it_stands_as_unread_until_somebody_there_says_that_they_have_it(case, specialist):
    share = shared(specialist, case)
    housing = somebody(HOUSING)
    bar = housing.get("/work/").text.partition("<main")[0]
    assert "/sharing/" in bar
    assert "Nobody there has said that they have it" in specialist.get("/sharing/").text
    assert housing.post(f"/sharing/{share.event_id}/received/", {"words": "we move her on Monday"}).status_code == 302
    assert Share.everything.get(event_id=share.event_id).acknowledged_by == f"{HOUSING}-agency_representative"
    assert "/sharing/" not in housing.get("/work/").text.partition("<main")[0]
    assert "Received" in specialist.get("/sharing/").text


def test_a_changed_end_counts_and_a_past_one_shows_nothing(case, specialist):
    share = shared(specialist, case, until=(timezone.localdate() + timedelta(days=3)).isoformat())
    assert "ends soon" in specialist.get("/sharing/").text
    assert specialist.post(f"/sharing/{share.event_id}/change/", {"until": "", "reason": "she moves later"}).status_code == 302
    assert "ends soon" not in specialist.get("/sharing/").text
    past = (timezone.localdate() - timedelta(days=1)).isoformat()
    assert specialist.post(f"/sharing/{share.event_id}/change/", {"until": past, "reason": "over"}).status_code == 302
    page = somebody(HOUSING).get(f"/sharing/{share.event_id}/").text
    assert "Ended" in page
    assert "QUILLFEATHER" not in page


def test_one_field_of_one_record_shows_that_field_alone(case, specialist):
    share = shared(specialist, case, extent="fact", record=f"{case.order}|until", subjects=[])
    page = somebody(HOUSING).get(f"/sharing/{share.event_id}/").text
    assert "1 January 2027" in page
    assert "no contact" not in page
    assert "molestation" not in page


def test_a_restricted_case_is_opened_to_nobody_by_a_share(case, specialist):
    share = shared(specialist, case, extent="whole")
    part = shared(specialist, case)
    event("record.restricted", ago(minutes=1), ANNA, BORIS, to=["somebody-else"], reason="staff")
    housing = somebody(HOUSING)
    assert housing.get(f"/cases/{case.id}/").status_code in (403, 404)
    for each in (share, part):
        assert housing.get(f"/sharing/{each.event_id}/").status_code == 404
    event("record.restricted", ago(minutes=0), ANNA, BORIS, to=[f"{HOUSING}-agency_representative"], reason="they help")
    assert housing.get(f"/sharing/{part.event_id}/").status_code == 200


def test_a_share_whose_writing_is_cut_off_leaves_nothing(case, specialist, monkeypatch):
    class CutOff(Exception):
        pass

    def cut_off(*_: object) -> None:
        raise CutOff

    monkeypatch.setattr("safehold.sharing.actions.record_of", lambda **given: (_recorded(**given), cut_off()))
    with pytest.raises(CutOff):
        specialist.post(f"/cases/{case.id}/share/", {"to": [HOUSING], "step": "share", **TERMS})
    assert not Share.everything.exists()


def _recorded(**given: object) -> object:
    from safehold.identity.actions import record_of

    with transaction.atomic():
        return record_of(**given)


def test_what_should_be_known_beforehand_is_said(case, specialist):
    somebody(HOUSING, name="Sid Tanglewood")
    given = {"to": [HOUSING], "step": "preview", **TERMS, "necessity": "", "consent": "refused"}
    answer = specialist.post(f"/cases/{case.id}/share/", given)
    assert "holds in confidence where she is" in answer.text
    assert "has the family name of one of the two" in answer.text
    assert "why it is necessary" in answer.text
    assert "why it is shared without her agreement" in answer.text


def test_the_chronology_tells_a_share_and_its_end_in_words(case, specialist):
    share = shared(specialist, case)
    specialist.post(f"/sharing/{share.event_id}/end/", {"reason": "the move is done"})
    page = specialist.get(f"/cases/{case.id}/").text
    assert "Shared with Northshire Housing: Risk and warnings, Orders, bail and where he is, How she may safely be reached" in page
    assert "No longer shared with Northshire Housing" in page
    assert "to decide on a move" in page


def test_a_look_at_a_case_that_was_shared_whole_says_through_which_share(case, specialist):
    share = shared(specialist, case, extent="whole")
    somebody(HOUSING).get(f"/cases/{case.id}/")
    assert Look.objects.filter(agency=HOUSING).latest("at").task.startswith(f"share {share.event_id}: ")
    assert "Agency representative: " in specialist.get(f"/sharing/{share.event_id}/").text


def test_what_is_recorded_since_is_told_to_whoever_shared_a_part_and_follows_by_their_button_alone(case, specialist):
    share = shared(specialist, case)
    housing, address = somebody(HOUSING), f"/sharing/{share.event_id}/"
    assert SINCE not in specialist.get("/sharing/").text
    assert "Recorded since" not in specialist.get(address).text
    event("order.breach_reported", ago(minutes=1), ANNA, BORIS, what="he rang her")
    event("child.identified", ago(minutes=1), ANNA, BORIS, CHILD, age=9)  # of no subject of this share
    event("victim.moved", ago(minutes=1), ANNA, to="refuge", confidential=True)  # leaves in no part
    assert SINCE in specialist.get("/sharing/").text
    page = specialist.get(address).text
    new = re.findall(r'name="event" value="([^"]+)"', page)
    assert len(new) == 1
    for shown in (housing.get(address).text, housing.get("/sharing/").text):
        assert "rang her" not in shown
        assert SINCE not in shown
        assert "Recorded since" not in shown
    assert housing.post(f"{address}more/", {"event": new}).status_code == 404
    assert specialist.post(f"{address}more/", {"event": ["test/not-there"]}).status_code == 302
    assert Share.everything.count() == 1
    assert specialist.post(f"{address}more/", {"event": new}).status_code == 302
    later = Share.everything.latest("event_id")
    assert (later.with_agency, later.extent, later.work, later.until, later.gateways) == (
        share.with_agency, "part", share.work, share.until, share.gateways,
    )  # fmt: skip
    told = housing.get(f"/sharing/{later.event_id}/").text
    assert "rang her" in told
    assert "to decide on a move" in told
    assert "rang her" not in housing.get(address).text  # a part stays as it was
    assert SINCE not in specialist.get("/sharing/").text
    assert specialist.post(f"{address}more/", {"event": new}).status_code == 302
    assert Share.everything.count() == 2


def test_what_is_recorded_since_is_told_of_no_whole_case_of_no_end_and_to_no_colleague_who_may_not_record(case, specialist):
    share = shared(specialist, case)
    event("order.breach_reported", ago(minutes=1), ANNA, BORIS, what="he rang her")
    assert "Share that as well" not in somebody("northshire-police", "inspectorate").get(f"/sharing/{share.event_id}/").text
    whole = shared(specialist, case, extent="whole")
    assert SINCE not in specialist.get("/sharing/").text
    specialist.post(f"/sharing/{whole.event_id}/end/", {"reason": "done"})
    assert SINCE in specialist.get("/sharing/").text
    specialist.post(f"/sharing/{share.event_id}/end/", {"reason": "done"})
    assert SINCE not in specialist.get("/sharing/").text


@pytest.mark.parametrize(
    ("more", "new"),
    [
        ({"subjects": [], "as_it_stands": "on"}, 2),
        ({"subjects": ["children"]}, 1),
        ({"subjects": [], "events": "the order"}, 1),  # of the subject of what was chosen by itself
        ({"extent": "fact", "words": "There is an order.", "subjects": []}, 0),
    ],
)
def test_what_is_new_is_of_what_was_shared(case, specialist, more, new):
    given = {**more, "events": [case.order]} if "events" in more else more
    share = shared(specialist, case, **given)
    event("order.breach_reported", ago(minutes=1), ANNA, BORIS, what="he rang her")
    event("child.identified", ago(minutes=1), ANNA, BORIS, CHILD, age=9)
    page = specialist.get(f"/sharing/{share.event_id}/").text
    assert len(re.findall(r'name="event" value="([^"]+)"', page)) == new


def test_the_duty_to_say_that_they_have_it_leads_to_what_was_shared(case, specialist):
    share = shared(specialist, case)
    assert f'href="/sharing/{share.event_id}/">Read what was shared' in somebody(HOUSING).get("/work/").text
