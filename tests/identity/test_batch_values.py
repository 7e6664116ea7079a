"""What is read of single fields, each different value once, is what is read of the whole mention."""

from itertools import product
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from identity.people import person
from safehold.identity.batch import table, values
from safehold.identity.columns import row

FIELDS = ("given_name", "family_name", "date_of_birth", "sex", "address", "postcode", "phone", "email")
GIVEN = ["", "Joan", "O Brien", "Mary Ann", "Tranter, Joan", "Mohammed Ali", "J", "unknown", "Zoë (Zed)", "小明", "Ann nee Ashby", "Dr"]
FAMILY = ["", "Ashby", "Joan Ashby", "Smith-Jones", "Ashby, Joan", "Wei", "van der Berg", "x", "王", "Tranter nee Ashby", "Mr", "O'Brien"]
ADDRESS = ["", "1 Elm Road, Leeds LS1 1AA", "Flat 2, 12 Elm Road", "unknown", "LS1 1AA", "12 Елм Road", "LS2"]
POSTCODE = ["", "ls1 1ab", "LS1", "no", "80331", "unknown"]
BORN = ["", "1990", "1990-04-05", "3 May 74", "1988/1992", "x", "1900-01-01"]
PHONE = ["", "01632 960111", "07700 900123 / 01632 960111", "0000000", "+49 30 901820"]
EMAIL = ["", "joan@example.org", "JOAN@example.org", "x"]
SEX = ["", "f", "Male", "woman", "?"]


def all_of_them() -> list[tuple[str, ...]]:
    """Every given name with every family name, every address with every postcode, and each of the others."""
    names, places = list(product(GIVEN, FAMILY)), list(product(ADDRESS, POSTCODE))
    rows: list[tuple[str, ...]] = []
    for at, (given, family) in enumerate(names):
        address, postcode = places[at % len(places)]
        rows.append((given, family, BORN[at % 7], SEX[at % 5], address, postcode, PHONE[at % 5], EMAIL[at % 4]))
    return rows


def expected(each: tuple[str, ...]) -> dict[str, object]:
    sex = {"f": "female", "woman": "female", "Male": "male"}.get(each[3], "")
    found = row(person(*each[:3], sex, address=each[4], postcode=each[5], phone=each[6], email=each[7]))
    made: dict[str, object] = {"sex": found.sex}
    for part in (found.names, found.birth, found.place, found.contact):
        made |= msgspec.structs.asdict(part)
    return {name: list(value) if isinstance(value, tuple) else value for name, value in made.items()}


@pytest.mark.parametrize("piece", [values.PIECE, 7])
def test_a_mention_is_read_by_its_values_as_it_is_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, piece: int) -> None:
    monkeypatch.setattr(values, "PIECE", piece)
    rows = all_of_them()
    columns = {name: [each[at] or None for each in rows] for at, name in enumerate(FIELDS)}
    pq.write_table(pa.table({"mention_id": [str(at) for at in range(len(rows))]} | columns), tmp_path / "in.parquet")
    con = table.connect()
    table.read(con, tmp_path / "in.parquet")
    found = con.sql("FROM mentions ORDER BY number").to_arrow_table().to_pylist()
    assert len(found) == len(rows)
    for at, (each, one) in enumerate(zip(rows, found, strict=True)):
        assert one == {"number": at} | expected(each), each


def test_what_does_not_fit_is_put_with_what_is_temporary_and_not_beside_the_users_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    con = table.connect(0.05)
    con.execute("CREATE TABLE much AS SELECT hash(i) AS h, hash(i + 1) AS g FROM range(4_000_000) t(i)")
    assert con.execute("SELECT count(DISTINCT h) FROM much").fetchall() == [(4_000_000,)]
    assert list(tmp_path.iterdir()) == []
