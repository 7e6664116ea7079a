"""The runner's jobs: each can be done again, none stops another, and an altered record is noted by nobody."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from harness.recorded import OTHER_PAIR, PAIR, ago, high_risk, released
from safehold.chronology.deriving import waiting
from safehold.chronology.importing import store_files
from safehold.chronology.verify import noted_heads, verify
from safehold.identity.models import Case
from safehold.running import beats, heads, runner, sessions
from safehold.running import waiting as left
from safehold.running.jobs import Job, jobs
from safehold.running.stopping import Stop

CASE = Path(__file__).resolve().parents[1] / "cases" / "refuge-escort-2008.jsonl"
done: list[str] = []


def fails() -> int:
    done.append("fails")
    raise LookupError("of Anna Quillfeather")


def works() -> int:
    done.append("works")
    return 3


@pytest.fixture
def stop():
    done.clear()
    made = Stop()
    yield made
    made.close()


@pytest.fixture
def noted(database, monkeypatch, tmp_path) -> Path:
    monkeypatch.setenv("SAFEHOLD_HEADS", str(tmp_path / "heads.jsonl"))
    return tmp_path / "heads.jsonl"


def test_a_job_that_fails_stops_no_other_and_is_kept_by_its_kind_alone(database, stop):
    wanted = [Job("one", f"{__name__}.fails", 60), Job("two", f"{__name__}.works", 60)]
    assert not runner.once(stop, wanted)
    assert done == ["fails", "works"]
    found = beats.beaten()
    assert (found["one"].failed, found["one"].done, found["two"].failed, found["two"].count) == ("LookupError", None, "", 3)
    assert beats.recent(found["runner"], 60)
    assert runner.once(stop, wanted[1:])


def test_whoever_was_asked_to_stop_begins_nothing(database, stop):
    stop.set()
    runner.once(stop, [Job("two", f"{__name__}.works", 60)])
    assert done == []


def test_after_a_start_what_was_done_lately_waits_and_what_the_clock_says_of_the_future_does_not(database):
    job = Job("two", f"{__name__}.works", 3600)
    job.resume(None)
    assert job.due()
    job.resume(beats.Beaten(beats.now() + 2 * 3600 * 1_000_000, 0, "", None))
    assert job.due()
    job.resume(beats.Beaten(beats.now() - 600 * 1_000_000, 0, "", None))
    assert not job.due()
    assert 2900 < job.wait() <= 3000


def test_every_job_that_is_listed_can_be_done_and_done_again(noted, stop):
    released(*PAIR, at=ago(days=20))
    assert runner.once(stop)
    assert runner.once(stop)
    assert {each.name for each in jobs()} <= beats.beaten().keys()


def test_the_heads_are_noted_once_for_what_stands_and_hold_for_verify(noted):
    released(*PAIR)
    assert heads.note() == 1
    assert heads.note() == 1
    assert len(noted.read_text().splitlines()) == 1
    high_risk(*OTHER_PAIR)
    heads.note()
    assert len(noted.read_text().splitlines()) == 2
    assert verify(noted_heads(noted)).faults == []


def test_a_chain_whose_end_was_cut_off_is_not_noted_so_that_verify_still_finds_it(noted, owner):
    released(*PAIR)
    high_risk(*OTHER_PAIR)
    heads.note()
    owner.execute("DELETE FROM chronology_chain WHERE position = 2")
    owner.execute("DELETE FROM chronology_event WHERE kind = 'risk.assessed'")
    owner.commit()
    with pytest.raises(heads.Altered):
        heads.note()
    assert len(noted.read_text().splitlines()) == 1
    assert "the end of the chain is gone" in verify(noted_heads(noted)).faults[0].why


def test_what_a_killed_import_left_is_worked_out_at_the_second_look_and_not_while_one_moves(database):
    store_files([CASE])
    assert left.work_out() == 0
    assert waiting() == 12
    assert left.work_out() > 0
    assert (waiting(), Case.everything.count()) == (0, 1)


def test_sessions_that_are_over_are_taken_away_and_others_stay(database):
    for length in (-1, 1):
        session = SessionStore()
        session.create()
        Session.objects.filter(pk=session.session_key).update(expire_date=timezone.now() + timedelta(hours=length))
    assert sessions.end_expired() == 1
    assert Session.objects.count() == 1
