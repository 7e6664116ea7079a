"""Whom several slips have hidden from every narrow key are compared where the table is small enough for wide ones."""

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from safehold.identity.batch import blocking, slips, table

COLUMNS = ("given_name", "family_name", "date_of_birth", "address", "postcode", "phone")
HIDDEN = [
    (("Harriet", "Openshaw", "1971-05-14", "3 Elm Road, Leeds", "", ""), ("Bess", "Quill", "1971-05-14", "9 Oak Lane, York", "", "")),
    (("Harriet", "Openshaw", "", "3 Elm Road, Leeds", "", ""), ("Harr", "Opens", "1950-01-02", "9 Oak Lane, York", "", "")),
    (("Harriet", "Openshaw", "", "3a Elm Road, Leeds", "", ""), ("Bess", "Quill", "", "3 Elme Road", "", "")),
    (("Harriet", "Openshaw", "1971-05-14", "", "4217", ""), ("Bess", "Quill", "", "", "4217", "")),
]


def read(folder: Path, rows: list[tuple[str, ...]]) -> duckdb.DuckDBPyConnection:
    columns = {"mention_id": [f"m{at}" for at in range(len(rows))]}
    columns |= {name: [row[at] for row in rows] for at, name in enumerate(COLUMNS)}
    pq.write_table(pa.table(columns), folder / "mentions.parquet")
    con = table.connect()
    con.execute("SET threads = 1")
    table.read(con, folder / "mentions.parquet")
    return con


@pytest.mark.parametrize("both", HIDDEN)
def test_a_small_table_affords_wide_keys(tmp_path: Path, both: tuple[tuple[str, ...], tuple[str, ...]]) -> None:
    assert blocking.block(read(tmp_path, list(both))) == 1


def test_a_wide_key_is_shared_by_no_more_than_its_pairs_allow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    crowd = [(f"{letter}a{letter}", f"{letter}o{letter}b", "1971-05-14", "", "", "") for letter in "bcdfghjklm"]
    couple = [("Harriet", "Openshaw", "1971-06-15", "", "", ""), ("Bess", "Quill", "1971-06-15", "", "", "")]
    monkeypatch.setattr(blocking, "WIDE_PAIRS", 20)
    con = read(tmp_path, crowd + couple)
    blocking.block(con)
    found = con.execute("SELECT l, r FROM pairs").fetchall()
    assert (10, 11) in found
    assert len(found) < 20  # of the 45 of the crowd


def test_dates_that_are_wrong_anyhow_are_told_from_fathers_and_sons(tmp_path: Path) -> None:
    def homes(years: list[int]) -> list[tuple[str, ...]]:
        return [
            ("Keith", "Ashby", f"{year}-04-0{born}", f"{at} Elm Road, Leeds", "", "")
            for at, gap in enumerate(years)
            for born, year in ((1, 1930), (2, 1930 + gap))
        ]

    assert not slips.born_anyhow(read(tmp_path, homes([22, 25, 28, 31, 34] * 5)))
    assert slips.born_anyhow(read(tmp_path, homes([11, 25, 58, 70, 34] * 5)))
    assert not slips.born_anyhow(read(tmp_path, homes([11, 58, 70])))


def test_a_crowd_alike_in_every_field_is_held_against_its_first(tmp_path: Path) -> None:
    con = read(tmp_path, [("Harriet", "Openshaw", "1971-05-14", "3 Elm Road, Leeds", "", "")] * 150)
    assert blocking.block(con) == 149
    assert con.execute("SELECT DISTINCT l FROM pairs").fetchall() == [(0,)]
