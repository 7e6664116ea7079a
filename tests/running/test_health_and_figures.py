"""Health and figures: right when things are well, right when they are not, and never a word about anybody."""

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from django.db import connections

from harness.recorded import OTHER_PAIR, PAIR, ago, high_risk, released
from safehold.running import announcing, beats, standing
from safehold.running.exposition import exposed
from safehold.running.figures import answered

PROGRAM = Path(sys.executable).with_name("safehold")


@pytest.fixture(autouse=True)
def _asked_for_the_first_time(monkeypatch):
    monkeypatch.setattr(standing, "_last", [])


def health(database, *options: str) -> tuple[int, str]:
    variables = {**os.environ, "DATABASE_URL": database.app, "DATABASE_OWNER_URL": database.owner}
    ended = subprocess.run([PROGRAM, "health", *options], env=variables, capture_output=True, text=True, check=False)
    return ended.returncode, ended.stdout


@pytest.fixture
def _no_database(django_db_blocker):
    """Django's settings of a test run name one that is never there."""
    with django_db_blocker.unblock():
        yield
        connections["default"].close()


@pytest.mark.usefixtures("_no_database")
def test_the_site_is_live_without_a_database_and_not_ready(client):
    assert (client.get("/health/live").status_code, client.get("/health/live").content) == (200, b"live\n")
    assert (client.get("/health/ready").status_code, client.get("/health/ready").content) == (503, b"not ready\n")


def test_it_is_ready_with_a_runner_and_says_where_there_is_none(client, database, monkeypatch):
    assert client.get("/health/ready").content == b"ready, without a runner\n"
    beats.done(beats.RUNNER)
    assert client.get("/health/ready").content == b"ready, without a runner\n"  # as it was a moment ago
    monkeypatch.setattr(standing, "_last", [])
    page = client.get("/health/ready", HTTP_HOST="any.example.org")
    assert (page.status_code, page.content, page["Cache-Control"]) == (200, b"ready\n", "no-store")
    assert "sessionid" not in page.cookies
    assert client.post("/health/ready").status_code == 405


@pytest.mark.parametrize("wrong", [-91, 3600], ids=["long ago", "in the future"])
def test_a_beat_that_is_not_of_now_is_none(database, owner, wrong):
    beats.done(beats.RUNNER)
    owner.execute("UPDATE running_beat SET done = done + %s * 1000000::bigint", [wrong])
    owner.commit()
    assert not standing.standing().runner


def test_tables_of_another_version_make_it_not_ready(client, database, owner):
    owner.execute("DELETE FROM django_migrations WHERE app = 'running'")
    owner.commit()
    assert client.get("/health/ready").status_code == 503
    assert health(database)[0] == 1
    assert json.loads(health(database, "--json")[1]) == {"ready": False, "database": True, "tables": False, "runner": False}


def test_the_command_says_what_is_not_well(database):
    beats.done(beats.RUNNER)
    assert health(database) == (0, "The database: well\nThe tables of this version: well\nThe runner: well\n")


def read(port: int) -> dict[str, float]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
        lines = answer.read().decode().splitlines()
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines if not line.startswith("#"))}


def test_figures_count_duties_by_agency_and_never_a_person(database, tmp_path):
    released(*PAIR, at=ago(days=20))
    high_risk(*OTHER_PAIR, at=ago(hours=1))
    announcing.announce_all()
    beats.done("announce", 3)
    beats.failed("note heads", ValueError("Quillfeather"))
    with exposed("127.0.0.1", 0, str(tmp_path)) as port:
        found = read(port)
    police = '{agency="northshire-police"}'
    assert found[f"safehold_duties_open{police}"] > found[f"safehold_duties_overdue{police}"] >= 1
    assert (found["safehold_database_up"], found["safehold_events_waiting"], found["safehold_runner_at_work"]) == (1, 0, 0)
    assert 0 <= found['safehold_seconds_since{what="announce"}'] < 60
    assert found['safehold_failing{what="note heads"}'] == 1
    labels = {label for name in found for label in re.findall(r"(\w+)=", name)}
    assert labels <= {"agency", "state", "what", "view", "method", "status", "le"}
    assert not re.search("quillfeather|tanglewood|winterbourne|underhillock", json.dumps(list(found)), re.IGNORECASE)


@pytest.mark.usefixtures("_no_database")
def test_figures_say_so_where_the_database_is_gone(tmp_path):
    with exposed("127.0.0.1", 0, str(tmp_path)) as port:
        assert read(port) == {"safehold_database_up": 0}


def test_requests_of_several_processes_are_added_up(database, tmp_path):
    code = (
        "import django; django.setup()\nfrom safehold.running.figures import answered\n"
        "answered('case', 'GET', 200, 0.12)\nanswered('case', 'GET', 500, 0.7)\n"
    )
    for _ in range(2):
        subprocess.run([sys.executable, "-c", code], env={**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}, check=True)
    with exposed("127.0.0.1", 0, str(tmp_path)) as port:
        found = read(port)
    assert found['safehold_requests_total{method="GET",status="200",view="case"}'] == 2
    assert found['safehold_request_seconds_bucket{le="0.15",view="case"}'] == 2
    assert found['safehold_request_seconds_count{view="case"}'] == 4
    answered("case", "GET", 200, 0.1)


def test_a_second_runner_waits_takes_over_from_one_that_is_killed_and_stops_in_order(database):
    variables = {**os.environ, "DATABASE_URL": database.app, "DATABASE_OWNER_URL": database.owner}

    def started() -> subprocess.Popen[str]:
        return subprocess.Popen([PROGRAM, "run"], env=variables, stderr=subprocess.PIPE, text=True)

    def says(runner: subprocess.Popen[str], event: str) -> None:
        for line in runner.stderr:
            if json.loads(line)["event"] == event:
                return
        raise AssertionError(event)

    released(*PAIR, at=ago(days=20))
    first = started()
    says(first, "job")
    second = started()
    says(second, "waiting for another runner")
    os.kill(first.pid, signal.SIGKILL)
    assert first.wait(10) == -signal.SIGKILL
    says(second, "runner started")
    released(*OTHER_PAIR, at=ago(days=20))
    second.send_signal(signal.SIGTERM)
    says(second, "runner stopped")
    assert second.wait(20) == 0
    assert standing.standing().runner
    for each in (first, second):
        each.stderr.close()
