"""`safehold replay` as whoever measures a force uses it: over Parquet, without a database."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from replay.chronologies import rows, write
from rulebook.notation import at
from safehold.chronology.envelope import read_event
from safehold.chronology.times import instant, read_when
from safehold.commands.replay import replay
from safehold.practice.reviews.judging import judge
from safehold.replay import preparing, processes, reading, surveying, writing
from safehold.rulebook.loader import standard_rules

CASES = Path(__file__).resolve().parents[1] / "cases"
NOW = "2026-11-01"
BREACH = ["b: bail.breach_reported @0", "bail.breach_decided @+3h about b {arrest: true}"]
TOLD = ["a: arrest.made @0 {offence: assault}", "victim.told @+1h about a {topic: arrest}", "call.received @-1h"]
LATE = ["b: bail.breach_reported @0", "bail.breach_decided @+30h about b {arrest: true}"]
EATEN = '{"id": "1", "source": "s", "kind": "call.eaten", "occurred_at": "2026-03-04", "agency": "northshire-police"}'
MANY = [BREACH, TOLD, LATE] * 5


def run(*arguments: object) -> Result:
    return CliRunner().invoke(replay, [*map(str, arguments), "--processes", "1", "--now", NOW])


def found(folder: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(folder).to_pylist()
    return rows


@pytest.fixture
def given(tmp_path: Path) -> Path:
    write(tmp_path / "in", MANY)
    return tmp_path / "in"


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts, groups and batches of a few events each, so that cases meet their ends."""
    monkeypatch.setattr(surveying, "PART", 7)
    monkeypatch.setattr(reading, "BATCH", 3)
    monkeypatch.setattr(processes, "COLUMNS", 4)


def test_who_is_who_and_what_became_of_it_is_what_a_review_finds(tmp_path: Path) -> None:
    """Of the published cases, given as nothing but their events by case."""
    folder, files = tmp_path / "in", sorted(CASES.glob("*.jsonl"))
    folder.mkdir()
    lines = [(file.stem, line) for file in files for line in file.read_text("utf-8").splitlines() if line.strip()]
    pq.write_table(pa.table({"case": [case for case, _ in lines], "json": [line for _, line in lines]}), folder / "them.parquet")
    expected = set()
    for file in files:
        events = [read_event(json.loads(line)) for case, line in lines if case == file.stem]
        review = judge(events, standard_rules(), standard="then", today=0, now=read_when(NOW).latest)
        expected |= {
            (file.stem, each.duty, each.state, tuple(each.trigger), each.due, each.why) for case in review.cases for each in case.findings
        }
    assert run("--input", folder, "--output", tmp_path / "out", "--standard", "then").exit_code == 0
    rows = {
        (row["partition"], row["duty"], row["state"], tuple(name.partition("/")[2] for name in row["trigger"]))
        + (row["due"].isoformat() if row["due"] else None, row["why"])
        for row in found(tmp_path / "out")
    }
    assert rows == expected


def test_each_duty_is_told_with_its_case_and_its_times(given: Path, tmp_path: Path) -> None:
    assert run("--input", given, "--output", tmp_path / "out").exit_code == 0
    row = next(row for row in found(tmp_path / "out") if row["partition"] == "case-3" and row["duty"] == "bail-breach-decided")
    assert (row["state"], row["trigger"], row["decided_by"], row["cases"]) == ("late", ["case-3/b"], ["case-3/e2"], ["3001-3002"])
    assert (instant(row["triggered_at"]), instant(row["due"])) == (at("0"), at("+24h"))
    assert row["why"].endswith(", at 16:00 on 5 March 2026.")


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("engine", ["processes", "columns"])
def test_however_it_is_cut_and_whichever_engine_the_rows_are_the_same(
    engine: str, given: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("--input", given, "--output", tmp_path / "cut", "--engine", engine).exit_code == 0
    parts = sorted((tmp_path / "cut").glob("*.parquet"))
    assert len(parts) > 3
    monkeypatch.undo()
    assert run("--input", given, "--output", tmp_path / "whole").exit_code == 0
    assert len(list((tmp_path / "whole").glob("*.parquet"))) == 1
    assert found(tmp_path / "cut") == found(tmp_path / "whole")


def test_what_concerns_nobody_and_what_others_record_are_read_by_every_case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether calls are graded at all is seen in another case, and how far an agency's records reach in none."""
    calls = [["call.received @0 {domestic: true, channel: '999'}"], ["c: call.received @0", "call.graded @+1m about c {grade: standard}"]]
    monkeypatch.setattr(reading, "BATCH", 1)
    assert attended(tmp_path, rows(calls)) == "breached"
    assert attended(tmp_path, rows(calls[:1])) is None
    declared = {"id": "d", "source": "s", "kind": "coverage.declared", "occurred_at": "2026-03-05", "agency": "northshire-police"}
    nobody = preparing.row("", declared | {"data": {"complete_through": "2026-03-04T10:00:00+00:00"}}, [])
    assert attended(tmp_path, [*rows(calls), nobody]) == "unknown"


def attended(folder: Path, given: list[preparing.Row]) -> str | None:
    """What became of attending the first case's call."""
    (folder / "in").mkdir(exist_ok=True)
    preparing.write(given, folder / "in" / "events.parquet")
    assert run("--input", folder / "in", "--output", folder / "out").exit_code == 0
    states = [row["state"] for row in found(folder / "out") if row["duty"] == "attend-in-time" and row["partition"] == "case-1"]
    return states[0] if states else None


def refused(result: Result) -> str:
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    return result.output


def test_what_cannot_be_read_is_said_with_its_file_and_row(given: Path, tmp_path: Path) -> None:
    file = given / "events.parquet"
    table = pq.read_table(file)
    out = ("--input", given, "--output", tmp_path / "out")
    broken = table["event"].to_pylist()
    broken[0] = broken[0][:-9]
    pq.write_table(table.set_column(table.column_names.index("event"), "event", [broken]), file)
    for engine in ("processes", "columns"):
        assert "events.parquet row 1: Input data was truncated" in refused(run(*out, "--engine", engine))
    texts = pa.table({"case": ["a", "a"], "json": [EATEN.replace("eaten", "received"), EATEN]})
    pq.write_table(texts, file)
    assert "events.parquet row 2: kind 'call.eaten' is not in the catalogue" in refused(run(*out))
    pq.write_table(table.take([0, 2, 1]), file)
    assert "events.parquet row 3: partition 'case-1' goes on here" in refused(run(*out))
    pq.write_table(table.set_column(table.column_names.index("persons"), "persons", [[[]] * len(table)]), file)
    assert "events.parquet row 1: persons names 0, and the event has 2 people" in refused(run(*out))
    pq.write_table(table.drop_columns(["event"]), file)
    assert "events.parquet has no column event or json; it has partition, source" in refused(run(*out))
    file.write_text("not Parquet", encoding="utf-8")
    assert "events.parquet cannot be read as Parquet" in refused(run(*out))
    file.unlink()
    assert "holds no Parquet file" in refused(run(*out))
    assert "is no folder" in refused(run("--input", tmp_path / "none", "--output", tmp_path / "out"))
    assert not (tmp_path / "out").exists()


def test_a_fault_in_a_worker_is_told_as_if_there_were_none(given: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(surveying, "PART", 7)
    file = given / "events.parquet"
    table = pq.read_table(file)
    broken = table["event"].to_pylist()
    broken[-1] = b""
    pq.write_table(table.set_column(table.column_names.index("event"), "event", [broken]), file)
    said = CliRunner().invoke(replay, ["--input", str(given), "--output", str(tmp_path / "out"), "--processes", "2"])
    assert f"events.parquet row {len(table)}: Input data was truncated" in refused(said)
    assert not (tmp_path / "out").exists()


def test_a_run_that_is_broken_off_leaves_what_was_there(given: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    assert run("--input", given, "--output", out).exit_code == 0
    before = found(out)
    write(given, [BREACH])

    def broken_off(self: object, part: object, file: Path) -> int:
        file.write_bytes(b"half")
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(processes.Replayer, "part", broken_off)
        assert run("--input", given, "--output", out).exit_code == 1
    assert found(out) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "out"]
    # A run that was killed could not take its part away: the next does.
    (tmp_path / ".out.part").mkdir()
    assert run("--input", given, "--output", out).exit_code == 0
    assert len(found(out)) < len(before)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "out"]


def test_a_folder_of_somebody_elses_is_not_replaced(given: Path, tmp_path: Path) -> None:
    assert "holds something else than what a replay has found" in refused(run("--input", given, "--output", given))
    assert (given / "events.parquet").exists()
    assert "there is no folder" in refused(run("--input", given, "--output", tmp_path / "none" / "out"))


def test_other_rules_are_read_from_a_folder(given: Path, tmp_path: Path) -> None:
    rules = Path(__file__).resolve().parents[1] / "replay"
    assert run("--input", given, "--output", tmp_path / "out", "--rules", rules).exit_code == 0
    assert {row["duty"] for row in found(tmp_path / "out")} == {"whatever-answers", "told-in-time"}
    assert "holds no rules" in refused(run("--input", given, "--output", tmp_path / "out", "--rules", given))
    assert writing.NOTE in {path.name for path in (tmp_path / "out").iterdir()}
