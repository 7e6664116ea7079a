"""The rulebook for people: each rule in plain words made from its data, and how often it is met."""

import pytest
from django.urls import reverse

from harness.recorded import OTHER_PAIR, PAIR, ago, event, released
from harness.signed_in import sign_in
from harness.signed_in import words as text
from safehold.rulebook.loader import standard_rules
from safehold.rulebook.models import Obligation
from safehold.web import duties
from safehold.web.rules.conditions import Line
from safehold.web.rules.telling import told

RULES = standard_rules()


def said(lines: list[Line]) -> str:
    return " / ".join(f"{line.words} {said(line.parts)}".strip() for line in lines)


def test_every_rule_is_told_without_a_code_name():
    for rule in RULES.rules:
        found = told(rule, RULES)
        whole = " ".join(
            said(part) for part in (found.starts, found.unless, found.meets, found.wrong, found.due, found.ends, found.repeats)
        )
        assert found.starts
        assert found.meets or found.wrong
        assert "_" not in whole, whole
        assert "%(" not in whole, whole


def test_a_rule_says_what_starts_it_what_meets_it_and_by_when():
    (rule,) = RULES.by_id["attend-in-time"]
    found = told(rule, RULES)
    assert said(found.starts).startswith("Call graded “grade” is: immediate / the incident is domestic")
    assert said(found.meets) == "Unit arrived"
    assert said(found.due) == (
        "Within 60 minutes (only where it was started by: priority) / Within 20 minutes "
        "it is about this: call received “area” is said to be: rural / Within 15 minutes / The clock runs from: call received"
    )


def test_a_rule_knows_which_numbers_of_the_area_it_names_and_is_no_surer_than_they_are():
    (rule,) = RULES.by_id["attend-in-time"]
    assert set(rule.settings) == {"immediate-rural-minutes", "immediate-urban-minutes", "priority-minutes"}
    (breach,) = RULES.by_id["bail-breach-decided"]
    assert breach.settings == ("breach-decision-hours",)
    assert (RULES.numbers["breach-decision-hours"].confidence, RULES.sure(breach)) == ("M", "M")


@pytest.mark.parametrize("role", ["call_handler", "administrator"])
def test_whoever_answers_duties_reads_the_rules_and_searches_them(client, staff, role):
    page = sign_in(client, role).get(reverse("rules"))
    assert f"{len(RULES.by_id)} rules" in text(page)
    assert all(rules[-1].title in text(page) for rules in RULES.by_id.values())
    found = text(client.get(reverse("rules"), {"q": "SPECIAL measures"}))
    assert "Special measures" in found or "special measures" in found
    assert "An immediate or priority domestic call is attended in time" not in found
    assert "No rule has these words" in text(client.get(reverse("rules"), {"q": "xyzzy"}))


def test_the_page_of_a_rule_shows_all_versions_with_their_days_and_the_one_asked_for(client, staff):
    sign_in(client, "disclosure_officer")
    now = text(client.get(reverse("rule", args=["disclosure-closed"])))
    assert "By the end of the day, 28 days on" in now
    assert "for what happened from 5 April 2023" in now
    then = text(client.get(reverse("rule", args=["disclosure-closed"]), {"version": "2014"}))
    assert "By the end of the day, 35 days on" in then
    assert client.get(reverse("rule", args=["no-such-rule"])).status_code == 404


def test_a_rule_that_nobody_has_checked_says_so_wherever_it_or_a_duty_of_it_is_shown(client, staff):
    event("bail.breach_reported", ago(hours=30), *PAIR)
    sign_in(client, "investigator")
    assert "has not been checked against its source" in text(client.get(reverse("rule", args=["bail-breach-decided"])))
    assert "Not checked against its source" in text(client.get(reverse("rules")))
    duty = Obligation.everything.get(rule="bail-breach-decided")
    for address in (duties.address(duty), reverse("my-work"), reverse("case", args=[duty.cases[0]])):
        page = client.get(address)
        assert "not checked against its source" in text(page), address
        assert f'href="/rules/bail-breach-decided/?version={duty.version}"' in page.text, address
    assert "checked against its source" not in text(client.get(reverse("rule", args=["disclosure-closed"])))


def test_how_often_a_rule_is_met_is_counted_of_what_the_viewer_may_see(client, staff):
    rule = "victim-told-of-release"
    released(*PAIR, at=ago(days=20))
    released(*OTHER_PAIR, at=ago(days=5), agency="southmere-police")
    sign_in(client, "investigator")
    page = text(client.get(reverse("rule", args=[rule])))
    assert "1 duty of this rule arose since" in page
    assert "Not met 1" in page
    assert "0 in 100" in page
    assert "No duty of this rule that you may see arose since" in text(client.get(reverse("rule", args=["marac-research"])))
    event("victim.told", ago(days=10), *PAIR, topic="release", method="by the contact marked safe")
    assert "Met late 1" in text(client.get(reverse("rule", args=[rule]), {"months": "1"}))


def test_what_arose_before_the_months_asked_for_is_not_counted(client, staff):
    released(*PAIR, at=ago(days=60))
    sign_in(client, "investigator")
    address = reverse("rule", args=["victim-told-of-release"])
    assert "1 duty of this rule arose" in text(client.get(address))
    assert "No duty of this rule that you may see arose" in text(client.get(address, {"months": "1"}))
