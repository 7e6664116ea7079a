"""Each duty is announced once when nearly due and once when overdue, however often the runner is killed and whatever the clock does."""

import os
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from harness.recorded import OTHER_PAIR, PAIR, ago, event, high_risk, released
from harness.recorded import now as instant_now
from safehold.chronology.rebuilding import rebuild
from safehold.chronology.times import MINUTE, moment
from safehold.rulebook.models import OPEN, Obligation, reach
from safehold.rulebook.settled import state_at
from safehold.running import announcing, beats
from safehold.running.models import Notice

KILLED = Path(__file__).with_name("killed.py")
TOLD = "victim-told-of-release"


def announced(what: str) -> Counter[tuple[str, int]]:
    return Counter((each.rule, each.due) for each in Notice.objects.filter(what=what))


def overdue() -> Counter[tuple[str, int]]:
    """What My work and the board list as overdue, of all agencies."""
    at = beats.now()
    stands = Obligation.everything.filter(OPEN, answerable=True).exclude(state="unknown").annotate(state_now=state_at(at, reach()))
    return Counter((each.rule, each.due_latest) for each in stands.exclude(state_now__in=["pending", "not_applicable"]) if each.due_latest)


@pytest.fixture
def _some_overdue(database):
    released(*PAIR, at=ago(days=20))
    high_risk(*OTHER_PAIR, at=ago(days=20))


@pytest.mark.usefixtures("_some_overdue")
def test_what_is_overdue_is_announced_once_and_is_what_the_lists_show():
    assert announcing.announce_all() > 1
    assert announced("overdue") == overdue()
    assert (announcing.announce_all(), announcing.announce()) == (0, 0)


@pytest.mark.usefixtures("_some_overdue")
def test_killed_before_and_after_every_statement_it_announces_each_once(database):
    variables = {**os.environ, "DATABASE_URL": database.app, "DATABASE_OWNER_URL": database.owner}
    ended = subprocess.run(
        [sys.executable, KILLED, "safehold.running.announcing.announce_all"], env=variables, capture_output=True, text=True, check=True
    )
    assert int(ended.stdout) > 10
    assert announced("overdue") == overdue()
    assert max(announced("overdue").values()) == 1
    assert announcing.announce_all() == 0


def test_the_quick_look_takes_what_has_become_overdue_and_the_whole_what_was_recorded_late(database):
    released(*PAIR, at=ago(days=20))
    assert announcing.announce() == 0
    assert announcing.announce_all() == sum(overdue().values())
    duty = released(*OTHER_PAIR, at=ago(hours=1))
    due = Obligation.everything.get(rule=TOLD, trigger__contains=duty.id).due_latest
    with time_machine.travel(moment(due + 1), tick=False):
        announcing.announce()
        assert announced("overdue")[TOLD, due] == 1


def test_a_duty_is_soon_due_within_the_last_part_of_its_time_and_overdue_at_its_end_to_the_microsecond(database):
    released(*PAIR, at=ago(hours=1))
    duty = Obligation.everything.get(rule=TOLD)
    due, lead = duty.due_latest, max(15 * MINUTE, min(24 * 60 * MINUTE, (duty.due_latest - duty.triggered_earliest) // 4))
    for at, soon, over in ((due - lead - 1, 0, 0), (due - lead, 1, 0), (due - 1, 1, 0), (due, 1, 1), (due + 1, 1, 1)):
        with time_machine.travel(moment(at), tick=False):
            announcing.announce()
        assert (announced("soon")[TOLD, due], announced("overdue")[TOLD, due]) == (soon, over), at - due


@pytest.mark.usefixtures("_some_overdue")
def test_a_clock_set_back_announces_nothing_twice_and_goes_on():
    announcing.announce_all()
    with time_machine.travel(ago(days=10), tick=False):
        assert announcing.announce_all() == 0
        released(*PAIR, at=ago(days=9))
        assert announcing.announce_all() > 0
    assert announcing.announce_all() == 0
    assert overdue() <= announced("overdue")
    assert max(announced("overdue").values()) == 1


@pytest.mark.usefixtures("_some_overdue")
def test_what_stands_anew_after_a_rebuild_is_not_announced_again(database):
    announcing.announce_all()
    rebuild(check=False)
    assert announcing.announce_all() == 0


def test_what_is_answered_is_not_announced(database):
    release = released(*PAIR, at=ago(days=20))
    released(*OTHER_PAIR, at=ago(days=20))
    event("victim.told", ago(days=20), *PAIR, about=release, topic="release", method="phone")
    announcing.announce_all()
    assert sum(count for (rule, _), count in announced("overdue").items() if rule == TOLD) == 1


def test_a_notice_names_nobody(database):
    released(*PAIR, at=ago(days=20))
    announcing.announce_all()
    stored = " ".join(str(value) for each in Notice.objects.values() for value in each.values()).lower()
    assert not [name for person in PAIR for name in (person["given_name"], person["family_name"]) if name.lower() in stored]


def test_the_time_at_which_a_notice_was_made_is_kept(database):
    released(*PAIR, at=ago(days=20))
    before = instant_now()
    announcing.announce_all()
    assert all(before <= each.at <= before + timedelta(minutes=1) // timedelta(microseconds=1) for each in Notice.objects.all())
