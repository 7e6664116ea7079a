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
