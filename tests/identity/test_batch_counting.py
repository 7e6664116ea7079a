"""What hardly any two people share is counted, in tables whose addresses have no British postcode as well."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from safehold.identity.batch import counting, table

GIVEN = ("Harriet", "Bess", "Oswin", "Clement", "Ivo")
FAMILY = ("Openshaw", "Quill", "Farrant", "Tranter", "Ashby")


@pytest.mark.parametrize("postcode", ["LS1 4AB", ""])
def test_two_people_of_one_home_are_seen_with_and_without_a_district(tmp_path: Path, postcode: str) -> None:
    rows = [
        {
            "mention_id": f"m{home}-{at}",
            "given_name": GIVEN[at],
            "family_name": FAMILY[at],
            "date_of_birth": f"{1930 + 13 * at}-0{at + 1}-1{at}",
            "address": f"{home} Elm Road, Leeds",
            "postcode": postcode,
        }
        for home in range(1, 13)
        for at in range(5)
    ]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "m.parquet")
    con = table.connect()
    con.execute("SET threads = 1")
    table.read(con, tmp_path / "m.parquet")
    assert counting.counted_u(con)["address", "same"].u == pytest.approx(12 * 10 / (60 * 59 / 2), rel=0.5)
