"""Whoever a rule puts a duty upon may open a page on which it is answered."""

import pytest
from django.urls import reverse

from harness.recorded import PAIR, ago, event
from harness.signed_in import sign_in, somebody
from safehold.access.roles import standard
from safehold.identity.models import Case
from safehold.rulebook.loader import standard_rules
from safehold.rulebook.model import Trigger
from safehold.rulebook.models import Obligation
from safehold.rulebook.ways import ways
from safehold.web.duties import address
from safehold.web.work.theirs import needed

RULES, ROLES = standard_rules(), standard().roles


def started_by(trigger: Trigger) -> tuple[str, ...]:
    """The kinds that start it, or what it starts by being missed."""
    return trigger.kinds or tuple(kind for each in RULES.by_id[trigger.missed][-1].triggers for kind in started_by(each))


OWED = sorted(
    {
        (rule.id, trigger.who or rule.who, kind)
        for rule in (versions[-1] for versions in RULES.by_id.values())
        if RULES.answerable(rule.id, rule.version)
        for trigger in rule.triggers
        for kind in started_by(trigger)
        if (trigger.who or rule.who) in ROLES
    }
)


@pytest.mark.parametrize(("rule", "who", "kind"), OWED)
def test_in_some_way(rule, who, kind):
    may = ROLES[who].may
    assert "answer_duties" in may
    assert [way.kind for way in ways(RULES.by_id[rule][-1], kind) if needed(way) in may] != []


def test_where_nobody_supervises_whoever_stands_in_opens_the_page_and_looks_at_a_colleague_s_assessment(client, staff):
    event("risk.assessed", ago(hours=30), *PAIR, agency="northshire-idva", role="refuge_worker", instrument="dash", score=6, grade="medium")
    owed = Obligation.everything.get(rule="risk-supervised")
    assert (owed.agency, owed.who) == ("northshire-idva", "shift_sergeant")
    sign_in(client, "idva")
    answer = client.get(address(owed, "done"), follow=True)
    assert answer.status_code == 200
    assert "You can raise the grade" in answer.text
    client.post(answer.redirect_chain[-1][0], {"agrees": "yes"})
    assert not Obligation.everything.filter(rule="risk-supervised", state="breached").exists()


def test_where_somebody_supervises_nobody_else_does(client, staff):
    event("risk.assessed", ago(hours=30), *PAIR, instrument="dash", score=6, grade="medium")
    sign_in(client, "da_specialist")
    answer = client.get(reverse("case-risk-do", args=[Case.everything.get().id, "supervise"]))
    assert answer.status_code == 403
    assert "Look at it as a supervisor" not in client.get(reverse("case-risk", args=[Case.everything.get().id])).text


def test_where_the_case_is_not_theirs_the_way_leads_to_handing_it_over(staff, owner):
    event("risk.assessed", ago(days=20), *PAIR, agency="northshire-idva", role="idva", instrument="dash", score=15, grade="high")
    owed = Obligation.everything.get(rule="specialist-review", agency="northshire-idva", who="idva")
    owner.execute("DELETE FROM identity_case_agency WHERE agency = 'northshire-idva'")
    owner.commit()
    answer = somebody("northshire-idva", "idva").get(address(owed, "done"), follow=True)
    assert answer.status_code == 200
    assert answer.redirect_chain[-1][0].startswith(address(owed, "hand-over"))
    assert "The case is not shared with your agency" in answer.text


def test_a_duty_of_a_call_that_was_corrected_meanwhile_is_that_of_the_call_as_it_stands(client, staff):
    first = event("call.received", ago(minutes=30), *PAIR, recorded_at=ago(minutes=30), channel="999", domestic=True)
    before = Obligation.everything.get(rule="history-check")
    corrected = event("call.received", ago(minutes=30), *PAIR, corrects=first, recorded_at=ago(minutes=2), channel="999", domestic=True)
    now = Obligation.everything.get(rule="history-check", trigger=str(corrected))
    assert not Obligation.everything.filter(trigger_event=before.trigger_event).exists()
    assert address(now) != address(before)
    sign_in(client, "call_handler")
    assert address(now, "done") in client.get(address(before)).text
    assert client.get(address(before, "done")).status_code == 200
    assert client.get(address(before).replace("history-check", "history-briefed")).status_code == 404
    assert somebody("northshire-idva", "idva").get(address(before)).status_code == 404


def test_where_nobody_at_the_agency_may_do_it_the_way_leads_to_handing_it_over(staff):
    assessed = event(
        "risk.assessed", ago(hours=30), *PAIR, agency="northshire-probation", role="offender_manager", instrument="dash", grade="high"
    )
    owed = Obligation.everything.get(rule="specialist-review", agency="northshire-probation")
    assert owed.trigger == str(assessed)
    client = somebody("northshire-probation", "offender_manager")
    answer = client.get(address(owed, "done"), follow=True)
    assert answer.redirect_chain[-1][0].partition("?")[0] == address(owed, "hand-over")
    assert "Hand the duty over to an agency that has it." in answer.text


def test_a_duty_that_another_event_has_begun_with_it_since_is_that_of_both(client, staff):
    call = event("call.received", ago(hours=5), *PAIR, channel="999", domestic=True)
    before = Obligation.everything.get(rule="risk-renewed")
    assert before.trigger == str(call)
    arrest = event("arrest.made", ago(hours=4), *PAIR)
    now = Obligation.everything.get(rule="risk-renewed")
    assert now.trigger == f"{call}\n{arrest}"
    sign_in(client, "investigator")
    assert address(now, "done") in client.get(address(before)).text
    assert client.get(address(before, "done"), follow=True).status_code == 200
    assert client.get(address(before).replace("risk-renewed", "plan-reviewed")).status_code == 404
    assert somebody("northshire-idva", "idva").get(address(before)).status_code == 404
