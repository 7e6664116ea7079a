"""Odd values in every field of every form and in every query that a page reads: never a fault, and nothing is stored that was not asked.

How many for each address: SAFEHOLD_ODD, for a long run by hand; few in the suite, of a million characters only now and then.
SAFEHOLD_ODD=200 .venv/bin/pytest tests/security/test_odd_values.py -q -n0
"""

import os
import random

import pytest

from harness.recorded import OTHER_PAIR, PAIR, event, high_risk, released
from harness.signed_in import sign_in
from safehold.access.looking import pace
from safehold.access.models import Agency, Posting, User
from safehold.chronology.catalogue import CATALOGUE
from safehold.identity.models import Case
from safehold.rulebook.models import Obligation
from safehold.web import duties
from security.everybody import filled, may_everything, routes, signed_in
from security.needs import BY_TOKEN
from security.odd_values import asked_for, body, offered

MANY = int(os.environ.get("SAFEHOLD_ODD", "0"))
SEED = 20261122
# What ends the session with which the rest is tried.
ENDS = frozenset({"sign-out", "sign-in-as", "posting"})
KINDS = sorted(CATALOGUE.kinds)
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def somebody(staff, monkeypatch):
    may_everything(monkeypatch)
    monkeypatch.setattr(pace, "slowed", lambda _viewer: None)  # whoever tries so much would wait
    released(*PAIR)
    high_risk(*PAIR)
    event("call.received", "2026-03-01", *PAIR, channel="999", domestic=True)
    released(*OTHER_PAIR, agency="southmere-police")
    return signed_in()


@pytest.fixture
def given(somebody):
    """Numbers of their own, so that a page is reached and not only its refusal."""
    ours = Case.everything.order_by("id")[0]
    duty = Obligation.everything.filter(cases__contains=[ours.id]).order_by("pk")[0]
    return {
        "case_id": ours.id, "subject": ours.id, "person": str(ours.victim_id), "kind": "victim.requested", "one": str(ours.victim_id),
        "other": str(ours.suspect_id), "judgement": "linked", "trigger": str(duty.trigger_event), "rule": duty.rule,
        "token": duties.token(duty), "do": "done",
    }  # fmt: skip


def stands(owner):
    """What nobody here may change, whatever is sent."""
    found = [
        owner.execute("SELECT count(*) FROM chronology_event WHERE agency = 'southmere-police'").fetchone(),
        owner.execute("SELECT DISTINCT agency FROM chronology_event ORDER BY 1").fetchall(),
        list(Agency.objects.order_by("pk").values_list()),
        list(Posting.objects.exclude(agency="northshire-police").order_by("pk").values_list("pk", "agency", "role", "last_day")),
        list(User.objects.filter(is_active=True).exclude(postings__agency="northshire-police").order_by("pk").values_list("staff_id")),
    ]
    owner.rollback()
    return found


def test_whatever_is_sent_is_answered_and_nothing_else_is_stored(somebody, given, owner):
    before, faults, names_tried, tried = stands(owner), [], 0, 0
    for name, route in routes():
        if name in ENDS or route.startswith(BY_TOKEN):
            continue
        chance = random.Random(f"{SEED} {name}")  # another page changes nothing of what is tried at this one
        address = filled(route, given)
        with asked_for() as asked:
            page = somebody.get(address)
            fields = offered(page.text) if page.status_code in (200, 422) and "html" in page["Content-Type"] else []
            somebody.post(address, b"", content_type=FORM)
        names = sorted({*asked, *(each for each, _ in fields)} - {"csrfmiddlewaretoken"})
        names_tried += len(names)
        for turn in range(MANY or 1):
            if turn and "<str:kind>" in route:  # every kind of event is a form of its own
                address = filled(route, given | {"kind": chance.choice(KINDS)})
                fields = offered(somebody.get(address).text)
                names = sorted({each for each, _ in fields} - {"csrfmiddlewaretoken"})
            if names and (MANY or turn == 0):
                query = body(chance, [], names)[:60_000].rpartition(b"%")[0] or b"page=x"
                answers = [("get", query, somebody.get(address, QUERY_STRING=query.decode()))]
            else:
                answers = []
            sent = body(chance, fields, names)
            answers.append(("post", sent, somebody.post(address, sent, content_type=FORM)))
            for way, what, answer in answers:
                tried += 1
                if answer.status_code >= 500:
                    faults.append((name, way, answer.status_code, what[:3000]))
                elif way == "post" and b"elsewhere.example" in what and "elsewhere.example" in answer.headers.get("Location", ""):
                    faults.append((name, way, "led elsewhere", what[:300]))
        if somebody.get("/still").status_code != 200:
            sign_in(somebody, "da_specialist")
    assert "\n".join(map(str, faults)) == ""
    assert stands(owner) == before
    assert tried > 120
    assert names_tried > 300
