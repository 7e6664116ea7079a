"""`safehold link`: a table of mentions in, who is who out; and what is said to a person whose table cannot be linked."""

import csv
import json
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from safehold.commands.link import link
from safehold.identity.trained import dump, load, shipped
from safehold.synthetic.population_records import draw_mentions

ANN = {"given_name": "Ann", "family_name": "Tranter", "date_of_birth": "1951-03-04", "sex": "female", "phone": "01632 960111"}
KEITH = {"given_name": "Keith", "family_name": "Tranter", "date_of_birth": "1949-08-09", "sex": "male", "phone": "01632 960111"}
ROWS = [
    {"mention_id": "b2"} | ANN,
    {"mention_id": "a1"} | KEITH,
    {"mention_id": "c3"} | ANN | {"given_name": "Annie", "phone": "01632 960112"},
    {"mention_id": "d4"} | KEITH | {"family_name": "Trantor", "date_of_birth": "1949-09-08"},
]


def run(*given: object) -> Result:
    return CliRunner().invoke(link, [str(each) for each in given])


def table(path: Path, rows: list[dict[str, str]]) -> Path:
    if path.suffix == ".parquet":
        pq.write_table(pa.Table.from_pylist(rows), path)
    else:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    return path


@pytest.mark.parametrize(("given", "found"), [("in.csv", "out.csv"), ("in.parquet", "out.parquet"), ("in.csv", "out.parquet")])
def test_it_says_who_is_who_and_calls_each_by_their_first_mention(tmp_path, given, found):
    output = tmp_path / found
    result = run("--input", table(tmp_path / given, ROWS), "--output", output, "--json")
    assert result.exit_code == 0, result.output
    said = json.loads(result.stdout)
    assert (said["mentions"], said["persons"], said["model"]) == (4, 2, shipped().id)
    text = output.read_text(encoding="utf-8").splitlines() if output.suffix == ".csv" else []
    written = list(csv.DictReader(text)) or pq.read_table(output).to_pylist()
    assert [tuple(row.values()) for row in written] == [("b2", "b2"), ("a1", "a1"), ("c3", "b2"), ("d4", "a1")]
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted([given, found])


def test_columns_that_are_not_there_are_fine_and_those_unknown_are_named(tmp_path):
    rows = [{"mention_id": "1", "family_name": "Ashby", "shoe_size": "7"}]
    result = run("--input", table(tmp_path / "in.csv", rows), "--output", tmp_path / "out.csv")
    assert result.exit_code == 0
    assert "shoe_size is not one that is compared" in result.stderr
    assert "1 persons in 1 mentions" in result.stdout


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([{"id": "1", "given_name": "Ann"}], "no column mention_id; the columns are id, given_name"),
        ([{"mention_id": "1", "given_name": "A"}, {"mention_id": "", "given_name": "B"}], "row 2: there is no mention_id"),
        ([{"mention_id": "", "given_name": "A"}, {"mention_id": "2", "given_name": "B"}], "row 1: there is no mention_id"),
        (
            [{"mention_id": "7", "given_name": "A"}, {"mention_id": "7", "given_name": "B"}],
            "row 2: the mention_id 7 stands in row 1 already",
        ),
    ],
)
def test_a_table_that_cannot_be_linked_is_refused_by_row(tmp_path, rows, says):
    result = run("--input", table(tmp_path / "in.csv", rows), "--output", tmp_path / "out.csv")
    assert result.exit_code == 1
    assert says in result.output
    assert not (tmp_path / "out.csv").exists()


def test_what_is_no_table_is_refused(tmp_path):
    odd = tmp_path / "in.parquet"
    odd.write_text("no table")
    assert "cannot be read as parquet" in run("--input", odd, "--output", tmp_path / "out.csv").output
    assert "no such file" in run("--input", tmp_path / "none.csv", "--output", tmp_path / "out.csv").output
    assert (
        "read from .parquet or .csv"
        in run("--input", table(tmp_path / "in.csv", ROWS).rename(tmp_path / "in.txt"), "--output", tmp_path / "o.csv").output
    )
    empty = tmp_path / "empty.csv"
    empty.write_text("mention_id,given_name\n")
    assert "there are no mentions in it" in run("--input", empty, "--output", tmp_path / "out.csv").output


def test_it_asks_where_to_write(tmp_path):
    given = table(tmp_path / "in.csv", ROWS)
    assert run("--input", given).exit_code == 2
    assert run("--input", given, "--train").exit_code == 2
    assert run("--input", given, "--output", tmp_path / "out.txt").exit_code == 2


def test_a_model_that_was_never_trained_is_refused(tmp_path):
    model = tmp_path / "model.json"
    model.write_bytes(dump(shipped()).replace(b'"slip"', b'"slap"', 1))
    result = run("--input", table(tmp_path / "in.csv", ROWS), "--output", tmp_path / "out.csv", "--model", model)
    assert result.exit_code == 1
    assert "was never trained" in result.output


def test_it_trains_on_the_table_keeps_the_model_and_links_better_than_chance(tmp_path, monkeypatch):
    monkeypatch.setattr("safehold.identity.batch.training.RANDOM_PAIRS", 100_000)
    drawn = draw_mentions(3_000, 5)
    pq.write_table(drawn.mentions, tmp_path / "in.parquet")
    result = run(
        "--input", tmp_path / "in.parquet", "--output", tmp_path / "out.parquet", "--train", "--model", tmp_path / "model.json", "--json"
    )
    assert result.exit_code == 0, result.output
    model = load((tmp_path / "model.json").read_bytes())
    assert model.on.rows == 3_000
    person = dict(zip(*(drawn.truth[name].to_pylist() for name in ("mention_id", "person_id")), strict=True))
    found = pq.read_table(tmp_path / "out.parquet").to_pylist()
    assert [row["mention_id"] for row in found] == drawn.mentions["mention_id"].to_pylist()
    true = sum(person[row["mention_id"]] == person[row["person_id"]] for row in found)
    assert true / len(found) > 0.98
    assert abs(len({row["person_id"] for row in found}) / len(set(person.values())) - 1) < 0.1


def test_what_is_read_is_never_written_over_and_where_nothing_can_be_written_is_said_first(tmp_path):
    given = table(tmp_path / "in.csv", ROWS)
    before = given.read_bytes()
    same = run("--input", given, "--output", tmp_path / "." / "in.csv")
    assert same.exit_code == 2
    assert "would be lost" in same.output
    assert "there is no folder" in run("--input", given, "--output", tmp_path / "none" / "out.csv").output
    assert given.read_bytes() == before


def test_too_few_mentions_are_not_trained_on(tmp_path):
    result = run("--input", table(tmp_path / "in.csv", ROWS), "--output", tmp_path / "out.csv", "--train")
    assert result.exit_code == 1
    assert "4 mentions are too few to train on" in result.output
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (duckdb.IOException("IO Error: Could not write file: No space left on device"), "out.csv: there is no space left on the disk"),
        (RuntimeError("Query interrupted"), "Aborted!"),
    ],
)
def test_a_full_disk_and_a_run_that_is_stopped_leave_what_was_there(tmp_path, monkeypatch, fault, says):
    def stops(*_given):
        raise fault

    output = tmp_path / "out.csv"
    output.write_text("before")
    monkeypatch.setattr("safehold.identity.batch.blocking.block", stops)
    result = run("--input", table(tmp_path / "in.csv", ROWS), "--output", output)
    assert (result.exit_code, says in result.output) == (1, True)
    assert output.read_text() == "before"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["in.csv", "out.csv"]


def test_spark_says_what_is_to_be_installed_before_anything_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    result = run("--input", tmp_path / "none.csv", "--output", tmp_path / "out.csv", "--engine", "spark")
    assert result.exit_code == 1
    assert "needs pyspark" in result.output
    assert run("--input", tmp_path / "none.csv", "--train", "--model", tmp_path / "m.json", "--engine", "spark").exit_code == 2


def test_what_people_judged_holds_and_a_line_that_cannot_be_is_named(tmp_path):
    given, output = table(tmp_path / "in.csv", ROWS), tmp_path / "out.csv"
    judged = table(tmp_path / "judged.csv", [{"a": "b2", "b": "c3", "judgement": "not_linked"}])
    assert run("--input", given, "--output", output, "--judgements", judged).exit_code == 0
    assert [row["person_id"] for row in csv.DictReader(output.read_text(encoding="utf-8").splitlines())] == ["b2", "a1", "c3", "a1"]
    table(judged, [{"a": "b2", "b": "z9", "judgement": "not_linked"}])
    refused = run("--input", given, "--output", output, "--judgements", judged)
    assert refused.exit_code == 1
    assert "judged.csv row 1: no mention has the id z9" in refused.stderr


def test_a_csv_that_is_not_utf_8_is_named_with_its_row_and_how_to_save_it(tmp_path):
    table = tmp_path / "mentions.csv"
    table.write_bytes("mention_id,given_name\n1,Joan\n2,Zoë\n".encode("latin-1"))
    ended = run("--input", table, "--output", tmp_path / "out.csv")
    assert (ended.exit_code, f"{table} row 2: it is not UTF-8. Save the table again as CSV in UTF-8" in ended.output) == (1, True)
