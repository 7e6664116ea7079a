"""`safehold link-nightly`: a table linked once, and those of the next days placed among its people."""

import csv
import json
from pathlib import Path

from click.testing import CliRunner, Result

from safehold.commands.link_nightly import link_nightly

ANN = {"given_name": "Ann", "family_name": "Tranter", "date_of_birth": "1951-03-04", "sex": "female", "phone": "01632 960111"}
KEITH = {"given_name": "Keith", "family_name": "Tranter", "date_of_birth": "1949-08-09", "sex": "male", "phone": "01632 960111"}


def run(folder: Path, rows: list[dict[str, str]], *more: str) -> Result:
    with (folder / "in.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    given = ["--kept", folder / "people.duckdb", "--input", folder / "in.csv", "--output", folder / "out.csv", *more]
    return CliRunner().invoke(link_nightly, [str(each) for each in given])


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
