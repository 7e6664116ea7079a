"""The history check through the interface tells what the call's page tells, and only for a call of the agency that is open."""

import json
from datetime import timedelta

import pytest

from api.asking import call
from harness.recorded import ago, event
from safehold.access.looks import Look

IMKE = {
    "ref": "h1", "role": "victim", "given_name": "Imke", "family_name": "Vanterpool", "date_of_birth": "1981-09-14", "sex": "female",
    "phone": "07700 900777", "address": "19 Marsh Row", "postcode": "XN2 4QD",
}  # fmt: skip
OSWIN = {
    "ref": "h2", "role": "suspect", "relation": "ex_partner", "given_name": "Oswin", "family_name": "Tallowby",
    "date_of_birth": "1979-01-30",
}  # fmt: skip
SAID = {"given_name": "Imke", "family_name": "Vanterpool", "born": "14 September 1981"}
TASK = {"source": "northshire-cad", "id": "C-1"}
SECRETS = ("Tallowby", "TALLOWBY", "risk", "Marsh Row", "XN2", "900777", "0.9", "very likely", "ex-partner")


def known_to(agency: str) -> None:
    event("risk.assessed", ago(days=3), IMKE, OSWIN, agency=agency, role="idva", source=f"{agency}-files", instrument="dash", grade="high")


@pytest.fixture
def police(system):
    found = system("send_events", "check_history")
    found.post("events", call(occurred_at=ago(minutes=3).isoformat()))
    return found


def check(asking, **question):
    return asking.post("checks", {"task": TASK, "victim": SAID} | question)


def test_what_ones_own_agency_knows_is_told_and_logged_with_the_call(police):
    known_to("northshire-police")
    status, found = check(police)
    assert status == 200
    (her,) = found["victims"]
    assert her["name"] == "Imke VANTERPOOL"
    assert [badge["word"] for badge in her["badges"]] == ["High risk"]
    assert her["parties"][0]["name"] == "Oswin TALLOWBY"
    assert "family name" in found["searched"]
    seen = Look.objects.get(kind="check")
    assert (seen.task, seen.purpose, seen.refused) == ("call northshire-cad/C-1", "answering_call", False)
    assert len(seen.persons) == 2


def test_of_another_agencys_records_whom_to_ask_and_nothing_else(police):
    known_to("northshire-idva")
    status, found = check(police)
    assert (status, found["victims"], found["suspects"]) == (200, [], [])
    assert found["ask"] == [{"about": "victim", "agency": "Northshire Advocacy Service", "who": "independent domestic violence adviser"}]
    assert [secret for secret in SECRETS if secret in json.dumps(found)] == []
    assert len(Look.objects.get(kind="check").persons) == 1


def test_a_refuges_records_say_nothing(police):
    nobody = check(police)[1]
    known_to("westbrook-refuge")
    assert check(police)[1] == nobody


def test_an_address_gives_no_street_back_and_a_victim_is_not_named_beside_him(police):
    known_to("northshire-police")
    found = check(police, victim=None, suspect={"given_name": "Oswin", "family_name": "Tallowby", "born": "1979"})[1]
    text = json.dumps(found)
    assert found["suspects"][0]["name"] == "Oswin TALLOWBY"
    assert [secret for secret in ("VANTERPOOL", "Vanterpool", "Marsh", "900777") if secret in text] == []


def test_only_a_call_of_ones_own_that_is_open_is_reason_to_ask(police, system):
    known_to("northshire-police")
    idva = system("check_history", agency="northshire-idva", name="files")
    refusals = [check(idva), check(police, task={"source": "northshire-cad", "id": "C-0"})]
    police.post("events", call("C-8", occurred_at=(ago() - timedelta(days=8)).isoformat()))
    refusals.append(check(police, task={"source": "northshire-cad", "id": "C-8"}))
    closing = call(
        "C-9", kind="call.closed", about=["C-1"], people=[], data={"closed_as": "attended"}, occurred_at=ago(minutes=1).isoformat()
    )
    assert police.post("events", closing)[1]["new"] == 1
    refusals.append(check(police))
    assert [(status, answer["detail"]) for status, answer in refusals] == [
        (403, "task: your agency has no open call of this source and id.")
    ] * 4
    assert Look.objects.filter(kind="check", refused=True).count() == 4
    assert not Look.objects.filter(kind="check", refused=False).exists()


@pytest.mark.parametrize(
    ("question", "status", "where"),
    [
        ({"task": {"id": "C-1"}}, 422, "question.task.source"),
        ({"victim": {"family_name": "Vanterpool", "born": "last spring"}}, 422, "victim.born"),
        ({"victim": {"given_name": "a\x00"}}, 422, "question.victim.given_name"),
        ({"victim": {"family_name": "x" * 301}}, 422, "question.victim.family_name"),
        ({"victim": {"sex": "unknown"}}, 422, "question.victim.sex"),
        ({"victim": {}}, 422, "victim"),
    ],
)
def test_a_question_that_cannot_be_asked_says_where_and_repeats_nothing(police, question, status, where):
    found, answer = check(police, **question)
    assert (found, answer["errors"][0]["where"]) == (status, where)
    assert "Vanterpool" not in json.dumps(answer)
