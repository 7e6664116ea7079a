"""Who comes in: a token that holds, of the scope that is asked for, and not too often; nothing else."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from api.asking import EVERYTHING
from harness.signed_in import sign_in
from safehold.access.looks import Look
from safehold.access.models import User
from safehold.access.signing_in import services
from safehold.access.signing_in.models import Service, Token
from safehold.access.systems.limits import BadLimits, load, standard
from safehold.access.systems.models import Known

OPERATIONS = {
    ("get", "events?source=s&id=1"): "read_events",
    ("post", "events"): "send_events",
    ("post", "checks"): "check_history",
    ("get", "duties"): "read_duties",
    ("get", "cases/1-2"): "read_cases",
    ("get", "shares"): "read_shares",
    ("get", "shares/7"): "read_shares",
    ("post", "shares"): "share_records",
    ("get", "chain"): "read_chain",
}
SHARE = json.dumps({
    "case": "1-2", "agency": "northshire-housing", "decided_by": "x", "extent": "fact", "words": "x", "gateways": ["safeguarding"],
    "necessity": "x", "proportionality": "x", "consent": "given",
})  # fmt: skip
QUESTION = '{"task": {"source": "s", "id": "1"}, "victim": {"family_name": "Brackenridge"}}'


def ask(client, how: str, where: str):
    body = SHARE if where == "shares" else QUESTION
    more = {"data": body, "content_type": "application/json"} if how == "post" else {}
    return getattr(client, how)(f"/api/v1/{where}", **more)


def test_each_operation_asks_for_its_own_scope_and_a_refusal_is_logged_in_the_systems_name(system):
    for (how, where), scope in OPERATIONS.items():
        before = Look.objects.count()
        answer = ask(system(*(EVERYTHING - {scope})).client, how, where)
        assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json"), where
        assert answer.json()["detail"].endswith("not by this token.")
        refused = Look.objects.latest("pk")
        assert (Look.objects.count(), refused.refused, refused.role, refused.agency) == (
            before + 1,
            True,
            "other_system",
            "northshire-police",
        )
        assert (refused.user.display_name, refused.user.is_active) == ("control-room", False)
        assert ask(system(scope).client, how, where).status_code != 401, where


def test_health_and_the_document_are_for_any_token_that_holds(system):
    police = system("read_chain")
    assert police.get("health") == (
        200,
        {"status": "ready", "agency": "northshire-police", "system": "control-room", "scopes": ["read_chain"]},
    )
    document = police.get("openapi.json")[1]
    assert {(how, where.removeprefix("/api/v1/")) for where, hows in document["paths"].items() for how in hows} == {
        *((how, where.partition("?")[0].replace("1-2", "{case}").replace("7", "{number}")) for how, where in OPERATIONS), ("get", "health"),
    }  # fmt: skip


@pytest.mark.parametrize("where", ["health", "openapi.json", "events", "nowhere", ""])
def test_without_a_token_that_holds_there_is_nothing_whatever_cookies_are_sent(system, client, where):
    sign_in(client, "records_manager")
    bad = [{}, {"authorization": "Bearer safehold_nothing"}, {"authorization": f"Basic {system().token}"}]
    for headers in bad:
        answer = client.get(f"/api/v1/{where}", headers=headers)
        assert (answer.status_code, answer["Content-Type"], answer["WWW-Authenticate"]) == (401, "application/problem+json", "Bearer")
        assert answer["Cache-Control"] == "no-store"


def test_a_token_that_was_revoked_or_ended_opens_nothing(system):
    police, other = system(), system()
    account = Service.objects.get()
    services.revoke(account, services.numbered(account, police.token[-4:]), None)
    assert police.get("health")[0] == 401
    until = Token.objects.latest("pk").expires_at
    with time_machine.travel(until - timedelta(seconds=1), tick=False):
        assert other.get("health")[0] == 200
    with time_machine.travel(until, tick=False):
        assert other.get("health")[0] == 401


def test_a_token_opens_no_page_and_its_account_never_signs_in(system, client, staff):
    police = system()
    police.get("health")
    assert police.client.get("/work/").status_code == 302
    number = User.objects.get(display_name="control-room").staff_id
    client.post("/sign-in/as", {"staff_id": number})
    client.post("/sign-in", {"staff_id": number, "password": "!"})
    assert client.get("/work/").status_code == 302


def test_a_cookie_beside_a_token_is_taken_off_and_none_is_set(system, client):
    sign_in(client, "records_manager")
    before = client.cookies["session"].value
    answer = client.get("/api/v1/health", headers={"authorization": f"Bearer {system().token}"})
    assert (answer.status_code, answer.cookies) == (200, {})
    assert client.cookies["session"].value == before
    assert client.get("/work/").status_code == 200


def test_whoever_asks_too_often_waits_and_another_account_does_not(system):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        police, other = system(), system(name="records")
        police.get("health")
        assert Known.objects.get().remaining == standard().requests_at_once.value - 1
        Known.objects.update(remaining=1)
        assert police.get("health")[0] == 200
        late = police.client.get("/api/v1/health")
        assert (late.status_code, late["Retry-After"], late["Content-Type"]) == (429, "1", "application/problem+json")
        assert system().get("health")[0] == 429, "another token of the account asks for the same account"
        assert other.get("health")[0] == 200
        clock.shift(timedelta(seconds=1))
        asked = [police.get("health")[0] for _ in range(6)]
        assert asked == [200] * 5 + [429]


def test_what_is_no_operation_is_a_problem_too(system):
    police = system().client
    for answer, status in ((police.get("/api/v1/nowhere"), 404), (police.put("/api/v1/events"), 405), (police.get("/api/v2/events"), 404)):
        assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert "POST" in police.put("/api/v1/events")["Allow"]
    assert police.get("/api/v1/docs").status_code == 404


def test_limits_that_let_nobody_in_are_not_taken():
    with pytest.raises(BadLimits, match="limits.yaml"):
        load("page: {value: 1}")


def test_without_tls_a_token_is_refused_and_not_led_on(system, settings):
    police = system("read_chain")
    settings.SECURE_SSL_REDIRECT = True
    assert police.client.get("/api/v1/health", secure=True).status_code == 200
    plain = police.client.get("/api/v1/health")
    assert (plain.status_code, plain["Content-Type"]) == (403, "application/problem+json")
    assert "replaced" in plain.json()["detail"]
