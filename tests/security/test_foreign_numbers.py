"""A number of another agency's record is answered as a number that there is not."""

import re

from harness.recorded import OTHER_PAIR, PAIR, released
from safehold.access.looks import Look
from safehold.chronology.models import StoredEvent
from safehold.identity.models import Case
from security.everybody import filled, routes, signed_in
from security.needs import BY_TOKEN, NEEDS

NOBODYS = "987654"


def said(answer) -> tuple[int, str]:
    """What an answer says, without what differs each time."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", answer.text)
    return answer.status_code, re.sub(r"\b\d+(?:-\d+)?\b", "N", text)


def test_at_every_address_what_is_foreign_is_answered_as_what_is_not_there_and_nothing_is_done(staff):
    released(*PAIR)
    ours = Case.everything.get()
    released(*OTHER_PAIR, agency="southmere-police")
    theirs = Case.everything.exclude(id=ours.id).get()
    held, differ, tried = StoredEvent.objects.count(), [], 0
    foreign = {
        "case_id": theirs.id,
        "subject": theirs.id,
        "person": str(theirs.victim_id),
        "one": str(theirs.victim_id),
        "other": str(theirs.suspect_id),
        "number": "1",
        "judgement": "linked",
        "kind": "victim.told",
    }
    absent = dict.fromkeys(("case_id", "subject"), f"{NOBODYS}-{NOBODYS}0") | {
        "person": NOBODYS,
        "one": NOBODYS,
        "other": f"{NOBODYS}0",
        "number": NOBODYS,
        "judgement": "linked",
        "kind": "victim.told",
    }
    for role in ("investigator", "records_manager", "idva"):
        somebody = signed_in(role)
        for name, route in routes():
            if route.startswith(BY_TOKEN) or NEEDS[name].of not in ("case", "person", "pair", "call"):
                continue
            for ask in (somebody.get, somebody.post):
                tried += 1
                if said(ask(filled(route, foreign), {"why": "x"})) != said(ask(filled(route, absent), {"why": "x"})):
                    differ.append((role, name, ask.__name__))
    assert differ == []
    assert tried > 100
    assert StoredEvent.objects.count() == held
    refused = Look.objects.filter(refused=True, case_ids__contains=[theirs.id])
    assert refused.exists()  # and each is in the log of looks
