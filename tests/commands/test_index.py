"""`safehold index`: mentions in bulk, beside the record and out of its way."""

import csv
import json
from pathlib import Path

import psycopg
import pytest

CASE = Path(__file__).resolve().parents[1] / "cases" / "refuge-escort-2008.jsonl"
ROWS = [
    {"mention_id": "m1", "given_name": "Karen", "family_name": "Ashcombe", "date_of_birth": "1974-05-03", "phone": "07700 900123"},
    {"mention_id": "m2", "given_name": "Kaz", "family_name": "Ashcombe", "date_of_birth": "1974-05-03", "postcode": "XN1 2AB"},
    {"mention_id": "m3", "given_name": "Peter", "family_name": "Ashcombe", "date_of_birth": "the spring", "phone": "07700 900123"},
    {"mention_id": "m4", "given_name": "", "family_name": ""},
]
COLUMNS = ("mention_id", "given_name", "family_name", "date_of_birth", "postcode", "phone", "person_id")


@pytest.fixture
def table(tmp_path):
    def written(*rows: dict[str, str], name: str = "mentions.csv") -> Path:
        path = tmp_path / name
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            writer.writerows(rows)
        return path

    return written


def asked(run, *question: str) -> list[dict]:
    return json.loads(run("check", *question, "--json").out)["people"]


KAREN = ("--given-name", "Karen", "--family-name", "Ashcomb", "--date-of-birth", "1974")


def test_what_is_loaded_is_found_and_called_by_its_own_names(run, table):
    ended = run("index", "--input", table(*ROWS), owner=True)
    assert ended.status == 0, ended.err
    assert ended.out == "4 mentions of 4 people, of mentions.csv\n1 dates of birth could not be read, and count as absent\n"
    found = asked(run, *KAREN)
    assert [(person["person"], person["mentions"]) for person in found[:2]] == [("m1", ["m1"]), ("m2", ["m2"])]
    assert found[0]["names"] == ["Karen Ashcombe"]
    assert found[0]["cases"] == []
    assert run("index").out.startswith("4 mentions")


def test_whoever_share_a_person_id_are_one_person(run, table):
    rows = [row | {"person_id": "p1" if number < 2 else ""} for number, row in enumerate(ROWS)]
    assert json.loads(run("index", "--input", table(*rows), "--json", owner=True).out)["index"]["persons"] == 3
    found = asked(run, *KAREN)
    assert [person["mentions"] for person in found if person["person"] == "m1"] == [["m1", "m2"]]


def test_where_there_are_records_it_is_refused_unless_told_and_then_both_answer(run, table):
    assert run("import", CASE).status == 0
    ended = run("index", "--input", table(*ROWS), owner=True)
    assert ended.status == 1
    assert "--beside" in ended.err
    assert run("index", "--input", table(*ROWS), "--beside", owner=True).status == 0
    assert asked(run, *KAREN)[0]["person"] == "m1"
    assert asked(run, "--given-name", "Vera", "--family-name", "Marlow")[0]["roles"]["victim"] > 0


def test_the_record_knows_nothing_of_it(run, table, owner):
    assert run("import", CASE).status == 0
    people = owner.execute("SELECT count(*) FROM identity_profile").fetchone()
    assert run("index", "--input", table(*ROWS), "--beside", owner=True).status == 0
    assert owner.execute("SELECT count(*) FROM identity_profile").fetchone() == people
    assert run("rebuild", "--check", owner=True).status == 0
    assert run("verify", "--heads", table().with_name("heads.jsonl")).status == 0


def test_a_mention_that_stands_twice_is_refused_and_what_was_loaded_before_stands(run, table):
    assert run("index", "--input", table(*ROWS), owner=True).status == 0
    ended = run("index", "--input", table(*ROWS, ROWS[0], name="twice.csv"), owner=True)
    assert ended.status == 1
    assert "twice.csv: the mention_id m1 stands in it twice" in ended.err
    ended = run("index", "--input", table(name="empty.csv"), owner=True)
    assert ended.status == 1
    assert "there are no mentions in it" in ended.err
    assert run("index").out.startswith("4 mentions of 4 people, of mentions.csv")


def test_only_the_owner_makes_one(run, table):
    ended = run("index", "--input", table(*ROWS))
    assert ended.status == 1
    assert "DATABASE_OWNER_URL" in ended.err


def test_a_table_without_mention_ids_is_refused_in_a_line(run, tmp_path):
    (tmp_path / "odd.csv").write_text("given_name\nKaren\n", encoding="utf-8")
    ended = run("index", "--input", tmp_path / "odd.csv", owner=True)
    assert (ended.status, ended.out) == (1, "")
    assert "no column mention_id" in ended.err


def test_a_new_one_takes_the_place_of_the_old_and_it_can_be_taken_away(run, table):
    assert run("index", "--input", table(*ROWS), owner=True).status == 0
    assert run("index", "--input", table(ROWS[2], name="other.csv"), owner=True).status == 0
    assert asked(run, *KAREN) == []
    assert run("index", "--drop", owner=True).status == 0
    assert run("index").out == "There is no index. Give one with --input.\n"


def test_one_that_was_lost_with_the_server_says_so(run, table, owner):
    assert run("index", "--input", table(*ROWS), owner=True).status == 0
    with psycopg.connect(owner.info.dsn, password=owner.info.password) as connection:
        connection.execute("TRUNCATE indexed.identity_profile, indexed.identity_key")
    assert "They are gone" in run("index").out
    ended = run("check", *KAREN)
    assert ended.status == 1
    assert "Load it again" in ended.err
