"""The record is only ever added to, refuses what contradicts it, and says when it was touched."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.db import DatabaseError, connections, transaction

from chronology.raws import write
from safehold.chronology.deriving import derive_waiting
from safehold.chronology.envelope import Refused, parts
from safehold.chronology.exporting import exported
from safehold.chronology.importing import import_file, import_files
from safehold.chronology.rebuilding import rebuild
from safehold.chronology.record import record
from safehold.chronology.seal import link_digest
from safehold.chronology.verify import note_heads, noted_heads, verify

VICTIM = {"ref": "P1", "role": "victim", "given_name": "Martha", "family_name": "Stanwick", "date_of_birth": "1974-05-03", "sex": "female"}
SUSPECT = {"ref": "P2", "role": "suspect", "relation": "ex_partner", "given_name": "Carl", "family_name": "Cheevers", "sex": "male"}
SOMEBODY_ELSE = {
    "ref": "P9",
    "role": "victim",
    "given_name": "Oona",
    "family_name": "Fairbrother",
    "date_of_birth": "1961-11-20",
    "sex": "female",
}
BUSY = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = 'safehold_app' AND state <> 'idle'"
TABLES = ("chronology_event", "chronology_about", "chronology_chain")


def call(number: int, **more) -> dict:
    day = f"2026-{1 + number // 28 % 12:02}-{1 + number % 28:02}"
    return {
        "id": f"call-{number}",
        "source": "cad",
        "kind": "call.received",
        "agency": "northshire-police",
        "occurred_at": f"{day}T14:40:00+00:00",
        "people": [VICTIM, SUSPECT],
        "data": {"channel": "999", "domestic": True},
        "note": "as it was said",
    } | more


@pytest.fixture
def calls(database):
    record([call(number) for number in range(5)])
    return database


def broken(owner: psycopg.Connection, statement: str, *parameters: object) -> list[str]:
    owner.execute(statement, parameters)
    owner.commit()
    return [f"{fault.event}: {fault.why}" for fault in verify().faults]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {}"])
@pytest.mark.parametrize("role", ["safehold_app", "safehold_recorder"])
def test_the_database_itself_refuses_to_change_the_record(calls, connection, table, statement, role):
    column = {"chronology_event": "kind", "chronology_about": "source", "chronology_chain": "agency"}[table]
    connection.execute(f"SET ROLE {role}")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement.format(table, column, column))


def test_the_application_may_not_add_to_the_record_without_becoming_the_recorder(calls, connection):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("INSERT INTO chronology_about SELECT * FROM chronology_about")


@pytest.mark.parametrize(
    "change",
    [
        "kind = 'call.closed'",
        "agency = 'southmere-police'",
        "earliest = earliest + 1",
        "recorded = recorded - 1",
        "received = received + 1",
        "source_id = 'other'",
        "bodies[1] = set_byte(bodies[1], 5, 65)",
        "bodies[4] = set_byte(bodies[4], 3, get_byte(bodies[4], 3) # 1)",
        "salts[2] = set_byte(salts[2], 0, get_byte(salts[2], 0) # 1)",
        "digests[2] = set_byte(digests[2], 0, get_byte(digests[2], 0) # 1)",
        "digest = set_byte(digest, 0, get_byte(digest, 0) # 1)",
        "bodies[2] = NULL",
        "origin = 'elsewhere.jsonl line 1'",
        "redactions = 1",
    ],
)
def test_one_changed_byte_of_one_event_is_named(calls, owner, change):
    assert verify().faults == []
    faults = broken(owner, f"UPDATE chronology_event SET {change} WHERE source_id = 'call-2'")
    assert len(faults) == 1
    assert faults[0].startswith(("cad/call-2", "cad/other"))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE chronology_chain SET digest = set_byte(digest, 0, get_byte(digest, 0) # 1) WHERE position = 3",
        "UPDATE chronology_chain SET previous = set_byte(previous, 0, get_byte(previous, 0) # 1) WHERE position = 3",
        "DELETE FROM chronology_chain WHERE position = 3",
        "DELETE FROM chronology_event WHERE source_id = 'call-2'",
        "INSERT INTO chronology_about (event_id, source, source_id)"
        " SELECT seq, 'cad', 'call-1' FROM chronology_event WHERE source_id = 'call-2'",
    ],
)
def test_a_chain_that_was_touched_does_not_hold(calls, owner, change):
    assert broken(owner, change)


def test_a_chain_whose_end_was_cut_off_no_longer_holds_its_noted_head(calls, owner, tmp_path):
    note_heads(tmp_path / "heads.jsonl", verify().heads)
    owner.execute("DELETE FROM chronology_chain WHERE position = 5")
    owner.execute("DELETE FROM chronology_event WHERE source_id = 'call-4'")
    owner.commit()
    assert verify().faults == []
    (fault,) = verify(noted_heads(tmp_path / "heads.jsonl")).faults
    assert "the end of the chain is gone" in fault.why


def test_a_redacted_part_leaves_the_chain_whole_and_the_event_a_duplicate(calls, owner, connection):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("SELECT redact_part('cad', 'call-1', 'note')")
    owner.execute("SELECT redact_part('cad', 'call-1', 'note')")
    owner.commit()
    assert verify().faults == []
    found = {raw["id"]: raw for raw in map(json.loads, exported())}
    assert "note" not in found["call-1"]
    assert "note" in found["call-2"]
    record([call(1)])
    assert len(list(exported())) == 5


def test_what_stands_beside_the_known_fields_is_a_part_of_its_own_and_an_event_stored_before_it_was_is_the_same(calls, monkeypatch):
    told = call(7, basis="a published review", remarks={"of": "somebody"})
    assert [name for name in parts(told) if not name.startswith("person:")] == ["envelope", "data", "note", "beside"]
    assert b"review" not in parts(told)["envelope"]
    monkeypatch.setattr("safehold.chronology.record.parts", lambda raw, **_: parts(raw, beside=False))
    record([told])
    monkeypatch.undo()
    record([told])
    with pytest.raises(Refused, match="is held already with other content"):
        record([told | {"basis": "another"}])
    assert verify().faults == []


def test_the_same_event_twice_is_one_and_other_content_under_its_id_is_refused(calls):
    record([call(1)])
    assert len(list(exported())) == 5
    with pytest.raises(Refused, match=r"cad/call-1 is held already with other content"):
        record([call(1, note="something else")])


def test_all_of_a_recording_or_none(calls):
    with pytest.raises(Refused):
        record([call(7), call(1, note="something else")])
    assert "call-7" not in {json.loads(line)["id"] for line in exported()}


def test_a_stage_that_fails_leaves_nothing(calls, monkeypatch):
    def fails(*_: object) -> None:
        raise RuntimeError("in the middle")

    monkeypatch.setattr("safehold.chronology.record.derive", fails)
    with pytest.raises(RuntimeError, match="in the middle"):
        record([call(8)])
    assert len(list(exported())) == 5
    assert verify().faults == []


def test_whoever_has_recorded_and_not_committed_keeps_nobody_of_their_agency_waiting(calls):
    def records_as_well() -> None:
        try:
            with connections["default"].cursor() as cursor:
                cursor.execute("SET lock_timeout = '2s'")
            record([call(9, people=[SOMEBODY_ELSE])])
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            record([call(8)])
            other.submit(records_as_well).result()
        record([call(10, agency="southmere-police"), call(11), call(12, agency="southmere-police")])
    assert len(list(exported())) == 10
    assert verify().faults == []


def test_a_version_that_links_its_events_itself_is_left_to_do_so(calls, owner):
    seq, digest, received, origin = owner.execute(
        "SELECT seq, digest, received, origin FROM chronology_event WHERE source_id = 'call-4'"
    ).fetchone()
    position, previous = owner.execute("DELETE FROM chronology_chain WHERE event_id = %s RETURNING position, previous", [seq]).fetchone()
    columns = "source, kind, agency, earliest, latest, recorded, origin, names, bodies, salts, digests, redactions, kept"
    again = f"SELECT seq, source_id, received, digest, {columns} FROM chronology_event WHERE seq = %s"
    row = owner.execute(again, [seq]).fetchone()
    owner.execute("DELETE FROM chronology_event WHERE seq = %s", [seq])
    owner.commit()
    owner.execute(
        f"INSERT INTO chronology_event (seq, source_id, received, digest, {columns}) VALUES ({', '.join(['%s'] * len(row))})", row
    )
    link = link_digest(previous, digest, seq, received, origin)
    owner.execute(
        "INSERT INTO chronology_chain (agency, position, previous, digest, event_id) VALUES ('northshire-police', %s, %s, %s, %s)",
        [position, previous, link, seq],
    )
    owner.commit()
    assert verify().faults == []


def test_every_line_ends_as_new_duplicate_or_refused_and_one_broken_line_costs_nothing_else(database, tmp_path):
    lines = [json.dumps(call(number)) for number in range(20)]
    lines[3] = lines[3][:-20]
    lines[7] = json.dumps(call(7, kind="call.imagined"))
    lines[9] = json.dumps(call(9, occurred_at="2026-13"))
    lines[11] = json.dumps(call(11, recorded_at="2025-01-01"))
    lines[13] = lines[12]
    lines.insert(15, "")
    file = tmp_path / "broken.jsonl"
    file.write_text("\ufeff" + "\r\n".join(lines), encoding="utf-8")
    (report,) = import_files([file])
    assert (report.read, report.new, report.duplicate) == (20, 15, 1)
    assert [refusal.line for refusal in report.refused] == [4, 8, 10, 12]
    assert "call.imagined" in report.refused[1].why
    assert "month" in report.refused[2].why
    assert "before occurred_at" in report.refused[3].why
    (again,) = import_files([file])
    assert (again.new, again.duplicate, len(again.refused)) == (0, 16, 4)


def test_two_files_with_one_id_and_other_content_are_both_named(database, tmp_path):
    first = write(tmp_path / "first.jsonl", [call(1)])
    second = write(tmp_path / "second.jsonl", [call(1, note="something else")])
    reports = import_files([first, second])
    (refusal,) = reports[1].refused
    assert "cad/call-1" in refusal.why
    assert "first.jsonl line 1" in refusal.why
    assert reports[1].path.endswith("second.jsonl")


def test_odd_names_and_what_points_nowhere_are_taken(database):
    odd = ["\u202eمريم", "😀 Émilie", "O" * 10_000, "Ж", "李"]
    record([call(number, people=[VICTIM | {"ref": f"odd{number}", "given_name": name}]) for number, name in enumerate(odd)])
    record([call(9, about=["never-heard-of"])])
    assert len(list(exported())) == 6
    assert verify().faults == []


def test_what_comes_out_goes_in_elsewhere_unchanged(calls, databases, tmp_path):
    before = sorted(exported())
    (tmp_path / "out.jsonl").write_bytes(b"".join(before))
    from chronology.ways import holding

    with holding(databases):
        import_files([tmp_path / "out.jsonl"])
        assert sorted(exported()) == before


def test_a_derived_row_that_was_tampered_with_is_found_and_mended(calls, owner):
    assert rebuild(check=True).differences == []
    owner.execute("UPDATE safeguarding_standing SET danger = 0, plan_summary = 'all is well'")
    owner.execute("DELETE FROM response_call WHERE reference = 'call-1'")
    owner.commit()
    assert {difference.table for difference in rebuild(check=True).differences} == {"safeguarding_standing", "response_call"}
    rebuild(check=False)
    assert rebuild(check=True).differences == []


def test_two_who_record_for_the_same_people_at_once_lose_nothing(database):
    faults: list[Exception] = []

    def records(start: int) -> None:
        from django.db import connection

        try:
            for number in range(start, start + 8):
                record([call(number)])
        except (OSError, RuntimeError, ValueError, DatabaseError) as fault:
            faults.append(fault)
        finally:
            connection.close()

    record([call(0)])
    threads = [threading.Thread(target=records, args=(start,)) for start in (10, 30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert rebuild(check=True).differences == []
    assert verify().events == 17


def test_an_import_that_is_killed_is_finished_by_running_it_again(database, tmp_path):
    many = [
        call(
            number,
            id=f"many-{number}",
            people=[
                VICTIM | {"ref": f"P{number // 4}", "family_name": f"Stan{number // 4}wick"},
                SUSPECT | {"ref": f"S{number // 4}", "family_name": f"Chee{number // 4}vers"},
            ],
        )
        for number in range(1200)
    ]
    file = write(tmp_path / "many.jsonl", many)
    program = "from safehold.cli import main; main()"
    command = [sys.executable, "-c", program, "import", str(file)]
    environment = os.environ | {"DATABASE_URL": database.app, "DATABASE_OWNER_URL": database.owner}
    for seconds in (1.5, 2.5):
        child = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            child.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGKILL)
            child.wait()
    # A server notices a killed client when it next answers it.
    deadline = time.monotonic() + 30
    with psycopg.connect(database.owner, autocommit=True) as watching:
        while watching.execute(BUSY).fetchone() != (0,):
            assert time.monotonic() < deadline
    report = import_file(file)
    derive_waiting()
    assert (report.read, report.new + report.duplicate, report.refused) == (1200, 1200, [])
    assert verify().faults == []
    assert rebuild(check=True).differences == []
