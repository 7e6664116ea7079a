"""Every address that holds the number of a case or of people asks what for, opened or sent to, where that is not of one's work."""

import pytest

from harness.recorded import OTHER_PAIR, PAIR, ago, event
from harness.signed_in import words as text
from safehold.access.looks import Look
from safehold.identity.models import Case
from security.everybody import filled, may_everything, routes, signed_in
from security.needs import BY_TOKEN, NEEDS

ASKS = "What do you open this for?"
# What is not asked of, and why.
WORK = {
    "person-looks": "who has looked is the work of whoever may see it, and shows nothing but a name and looks",
    "case-looks": "the same",
    "call": "a call is opened without a question, whatever it is about",
    "who-first-disagree": "the unit's list of whom to help first, and says nothing of the case that is not on it",
    "who-first-owner": "the same",
    "board-act": "a call, on the board of whoever supervises",
}


@pytest.fixture
def old(staff, monkeypatch):
    """Two cases in which nothing has happened for long, and somebody who may do everything and has nothing to do with them."""
    may_everything(monkeypatch)
    for pair in (PAIR, OTHER_PAIR):
        event("evidence.secured", ago(days=200), *pair, kind_="x", recorded_at=ago(days=200))
    return list(Case.everything.order_by("id"))


def test_every_address_of_a_case_or_of_people_asks_first_by_whatever_way_it_is_asked_for(old, owner):
    case, other = old
    given = {"case_id": case.id, "subject": case.id, "person": str(case.victim_id), "one": str(case.victim_id), "kind": "victim.told"}
    given |= {"other": str(other.victim_id), "judgement": "linked", "decision": "1", "act": "review"}
    client, asked, not_asked = signed_in(), 0, []
    for name, route in routes():
        if route.startswith(BY_TOKEN) or NEEDS[name].of not in ("case", "person", "pair") or name in WORK:
            continue
        for ask in (client.get, client.post):
            answer = ask(filled(route, given))
            if answer.status_code == 405:
                continue
            asked += 1
            if ASKS not in text(answer) or "QUILLFEATHER" in answer.text.upper():
                not_asked.append((name, ask.__name__, answer.status_code))
    assert not_asked == []
    assert asked >= 15
    assert WORK.keys() <= NEEDS.keys()
    assert owner.execute("SELECT count(*) FROM chronology_event").fetchone() == (2,)
    assert not Look.objects.filter(refused=False).exists()
