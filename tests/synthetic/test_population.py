"""The population for linking: as hard as it says, the same each time, and nobody's telephone or door."""

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from safehold.identity.contacts import read_phones
from safehold.identity.places import read_place
from safehold.synthetic.commands import synthesise
from safehold.synthetic.population import RATES
from safehold.synthetic.population_records import COLUMNS, Mentions, draw_mentions
from safehold.synthetic.rates import rates

NUMBER = 30_000


@pytest.fixture(scope="module")
def made() -> Mentions:
    return draw_mentions(NUMBER, 3)


def missing(table: pa.Table, column: str) -> float:
    return float(table[column].null_count / table.num_rows)


def test_it_has_as_many_mentions_as_were_asked_for_each_with_one_person(made: Mentions) -> None:
    assert tuple(made.mentions.column_names) == COLUMNS
    assert made.mentions.num_rows == made.truth.num_rows == NUMBER
    assert made.mentions["mention_id"].to_pylist() == made.truth["mention_id"].to_pylist()
    assert len(set(made.truth["mention_id"].to_pylist())) == NUMBER
    assert set(made.truth["person_id"].to_pylist()) == set(made.people["person_id"].to_pylist())
    assert NUMBER / made.people.num_rows == pytest.approx(rates(RATES)["mentions_per_person"], rel=0.04)


def test_the_same_seed_gives_the_same_mentions_in_any_process() -> None:
    code = (
        "from safehold.synthetic.population_records import draw_mentions; import hashlib;"
        "print(hashlib.sha256(repr(draw_mentions(2000, 7).mentions.to_pylist()).encode()).hexdigest())"
    )
    elsewhere = [subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout for _ in range(2)]
    assert elsewhere[0] == elsewhere[1]
    assert draw_mentions(2000, 7).mentions != draw_mentions(2000, 8).mentions


@pytest.mark.parametrize(
    ("column", "rate"), [("date_of_birth", "birth_missing"), ("postcode", "postcode_missing"), ("phone", "phone_missing")]
)
def test_as_much_is_missing_as_the_rates_say(made: Mentions, column: str, rate: str) -> None:
    assert missing(made.mentions, column) == pytest.approx(rates(RATES)[rate], abs=0.01)


def test_there_are_twins_born_on_one_day_and_fathers_and_sons_of_one_name(made: Mentions) -> None:
    people = made.people.to_pylist()
    twins = [each for each in people if each["twin"]]
    by_id = {each["person_id"]: each for each in people}
    assert len(twins) / len(people) == pytest.approx(rates(RATES)["twins"], abs=0.006)
    assert all(by_id[each["twin"]]["twin"] == each["person_id"] and by_id[each["twin"]]["household"] == each["household"] for each in twins)
    sons = [each for each in people if each["father_of_same_name"]]
    assert len(sons) / len(people) == pytest.approx(rates(RATES)["father_and_son"] / 4, abs=0.003)
    assert all(by_id[each["father_of_same_name"]]["household"] == each["household"] for each in sons)


def test_members_of_a_household_share_a_landline(made: Mentions) -> None:
    household = {each["person_id"]: each["household"] for each in made.people.to_pylist()}
    person = made.truth["person_id"].to_pylist()
    by_number: dict[str, set[str]] = {}
    for number, one in zip(made.mentions["phone"].to_pylist(), person, strict=True):
        if number and number.startswith(("0416", "01632")):
            by_number.setdefault(number.replace(" ", ""), set()).add(one)
    shared = [people for people in by_number.values() if len(people) > 1]
    assert len(shared) > 100
    in_one = sum(len({household[one] for one in people}) == 1 for people in shared)
    assert in_one / len(shared) > 0.85  # the rest are slips that hit another's number


def test_no_number_postcode_or_mail_address_can_be_anybodys(made: Mentions) -> None:
    numbers = {number for text in made.mentions["phone"].to_pylist() if text for number in read_phones(text)}
    assert len(numbers) > 5000
    assert {number for number in numbers if not re.fullmatch(r"\+44(7700900\d{3}|1632960\d{3}|47\d{8}|416\d{7})", number)} == set()
    codes = {code for code in made.mentions["postcode"].to_pylist() if code}
    assert {code for code in codes if not re.fullmatch(r"X[NS]\d{1,2}( \d[A-Z]{2})?", code)} == set()
    assert all(read_place("", code).district for code in codes)
    assert {mail.rpartition("@")[2] for mail in made.mentions["email"].to_pylist() if mail} == {"example.org", "example.com", "example.net"}


def test_each_persons_mobile_is_their_own_whatever_the_size() -> None:
    made = draw_mentions(60_000, 1)
    owners: dict[str, Counter[str]] = {}
    for number, one in zip(made.mentions["phone"].to_pylist(), made.truth["person_id"].to_pylist(), strict=True):
        if number and number.replace(" ", "").startswith(("047", "07700")):
            owners.setdefault(number.replace(" ", ""), Counter())[one] += 1
    assert sum(len(people) > 1 for people in owners.values()) / len(owners) < 0.01  # slips of a digit


def test_the_command_writes_mentions_truth_and_people(tmp_path: Path) -> None:
    result = CliRunner().invoke(synthesise, ["--mentions", "500", "--seed", "2", "--out", str(tmp_path)])
    assert result.exit_code == 0, result.output
    assert "500 mentions of" in result.stdout
    assert pq.read_table(tmp_path / "mentions.parquet") == draw_mentions(500, 2).mentions
    assert pq.read_table(tmp_path / "truth.parquet").num_rows == 500
    assert pq.read_table(tmp_path / "people.parquet").num_rows > 150
