"""`safehold link-nightly`: a table linked once, and those of the next days placed among its people."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner, Result

from safehold.commands.link_nightly import link_nightly

ANN = {"given_name": "Ann", "family_name": "Tranter", "date_of_birth": "1951-03-04", "sex": "female", "phone": "01632 960111"}
KEITH = {"given_name": "Keith", "family_name": "Tranter", "date_of_birth": "1949-08-09", "sex": "male", "phone": "01632 960111"}


def given(folder: Path, rows: list[dict[str, str]]) -> list[str]:
    with (folder / "in.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return ["--kept", f"{folder}/people.duckdb", "--input", f"{folder}/in.csv", "--output", f"{folder}/out.csv"]


def run(folder: Path, rows: list[dict[str, str]], *more: str) -> Result:
    return CliRunner().invoke(link_nightly, [*given(folder, rows), *more])


def persons(folder: Path) -> list[tuple[str, ...]]:
    with (folder / "out.csv").open(encoding="utf-8", newline="") as file:
        return [tuple(row.values()) for row in csv.DictReader(file)]


def test_the_first_run_links_all_and_the_next_place_the_new_among_them(tmp_path):
    first = run(tmp_path, [{"mention_id": "a1"} | ANN, {"mention_id": "b1"} | KEITH])
    assert first.exit_code == 0, first.output
    assert persons(tmp_path) == [("a1", "a1"), ("b1", "b1")]
    second = run(tmp_path, [{"mention_id": "a2"} | ANN, {"mention_id": "b1"} | KEITH], "--json")
    assert second.exit_code == 0, second.output
    said = json.loads(second.stdout)
    assert (said["new"], said["known"], said["unsure"]) == (1, 1, [])
    assert persons(tmp_path) == [("a2", "a1"), ("b1", "b1")]
    assert sorted(each.name for each in tmp_path.iterdir()) == ["in.csv", "out.csv", "people.duckdb"]


def test_anew_puts_a_run_over_all_in_the_place_of_what_stood(tmp_path):
    run(tmp_path, [{"mention_id": "a1"} | ANN])
    again = run(tmp_path, [{"mention_id": "b1"} | KEITH], "--anew")
    assert "1 persons in 1 mentions stand" in again.output
    assert "1 new mentions placed" in run(tmp_path, [{"mention_id": "a1"} | ANN]).output
    assert persons(tmp_path) == [("a1", "a1")]


def test_what_cannot_be_placed_is_refused_and_what_stands_stays(tmp_path):
    run(tmp_path, [{"mention_id": "a1"} | ANN])
    refused = run(tmp_path, [{"mention_id": "a2"} | ANN, {"mention_id": "a2"} | KEITH])
    assert refused.exit_code == 1
    assert "the mention_id a2 stands in row 1 already" in refused.output
    (tmp_path / "people.duckdb").write_text("no people")
    assert "cannot be opened" in run(tmp_path, [{"mention_id": "a2"} | ANN]).output


def test_a_day_is_placed_without_starting_what_only_other_work_needs(tmp_path):
    """Of a day's mentions among a million most of the time is the start of the program."""
    run(tmp_path, [{"mention_id": "a1"} | ANN])
    unneeded = tmp_path / "unneeded"
    for name in ("django", "pandas", "phonenumbers", "rich", "splink"):
        (unneeded / name).mkdir(parents=True)
        (unneeded / name / "__init__.py").write_text(f"raise AssertionError('{name} is imported')")
    new = [
        {"mention_id": "a2"} | ANN | {"given_name": "Anne"},
        {"mention_id": "a3"} | ANN | {"given_name": "", "family_name": "Ann Tranter"},
    ]
    program = [sys.executable, "-c", "from safehold.cli import main; main()", "link-nightly", *given(tmp_path, new)]
    path = os.pathsep.join([str(unneeded), *sys.path])
    said = subprocess.run(program, env=os.environ | {"PYTHONPATH": path}, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stderr
    assert persons(tmp_path) == [("a2", "a1"), ("a3", "a1")]
