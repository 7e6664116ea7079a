"""What `safehold synthesise` writes: files by agency, the truth, and the same as Parquet."""

import json
from pathlib import Path

import msgspec
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from safehold.synthetic.commands import synthesise

ARGUMENTS = ["--people", "6000", "--months", "6", "--seed", "5", "--until", "2026-11-02", "--json"]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, object]]:
    out = tmp_path_factory.mktemp("area")
    result = CliRunner().invoke(synthesise, [*ARGUMENTS, "--out", str(out)])
    assert result.exit_code == 0, result.output
    return out, json.loads(result.stdout)


def lines(path: Path) -> list[dict[str, object]]:
    return [msgspec.json.decode(line) for line in path.read_bytes().splitlines()]


def test_each_agency_has_its_file_and_the_counts_agree(written: tuple[Path, dict[str, object]]) -> None:
    out, counts = written
    files = counts["files"]
    assert isinstance(files, dict)
    assert "northshire-police.jsonl" in files
    for name, number in files.items():
        found = lines(out / name)
        assert len(found) == number
        assert {event["agency"] for event in found} == {name.removesuffix(".jsonl")}
    assert sum(files.values()) == counts["events"]


def test_parquet_holds_the_same_events_as_the_lines(written: tuple[Path, dict[str, object]]) -> None:
    out, counts = written
    rows = pq.read_table(out / "events.parquet").to_pylist()
    assert len(rows) == counts["events"]
    from_lines = {(event["source"], event["id"]): event for name in counts["files"] for event in lines(out / name)}  # type: ignore[attr-defined]
    for row in rows:
        event = from_lines[row["source"], row["id"]]
        assert msgspec.json.decode(row["json"]) == event
        for name in ("kind", "occurred_at", "agency"):
            assert row[name] == event[name]
        assert row["recorded_at"] == event.get("recorded_at")


def test_parquet_holds_the_same_truth_as_the_lines(written: tuple[Path, dict[str, object]]) -> None:
    out, _ = written
    truth = lines(out / "truth.jsonl")
    mentions = pq.read_table(out / "truth-mentions.parquet").to_pylist()
    as_lines = {(fact["mention"], fact["person"]) for fact in truth if fact["what"] == "mention"}
    assert {(f"{row['source']}/{row['id']}/{row['ref']}", row["person"]) for row in mentions} == as_lines
    for what, file in (("person", "persons"), ("duty", "duties"), ("harm", "harms"), ("oddity", "oddities")):
        facts = [{name: value for name, value in fact.items() if name != "what"} for fact in truth if fact["what"] == what]
        assert pq.read_table(out / f"truth-{file}.parquet").to_pylist() == facts


def test_a_bad_end_is_refused_in_words(tmp_path: Path) -> None:
    result = CliRunner().invoke(synthesise, ["--until", "2026-13-02", "--out", str(tmp_path)])
    assert result.exit_code == 2
    assert "2026-13-02" in result.output


def test_a_folder_that_cannot_be_written_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    result = CliRunner().invoke(synthesise, ["--people", "50", "--months", "1", "--out", str(tmp_path / "taken" / "under")])
    assert result.exit_code == 1
    assert "cannot be written" in result.output
