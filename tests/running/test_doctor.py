"""The doctor, on an installation that is broken in one way at a time: for real, and then mended by what it says."""

import json
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from safehold.commands.doctor import in_short
from safehold.database.archive import _command
from safehold.rulebook.current import CURRENT
from safehold.running import beats
from safehold.running.doctor import installation as machine
from safehold.running.doctor.backup_disk import backup_disk
from safehold.running.doctor.finding import Finding
from safehold.running.doctor.installation import installation
from safehold.running.doctor.records import records
from safehold.running.doctor.upkeep import upkeep

PROGRAM = Path(sys.executable).with_name("safehold")


def of(looks, what: str) -> Finding:
    return next(each for each in looks() if each.what == what)


def levels(looks) -> dict[str, str]:
    return {each.what: each.level for each in looks()}


def told(variables: dict[str, str]) -> tuple[int, dict[str, dict[str, str]]]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SAFEHOLD_", "DATABASE_"))}
    command = [PROGRAM, "doctor", "--json"]
    ended = subprocess.run(command, env=kept | variables, capture_output=True, text=True, check=False)
    found = json.loads(ended.stdout)
    assert ended.returncode == (1 if found["wrong"] else 0)
    return ended.returncode, {each["what"]: each for each in found["findings"]}


def test_what_is_wrong_is_told_with_what_to_do_and_the_status_says_so(database, tmp_path):
    status, found = told({"DATABASE_URL": database.app, "SAFEHOLD_HOME": str(tmp_path), "SAFEHOLD_SECRET_KEY": "short"})
    assert status == 1
    assert (found["SAFEHOLD_SECRET_KEY"]["level"], found["hosts"]["level"], found["tls"]["level"]) == ("wrong", "wrong", "wrong")
    assert (found["runner"]["level"], found["backup"]["level"]) == ("wrong", "wrong")
    assert all(each["mend"].endswith((".", ";")) for each in found.values() if each["level"] != "ok")
    assert all(found[what]["level"] == "ok" for what in ("python", "programs", "migrations", "append only", "role", "clock"))


def test_rules_that_cannot_be_read_are_told_with_their_file_and_line(database, tmp_path, monkeypatch):
    assert of(records, "rules").level == "ok"
    (tmp_path / "own.yaml").write_text("subject: ours\nrules:\n  - id: x\n", encoding="utf-8")
    monkeypatch.setattr(CURRENT, "directory", tmp_path)
    found = of(records, "rules")
    assert (found.level, "rules/own.yaml, line 3: rules[0] lacks the field version" in found.says) == ("wrong", True)


def test_questions_of_samples_that_cannot_be_read_are_told_with_their_file_and_line(database, tmp_path, settings):
    assert of(records, "questions of samples").level == "ok"
    own = tmp_path / "own.yaml"
    own.write_text("versions:\n  - version: 1\n", encoding="utf-8")
    settings.SAFEHOLD_SAMPLE_QUESTIONS = str(own)
    found = of(records, "questions of samples")
    assert (found.level, f"{own}, line 2: versions[0] lacks the field from" in found.says) == ("wrong", True)


def test_an_area_whose_name_no_number_stands_under_is_warned_of(database, monkeypatch):
    assert not [each for each in records() if each.what == "area"]
    monkeypatch.setattr(CURRENT, "area", "northshyre")
    assert (of(records, "area").level, of(records, "rules").level) == ("warn", "ok")


def test_the_last_line_names_what_there_is_to_mend():
    found = [
        Finding("ok", "python", "Fine"),
        Finding("wrong", "runner", "Gone", "Start it."),
        Finding("warn", "backup", "Old", "Make one."),
    ]
    assert in_short(found).strip() == "Wrong: runner. To look at: backup."
    assert in_short(found[:1]).strip() == "Nothing is wrong."


def test_a_database_that_does_not_answer_is_a_finding(tmp_path):
    status, found = told({"DATABASE_URL": "postgresql://safehold_app:x@127.0.0.1:9/safehold", "SAFEHOLD_HOME": str(tmp_path)})
    assert (status, found["database"]["level"]) == (1, "wrong")
    assert "Check that it runs" in found["database"]["mend"]


@pytest.fixture
def broken(database, owner):
    """Does something to the database as its owner."""

    def does(statement: str) -> None:
        owner.execute(statement)
        owner.commit()

    return does


@pytest.mark.parametrize(
    ("what", "breaks", "mends"),
    [
        ("append only", "GRANT UPDATE ON access_look TO safehold_app", "REVOKE UPDATE, DELETE, TRUNCATE ON access_look FROM safehold_app"),
        ("grants", "REVOKE SELECT ON access_look FROM safehold_app", "GRANT SELECT ON access_look TO safehold_app"),
        (
            "row security",
            "ALTER TABLE identity_person DISABLE ROW LEVEL SECURITY",
            "ALTER TABLE identity_person ENABLE ROW LEVEL SECURITY",
        ),
        ("migrations", "DELETE FROM django_migrations WHERE app = 'running'", ""),
    ],
)
def test_a_database_that_was_changed_by_hand_is_seen_and_mended(broken, what, breaks, mends):
    assert of(records, what).level == "ok"
    broken(breaks)
    assert of(records, what).level == "wrong"
    if mends:
        broken(mends)
        assert of(records, what).level == "ok"


def test_an_app_of_which_several_tables_are_missing_is_named_once(broken):
    broken("DELETE FROM django_migrations WHERE app = 'running'")
    assert of(records, "migrations").says.endswith(": running")


def test_somebody_who_signs_in_with_more_rights_than_the_application_is_seen(database, monkeypatch):
    from harness.databases import connect_django, disconnect_django

    connect_django(database, as_owner=True)
    assert of(records, "role").level == "wrong"
    disconnect_django()


def test_roles_that_are_not_right_are_told_with_the_statements(database):
    with psycopg.connect(database.admin, autocommit=True) as administrator:
        administrator.execute("ALTER ROLE safehold_confidential LOGIN")
        try:
            found = of(records, "roles")
        finally:
            administrator.execute("ALTER ROLE safehold_confidential NOLOGIN")
    assert (found.level, "ALTER ROLE safehold_confidential NOLOGIN" in found.mend) == ("wrong", True)
    assert of(records, "roles").level == "ok"


def test_upkeep_that_was_done_is_well_and_what_was_not_is_said(database, owner, monkeypatch, tmp_path):
    monkeypatch.setenv("SAFEHOLD_HEADS", str(tmp_path / "heads.jsonl"))
    monkeypatch.delenv("DATABASE_URL")  # as the embedded database is named
    assert levels(upkeep) | {"statistics": "ok"} == {
        "runner": "wrong", "backup": "wrong", "archive": "warn", "verified": "warn", "heads": "warn", "statistics": "ok", "waiting": "ok",
    }  # fmt: skip
    (tmp_path / "heads.jsonl").write_text("{}\n")
    for name in (beats.RUNNER, beats.BACKUP, beats.VERIFY):
        beats.done(name)
    assert {what for what, level in levels(upkeep).items() if level != "ok"} == {"archive"}
    beats.failed("note heads", RuntimeError("of Anna"))
    assert (of(upkeep, "note heads").level, "Anna" in of(upkeep, "note heads").says) == ("wrong", False)
    owner.execute("UPDATE running_beat SET done = done - 3 * 86400 * 1000000::bigint WHERE name = 'backup'")
    owner.commit()
    assert (of(upkeep, "backup").level, of(upkeep, "backup").says) == ("warn", "The last backup that Safehold made was 3 days ago")


def test_a_machine_without_room_programs_or_readable_keys_is_seen(monkeypatch, tmp_path, settings):
    monkeypatch.setenv("SAFEHOLD_HOME", str(tmp_path))
    monkeypatch.setattr(machine, "GIGABYTE", 10**18)
    assert of(installation, "disk").level == "wrong"
    monkeypatch.setattr("safehold.database.programs._WHEEL", "no_such_package")
    assert (of(installation, "programs").level, "is not installed" in of(installation, "programs").says) == ("wrong", True)
    monkeypatch.delenv("SAFEHOLD_SECRET_KEY")
    assert of(installation, "SAFEHOLD_SECRET_KEY").level == "warn"
    (tmp_path / "secret-key").write_text("k" * 40)
    (tmp_path / "secret-key").chmod(0o644)
    assert "chmod 600" in of(installation, "SAFEHOLD_SECRET_KEY").mend
    assert "Changing keys" in of(installation, "SAFEHOLD_SECRET_KEY").mend
    (tmp_path / "secret-key").chmod(0o600)
    assert of(installation, "SAFEHOLD_SECRET_KEY").level == "ok"
    settings.BUILT_STATIC = tmp_path / "nowhere"
    assert of(installation, "static files").level == "wrong"
    settings.DEBUG = True
    assert of(installation, "modes").level == "wrong"


def test_a_backup_folder_on_the_database_s_own_disk_is_warned_of(tmp_path):
    data, log = tmp_path / "data", tmp_path / "back ups" / "wal"
    data.mkdir()
    log.mkdir(parents=True)
    (found,) = backup_disk(_command(log), data)
    assert (found.level, found.says) == ("warn", f"Backups in {log.parent} are on the database's own disk, and are lost with it")
    assert backup_disk("true", data) == []
    elsewhere = Path("/proc")
    assert elsewhere.stat().st_dev != data.stat().st_dev
    assert backup_disk(_command(elsewhere), data)[0].level == "ok"
