"""What the runner announces, on My work and on the board."""

from datetime import date

import pytest
import time_machine

from harness.recorded import OTHER_PAIR, PAIR, ago, event, released
from harness.signed_in import sign_in
from harness.signed_in import words as text
from safehold.access.models import Posting
from safehold.chronology.times import HOUR, MINUTE, moment
from safehold.rulebook.models import Obligation
from safehold.running import announcing, notices
from safehold.web.words import clock

RULE = "victim-told-of-release"


@pytest.fixture
def as_(client, staff):
    return lambda role: sign_in(client, role)


def released_and_due() -> int:
    released(*PAIR, at=ago(hours=1))
    return Obligation.everything.get(rule=RULE).due_latest


def told(page) -> int:
    return page.text.partition("announced-heading")[2].partition("</section>")[0].count("The victim is told")


def at(when: int):
    return time_machine.travel(moment(when), tick=False)


def test_a_duty_that_becomes_overdue_is_announced_with_the_time_to_whoever_must_answer_and_the_supervisor(as_):
    due = released_and_due()
    with at(due - 10 * MINUTE):
        announcing.announce()
        assert f"{clock(due)} is due soon : The victim is told" in text(as_("investigator").get("/work/"))
    with at(due + MINUTE):
        announcing.announce()
        page = as_("investigator").get("/work/")
        assert f"{clock(due)} became overdue : The victim is told" in text(page)
        part = page.text.partition("announced-heading")[2].partition("</section>")[0]
        assert not [name for name in ("QUILLFEATHER", "TANGLEWOOD", "Anna", "Boris") if name in part]
        assert f"{clock(due)} became overdue : The victim is told" in text(as_("control_room_supervisor").get("/board/"))
        assert "Announced lately" not in text(as_("call_handler").get("/work/"))
        assert "Announced lately" not in text(as_("idva").get("/work/"))


def test_what_is_answered_and_what_was_announced_more_than_a_day_ago_is_told_no_more(as_):
    release = released(*PAIR, at=ago(hours=1))
    due = Obligation.everything.get(rule=RULE).due_latest
    released(*OTHER_PAIR, at=ago(hours=1))
    with at(due + MINUTE):
        announcing.announce()
        assert told(as_("investigator").get("/work/")) == 2
        event("victim.told", moment(due + MINUTE), *PAIR, about=release, topic="release", method="phone")
        assert told(as_("investigator").get("/work/")) == 1
    with at(due + 25 * HOUR):
        assert "Announced lately" not in text(as_("investigator").get("/work/"))


def test_of_much_that_was_announced_to_others_nothing_hides_what_is_somebodys_own_to_help_with_or_to_stand_in_for(as_, owner, monkeypatch):
    monkeypatch.setattr(notices, "MOST", 1)
    release = released(*PAIR, at=ago(hours=1))
    asked = {"duty": RULE, "trigger": {"source": release.source, "id": release.id}}
    event("duty.help_asked", ago(minutes=50), **asked, of={"role": "witness_care_officer"}, why="cannot reach her")
    due = Obligation.everything.get(rule=RULE).due_latest
    with at(due + MINUTE):
        announcing.announce()
        owner.execute(
            "INSERT INTO running_notice (duty, what, due, at, agency, who, rule, trigger_event)"
            " SELECT 'later', 'soon', due + 1, at, agency, 'dispatcher', rule, 0 FROM running_notice WHERE rule = %s",
            [RULE],
        )
        owner.commit()
        assert [told(as_(role).get("/work/")) for role in ("investigator", "witness_care_officer", "da_specialist")] == [1, 1, 0]
        Posting.objects.filter(role__in=("investigator", "dispatcher")).update(last_day=date(2020, 1, 1))
        owner.execute("DELETE FROM running_notice WHERE who = 'dispatcher'")
        owner.commit()
        assert told(as_("da_specialist").get("/work/")) == 1
