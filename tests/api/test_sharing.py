"""Sharing by other systems: as far as on the pages, on a law, and logged; of one's own agency's cases alone."""

import pytest

from harness.recorded import ANNA, BORIS, OTHER_PAIR, ago, event, high_risk
from safehold.access.looks import Look
from safehold.chronology.envelope import EventId
from safehold.identity.models import Case
from safehold.sharing.models import Share

HOUSING = "northshire-housing"
WHY = {
    "agency": HOUSING, "decided_by": "npol-das-104", "gateways": ["safeguarding"], "necessity": "to decide on a move",
    "proportionality": "no more than that", "consent": "given",
}  # fmt: skip
PART = WHY | {"extent": "part", "subjects": ["risk", "orders"]}


@pytest.fixture
def case(staff) -> str:
    high_risk(ANNA, BORIS)
    event("order.made", ago(days=2), ANNA | {"address": "3 Quayside Row"}, BORIS, order="non_molestation", conditions=["no contact"])
    event("victim.moved", ago(days=1), ANNA, BORIS, to="refuge", confidential=True)
    event("idva.engaged", ago(minutes=5), ANNA, BORIS, agency="northshire-idva", role="idva", source="idva-files", key="T-1")
    event("call.received", ago(days=1), *OTHER_PAIR, channel="999", domestic=True, agency="southmere-police", source="southmere-cad")
    return Case.everything.filter(events__gte=4).latest("events").pk


def test_a_part_is_shared_read_by_whom_it_was_shared_with_and_by_nobody_else_and_logged(system, case):
    police, housing = system(), system(agency=HOUSING, name="housing")
    status, given = police.post("shares", PART | {"case": case})
    assert (status, given["outcome"]) == (200, "new")
    share = Share.everything.get()
    assert (share.extent, share.work, share.gateways, share.with_agency) == ("part", False, ["safeguarding"], HOUSING)
    assert police.post("shares", PART | {"case": case})[1] == {"number": given["number"], "outcome": "duplicate"}
    assert Share.everything.count() == 1
    (listed,) = housing.get("shares")[1]["shares"]
    assert (listed["number"], listed["of_agency"], listed["case"], listed["lasts"]) == (given["number"], "northshire-police", None, True)
    shown = housing.get(f"shares/{given['number']}")[1]
    assert shown["said"]["necessity"] == "to decide on a move"
    assert [person["family_name"] for person in shown["people"]] == ["Quillfeather", "Tanglewood"]
    kinds = {each["kind"] for each in shown["records"]}
    assert "order.made" in kinds
    assert kinds.isdisjoint({"victim.moved", "idva.engaged"})
    assert "Quayside" not in str(shown)
    look = Look.objects.filter(agency=HOUSING).latest("pk")
    assert (look.task, look.case_ids, look.role) == (f"share {given['number']}", [case], "other_system")
    assert housing.get("cases/" + case)[0] == 404
    health = system(agency="northshire-health", name="health")
    assert health.get("shares")[1] == {"shares": [], "next": None}
    assert health.get(f"shares/{given['number']}") == health.get("shares/987654")
    assert police.get("shares", whose="of")[1]["shares"][0]["case"] == case


def test_a_fact_is_a_sentence_or_one_event_and_what_ended_shows_nothing(system, case):
    police, housing = system(), system(agency=HOUSING, name="housing")
    number = police.post("shares", WHY | {"case": case, "extent": "fact", "words": "There is an order."})[1]["number"]
    assert housing.get(f"shares/{number}")[1]["said"]["words"] == "There is an order."
    share = Share.everything.get()
    event("information.withdrawn", ago(), about=EventId(share.source, share.source_id), more={"from": HOUSING}, reason="done")
    assert housing.get(f"shares/{number}")[0] == 404
    assert [each["lasts"] for each in housing.get("shares")[1]["shares"]] == [False]


WRONG = (
    ({"gateways": ["because"]}, "gateways"),
    ({"gateways": []}, "given.gateways"),
    ({"necessity": " "}, "given.necessity"),
    ({"consent": "refused"}, "consent_reason"),
    ({"until": "2020-01-01"}, "until"),
    ({"subjects": ["everything"]}, "subjects"),
    ({"subjects": ["plan"]}, "subjects"),
    ({"subjects": [], "events": [{"source": "idva-files", "id": "T-1"}]}, "events"),
    ({"extent": "whole"}, "given.extent"),
    ({"extent": "fact", "subjects": []}, "words"),
    ({"agency": "northshire-police"}, "agency"),
    ({"agency": "nowhere"}, "agency"),
)


def test_what_cannot_be_shared_so_says_where_and_shares_nothing(system, case):
    police = system()
    for given, where in WRONG:
        status, answer = police.post("shares", PART | {"case": case} | given)
        assert (status, answer["errors"][0]["where"]) == (422, where), given
    assert not Share.everything.exists()


def test_a_case_of_others_one_that_was_given_and_one_that_is_restricted_are_not_passed_on(system, case):
    police = system()
    theirs = Case.everything.exclude(pk=case).latest("events").pk
    assert police.post("shares", PART | {"case": theirs}) == police.post("shares", PART | {"case": "999-998"})
    event("information.shared", ago(minutes=3), ANNA, BORIS, more={"with": HOUSING}, extent="whole", may="work")
    housing = system(agency=HOUSING, name="housing")
    assert housing.post("shares", PART | {"case": case, "agency": "northshire-health"})[0] == 403
    event("record.restricted", ago(minutes=1), ANNA, BORIS, role="da_specialist", to=["npol-das-104"], reason="A member of staff")
    assert police.post("shares", PART | {"case": case})[0] == 404
    assert police.get("shares", whose="of")[1]["shares"] == []
    assert not Share.everything.exclude(extent="whole").exists()
