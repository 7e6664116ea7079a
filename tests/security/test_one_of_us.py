"""When the suspect is one of us: every page is the same, byte for byte, with and without his case, for him, for his line, for his unit and
for whoever is not named; and the database refuses them even where somebody names them."""

import re

import pytest
import time_machine
from django.test import Client

from harness.recorded import ANNA, BORIS, OTHER_PAIR, ago, event, high_risk, released
from harness.signed_in import sign_in, staff_number
from safehold.access import roles
from safehold.access.looking import pace
from safehold.access.models import Posting
from safehold.access.standards.models import Alert, StaffCase
from safehold.identity.models import Case
from security.everybody import filled, routes
from security.needs import BY_TOKEN, ENDS_SESSION, GET, NEEDS
from security.test_every_role import addresses

# Dev Sandhu is a first responder of the demonstration; the sergeant supervises him, and the investigator is of his unit.
DEV = BORIS | {"given_name": "Dev", "family_name": "Sandhu", "staff_of": "northshire-police", "phone": "07700 900321"}
HER = ANNA | {"phone": "07700 900123", "address": "4 Larch Close", "postcode": "XN1 1AA"}
WALKING = ("first_responder", "shift_sergeant", "da_specialist")
FEW = ("investigator", "control_room_supervisor", "call_handler")  # of his unit, and two who are told what the others are
# What says nothing of anybody on record, and is the same however much is.
THEIR_OWN = re.compile("second|set-up|choose|own-|again|still|styleguide|staff-|service|home|single")
OWN_EACH_TIME = re.compile(r'csrf\w*"[^>]*value="[^"]*"|value="[^"]*"[^>]*csrf\w*"|nonce="[^"]*"|[0-9a-f-]{32,36}|"token": "\w+"')
LISTS = frozenset(("my-work", "supervisor", "find-person", "links", "person", "case", "case-around", "opened", "new-call"))
SEARCHES = tuple(
    {"why": "Asked by a neighbour"} | each
    for each in (
        {"family_name": "Quillfeather", "given_name": "Anna", "born": "3 February 1990"},
        {"family_name": "Sandhu", "given_name": "Dev"},
        {"phone": "07700 900123"},
        {"family_name": "Quillfeather", "postcode": "XN1 1AA"},
    )
)


@pytest.fixture
def noon(staff, monkeypatch):
    """The whole walk is in one instant, so nobody is too quick for it."""
    monkeypatch.setattr(pace, "CHOSEN", "^nothing is counted$")
    Posting.objects.filter(role="first_responder").update(unit="Response C", supervisor=staff_number("shift_sergeant"))
    Posting.objects.filter(role="investigator").update(unit="Response C")
    with time_machine.travel(ago(minutes=0), tick=False):
        yield


def plant() -> str:
    """His case, with a duty, a call, an order and what else makes a row on some list; restricted to professional standards alone."""
    call = event("call.received", ago(days=20), HER, DEV, channel="999", domestic=True, role="call_handler")
    high_risk(HER, DEV, at=ago(days=19))
    released(HER, DEV, at=ago(days=4))
    event("marker.set", ago(days=19), DEV, marker="firearms")
    event("marac.referred", ago(days=18), HER, DEV)
    event("record.restricted", ago(days=19), HER, DEV, about=call, to=[staff_number("professional_standards")], reason="he works here")
    (case,) = StaffCase.objects.using("owner").values_list("case_id", flat=True)
    return case


def walked(case) -> dict[tuple[str, str], str]:
    """Every page of every role, as it is sent."""
    given = dict(addresses(case))
    found = {}
    for role in (*WALKING, *FEW):
        client = sign_in(Client(raise_request_exception=False), role)
        may = roles.standard().roles[role].may
        for name, route in routes():
            if route.startswith(BY_TOKEN) or name in ENDS_SESSION or NEEDS[name].method != GET or THEIR_OWN.match(name):
                continue
            if not may >= set(NEEDS[name].needs.split()) or (role in FEW and name not in LISTS):
                continue
            found[role, name] = _said(client.get(given.get(name) or filled(route)))
        for place, search in enumerate(SEARCHES if role in WALKING else ()):
            found[role, f"search {place}"] = _said(client.post("/people/", search))
    return found


def _said(answer) -> str:
    body = "" if getattr(answer, "streaming", False) else answer.content.decode(errors="replace")
    return f"{answer.status_code} {OWN_EACH_TIME.sub('', body)}"


def test_every_page_is_the_same_with_and_without_the_case_for_him_his_line_his_unit_and_whoever_is_not_named(noon):
    released(*OTHER_PAIR)
    high_risk(*OTHER_PAIR)
    bystander = Case.everything.get()
    before = walked(bystander)
    planted = plant()
    after = walked(bystander)
    assert [key for key in before if before[key] != after[key]] == []
    assert len(before) > 70
    for role in WALKING:
        client = sign_in(Client(raise_request_exception=False), role)
        nobodys = client.get("/cases/7654321-7654322/")
        his = client.get(f"/cases/{planted}/")
        assert (his.status_code, _said(his)) == (nobodys.status_code, _said(nobodys)), role
    assert {each.relation for each in Alert.objects.using("owner").filter(user__staff_id=staff_number("first_responder"))} == {"self"}
