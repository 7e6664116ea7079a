"""A late record turns a breach into a fulfilment, and the page of the duty keeps both, with when each was known."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from harness.recorded import PAIR, event
from harness.signed_in import sign_in
from harness.signed_in import words as text
from safehold.rulebook.models import Obligation
from safehold.web import duties

RULE = "bail-breach-decided"


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=UTC)


def page(client) -> str:
    return text(client.get(duties.address(Obligation.everything.get(rule=RULE)), {"case": "", "back": ""}))


@pytest.fixture
def breach(staff, time_machine):
    time_machine.move_to(at(2, 9), tick=False)
    return event("bail.breach_reported", at(2, 8), *PAIR)


def decided(breach, time_machine, *, known: datetime, done: datetime) -> None:
    time_machine.move_to(known, tick=False)
    event("bail.breach_decided", done, *PAIR, about=breach, recorded_at=done, arrest=False, reason="he was at work")


def test_what_was_done_in_time_and_known_late_was_on_record_as_not_done_until_then(client, breach, time_machine):
    decided(breach, time_machine, known=at(9, 10), done=at(2, 14))
    assert Obligation.everything.get(rule=RULE).state == "fulfilled"
    sign_in(client, "da_specialist")
    shown = page(client)
    assert "From 3 March 2026, 08:00, this was on record here as not done." in shown
    assert "On 9 March 2026, 10:00, it became known here how it stood: this was done in time, at 14:00 on 2 March 2026." in shown
    assert "Its own agency had it on record from 2 March 2026, 14:00." in shown


def test_what_was_known_in_time_says_nothing_of_it(client, breach, time_machine):
    decided(breach, time_machine, known=at(2, 15), done=at(2, 14))
    sign_in(client, "da_specialist")
    assert "What was known when" not in page(client)


def test_what_started_it_and_what_met_it_known_together_was_never_on_record_as_not_done(client, staff, time_machine):
    time_machine.move_to(at(9, 10), tick=False)
    breach = event("bail.breach_reported", at(2, 8), *PAIR)
    decided(breach, time_machine, known=at(9, 10), done=at(2, 14))
    sign_in(client, "da_specialist")
    assert "What was known when" not in page(client)


def test_the_case_leads_to_what_became_of_each_duty(client, breach, time_machine):
    decided(breach, time_machine, known=at(9, 10), done=at(2, 14))
    duty = Obligation.everything.get(rule=RULE)
    sign_in(client, "da_specialist")
    found = client.get(reverse("case", args=[duty.cases[0]]))
    assert f'href="{duties.address(duty)}?case=' in found.text
