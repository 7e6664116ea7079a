"""What a system reads is its own agency's; each look is logged in its name."""

from datetime import timedelta

import pytest

from api.asking import call
from harness.recorded import ANNA, BORIS, ago, event, high_risk, released
from safehold.access.looks import Look
from safehold.chronology.models import ChainLink
from safehold.identity.models import Case

RECORDS = {"source": "northshire-records"}


@pytest.fixture
def case(staff) -> str:
    """One case, in which the police and the advocates have recorded something."""
    high_risk(*(ANNA, BORIS))
    released(*(ANNA, BORIS))
    event("idva.engaged", ago(minutes=5), ANNA, BORIS, agency="northshire-idva", role="idva", source="idva-files", key="T-1")
    return Case.everything.get().pk


def restrict(case: str) -> None:
    event("record.restricted", ago(minutes=1), ANNA, BORIS, role="da_specialist", to=["npol-das-104"], reason="A member of staff")


def test_an_event_of_ones_own_is_read_back_as_it_was_sent_and_logged(system):
    police = system()
    police.post("events", call())
    status, found = police.get("events", source="northshire-cad", id="C-1")
    assert (status, found["event"]) == (200, call())
    seen = Look.objects.get()
    assert (seen.refused, seen.user.staff_id.partition("-")[0], len(seen.persons), seen.page) == (False, "system", 1, "/api/v1/events")


def test_anothers_event_and_none_are_answered_alike_and_the_attempt_is_logged(system, case):
    idva = system(agency="northshire-idva", name="files")
    theirs = idva.get("events", source="idva-files", id="T-1")
    assert theirs[0] == 200
    police = system()
    foreign, none = police.get("events", source="idva-files", id="T-1"), police.get("events", source="idva-files", id="T-2")
    assert foreign == none
    assert foreign[0] == 404
    assert Look.objects.filter(refused=True).count() == 2


def test_what_is_restricted_to_named_staff_no_system_reads(system, case):
    police = system()
    key = high_risk(ANNA, BORIS)
    assert police.get("events", source=key.source, id=key.id)[0] == 200
    duties = police.get("duties")[1]["duties"]
    assert duties
    assert police.get(f"cases/{case}")[0] == 200
    restrict(case)
    assert police.get("events", source=key.source, id=key.id)[0] == 404
    assert police.get("duties")[1]["duties"] == []
    assert police.get(f"cases/{case}") == police.get("cases/999-998")


def test_the_duties_of_ones_agency_come_page_by_page(system, case):
    police = system()
    whole = police.get("duties", limit=500)[1]
    assert whole["next"] is None
    keys, cursor = [], 0
    while cursor is not None:
        page = police.get("duties", limit=2, cursor=cursor)[1]
        keys += [duty["key"] for duty in page["duties"]]
        cursor = page["next"]
    assert keys == [duty["key"] for duty in whole["duties"]]
    assert len(keys) == len(set(keys)) > 4
    told = next(duty for duty in whole["duties"] if duty["cases"] == [case])
    assert told["title"]
    assert told["trigger"]
    assert [seen.case_ids for seen in Look.objects.all()].count([case]) > 1, "each page is a look"


def test_duties_are_those_of_ones_agency_alone_and_name_no_other_agencys_event(system, case):
    mine = {duty["key"] for duty in system().get("duties")[1]["duties"]}
    other = system(agency="northshire-idva", name="files").get("duties")[1]["duties"]
    assert mine.isdisjoint(duty["key"] for duty in other)
    assert not [duty for duty in other if duty["trigger"] and not duty["trigger"].startswith("idva-files/")]
    assert system(agency="westbrook-refuge", name="files").get("duties")[1]["duties"] == []


def test_without_the_scope_for_cases_a_duty_names_none(system, case):
    assert {tuple(duty["cases"]) for duty in system("read_duties").get("duties")[1]["duties"]} == {()}


def test_duties_are_narrowed_by_state_and_by_what_was_received_since(system, case):
    police = system()
    every = police.get("duties")[1]["duties"]
    pending = police.get("duties", state="pending")[1]["duties"]
    assert pending == [duty for duty in every if duty["state"] == "pending"]
    assert 0 < len(pending) <= len(every)
    two = police.get("duties", state=["pending", "breached"])[1]["duties"]
    assert {duty["state"] for duty in two} <= {"pending", "breached"}
    assert police.get("duties", changed_since=ago(hours=1).isoformat())[1]["duties"] == every
    later = (ago() + timedelta(hours=1)).isoformat()
    assert police.get("duties", changed_since=later)[1]["duties"] == []


def test_a_case_says_what_ones_agency_has_in_it(system, case):
    status, found = system("read_cases").get(f"cases/{case}")
    assert (status, found["case"], found["events"]) == (200, case, 2)
    assert sum(found["duties"].values()) > 0
    assert found["next_due_at"]
    assert Look.objects.latest("pk").case_ids == [case]
    advocates = system(agency="northshire-idva", name="files").get(f"cases/{case}")[1]
    assert advocates["events"] == 1


def test_a_case_of_others_and_none_are_answered_alike(system, case):
    refuge = system(agency="westbrook-refuge", name="files")
    assert refuge.get(f"cases/{case}") == refuge.get("cases/999-998")
    assert refuge.get(f"cases/{case}")[0] == 404
    assert refuge.get("cases/anything")[0] == 422


def test_the_end_of_ones_chain_can_be_noted(system, case):
    police = system()
    link = ChainLink.objects.filter(agency="northshire-police").order_by("-position")[0]
    assert police.get("chain")[1] == {"agency": "northshire-police", "position": 2, "digest": bytes(link.digest).hex()}
    assert system("read_chain", agency="westbrook-refuge", name="files").get("chain")[1]["position"] == 0


@pytest.mark.parametrize(
    ("where", "query", "wrong"),
    [
        ("duties", {"limit": 0}, "query.limit"),
        ("duties", {"limit": 501}, "query.limit"),
        ("duties", {"state": "late_ish"}, "query.state.0"),
        ("duties", {"changed_since": "2026-11-22T09:00:00"}, "query.changed_since"),
        ("events", {"source": "a\x00", "id": "1"}, "query.source"),
        ("events", {"source": "a"}, "query.id"),
    ],
)
def test_a_question_that_cannot_be_read_says_where(system, where, query, wrong):
    status, answer = system().get(where, **query)
    assert (status, [each["where"] for each in answer["errors"]]) == (422, [wrong])


def test_what_was_corrected_in_a_case_that_is_restricted_since_is_not_read_back_either(system, case):
    police = system("read_events")
    first = event("victim.requested", ago(hours=3), ANNA, BORIS, what="to be rung at work")
    event("victim.requested", ago(hours=3), ANNA, BORIS, corrects=first, what="not to be rung")
    struck = high_risk(ANNA, BORIS)
    event("event.voided", ago(minutes=2), about=struck, reason="Another woman of that name")
    for key in (first, struck):
        assert police.get("events", source=key.source, id=key.id)[0] == 200
    restrict(case)
    for key in (first, struck):
        assert police.get("events", source=key.source, id=key.id)[0] == 404
