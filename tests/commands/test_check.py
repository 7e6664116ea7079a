"""`safehold check`: one question, and many from a table."""

import csv
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from safehold.chronology.importing import Unreadable, import_files
from safehold.cli import safehold
from safehold.commands.tables import rows

CASE = Path(__file__).resolve().parents[1] / "cases" / "refuge-escort-2008.jsonl"


@pytest.fixture
def held(run):
    import_files([CASE])  # here, and not by the program, which test_record has
    return run


def test_one_question_is_answered_with_what_matters(held):
    found = json.loads(held("check", "--given-name", "Vera", "--family-name", "Marlo", "--date-of-birth", "1984", "--json").out)
    person = found["people"][0]
    assert person["names"][0] == "Vera Marlow"
    assert person["roles"]["victim"] > 0
    assert person["probability"] > 0.3
    assert {"what", "a", "b", "weight"} == set(person["why"][0])
    assert {"cases", "incidents_12_months", "risk", "markers", "orders_in_force", "bail_in_force", "children", "related"} <= set(person)


def test_nobody_found_is_never_called_no_history(held):
    ended = held("check", "--family-name", "Quillfeather")
    assert (ended.status, ended.out) == (0, "Nobody found by family name. No record is not no history.\n")


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_many_questions_are_answered_a_line_each(held, tmp_path, suffix):
    asked = [
        {"query_id": "7", "family_name": "Marlow", "given_name": "Stefan"},
        {"query_id": "8", "family_name": "Quillfeather", "given_name": ""},
    ]
    table, answers = tmp_path / f"asked{suffix}", tmp_path / "answers.jsonl"
    if suffix == ".csv":
        with table.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(asked[0]))
            writer.writeheader()
            writer.writerows(asked)
    else:
        pq.write_table(pa.Table.from_pylist(asked), table)
    assert held("check", "--input", table, "--output", answers).status == 0
    found = [json.loads(line) for line in answers.read_text(encoding="utf-8").splitlines()]
    assert [each["query_id"] for each in found] == ["7", "8"]
    assert [[person["names"][0] for person in each["people"]][:1] for each in found] == [["Stefan Marlow"], []]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"family_name\nMarlow\n", "has no column query_id"),
        ("a.csv", b"query_id,family_name\n1,Marlow\n,Hart\n", "row 2: there is no query_id"),
        ("a.csv", b"query_id,family_name\n1,Marlow\n2,\xff\xfe\n", "it is not in UTF-8"),
        ("a.parquet", b"not parquet", "cannot be read as Parquet"),
    ],
)
def test_a_table_that_cannot_be_read_is_named_with_its_row(tmp_path, name, content, said):
    table = tmp_path / name
    table.write_bytes(content)
    with pytest.raises(Unreadable) as refused:
        list(rows(table, "query_id", ["family_name"]))
    assert (str(table) in str(refused.value), said in str(refused.value)) == (True, True)


def test_a_question_that_cannot_be_read_is_named_with_its_row(held, tmp_path):
    table = tmp_path / "asked.csv"
    table.write_text("query_id,date_of_birth\n1,1990\n2,soon\n", encoding="utf-8")
    ended = held("check", "--input", table, "--output", tmp_path / "answers.jsonl")
    assert (ended.status, f"{table} row 2: 'soon' is not a date of birth" in ended.err) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "say something of the person"),
        (("--date-of-birth", "soon"), "'soon' is not a date of birth"),
        (("--given-name", "Joan", "--sex", "banana"), "'banana' is not a sex that can be compared: give female, f, woman"),
        (("--input", "a.csv"), "--input and --output go together"),
    ],
)
def test_wrong_usage_is_said(arguments, said):
    ended = CliRunner().invoke(safehold, ["check", *arguments])
    assert (ended.exit_code, said in ended.output) == (2, True)


def test_answers_that_stand_are_kept_until_the_new_ones_are_whole(held, tmp_path):
    questions, answers = tmp_path / "asked.csv", tmp_path / "answers.jsonl"
    answers.write_text("before")
    questions.write_text("query_id,given_name,date_of_birth\n1,Vera,1984\n2,Vera,in spring\n")
    assert held("check", "--input", questions, "--output", answers).status == 1
    assert held("check", "--input", questions, "--output", questions).status == 2
    assert answers.read_text() == "before"
    assert sorted(each.name for each in tmp_path.iterdir() if each.is_file()) == ["answers.jsonl", "asked.csv"]


def test_what_nobody_can_be_searched_by_is_refused(held):
    ended = held("check", "--phone", "12")
    assert (ended.status, ended.out) == (1, "")
    assert "Nobody can be searched by what was said" in ended.err
