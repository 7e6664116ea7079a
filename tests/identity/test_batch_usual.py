"""What is written in the usual way is read by its shape as it is read by itself."""

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safehold.identity.batch import reading, table, usual, values

SAID = {
    "phone": [
        *("01632 960111", "07700900123", "+44 7700 900123", "+447700900123", "0 1632 960111", "01632  960111", "01632-960111"),
        *("01632 960111 or 07700 900123", "07700 900000", "0770 0900123", "01632 96011", "+49 30 901820", "00441632960111", "x"),
    ],
    "email": [
        *("joan@example.org", "Joan.Tranter+a@Mail.example.org", "joan@example", "joan @example.org", "@example.org", "joan@.example"),
        *("ana-maría@example.org", "joan@example..org", f"{'a' * 130}@example.org", "a@b@example.org"),
    ],
    "address": [
        *(
            "12 Elm Road, Leeds",
            "12a Elm Road",
            "12A elm rd, Leeds LS1 1AA",
            "12 a Elm Road",
            "12G Elm Road",
            "12, Elm Road",
            "1 2 Elm Road",
        ),
        *(
            "Flat 3, 12 Elm Road, Leeds",
            "Flat 3B, 12c Elm Road",
            "flat 3, 12 Elm Road",
            "Flat 3 12 Elm Road",
            "12 Flat Lane",
            "12 Unit Road",
        ),
        *(
            "Flat 3, 12 Flat 4 Elm Road",
            "Flat 03, 0012 Elm Road",
            "99999 Elm Road",
            "123456 Elm Road",
            "12 LS1 1AA",
            "3b Ls1 1AA, b Ls1 1aa",
        ),
        *(
            "12 Élm Road",
            "12 E\u0301lm Road",
            "12 Elm",
            "12 e",
            "12 -",
            "Rose Cottage, Mill Lane",
            "12 nfa",
            "12 unknown",
            f"12 {'Elm ' * 60}",
        ),
        *(
            "12 Elm 12 Elm Road",
            "5e Rd",
            "12\u0660 Elm Road",
            "12 Elm\nRoad",
            "Flat 3, 12 Elm Road, Studio 5",
            "1f Unknown",
            "7 Elm Road\t",
        ),
    ],
}
PIECES = [
    "12",
    "a",
    "0",
    "+44",
    "07700 900123",
    " ",
    ", ",
    "Flat",
    "flat 2",
    "Elm Road",
    "LS1 1AA",
    "b1 2cd",
    "@",
    ".org",
    "joan",
    "É",
    "-",
    "1f",
]


def read_both_ways(part: str, said: list[str]) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """By themselves, and by their shapes."""
    con = table.connect()
    asked = pa.table({values.FIELD[part]: pa.array([*dict.fromkeys(said), None], pa.string())})
    con.register("given", asked)
    values._different(con, part)
    values._read(con, part, map)
    found = con.sql(f"SELECT v.* EXCLUDE (no), s.said FROM value_{part} v JOIN said_{part} s USING (no)").to_arrow_table().to_pylist()
    alone = pa.table(reading.READERS[part](pa.table({"said": pa.array([each["said"] for each in found], pa.string())}))).to_pylist()
    return [each | {"said": one["said"]} for each, one in zip(alone, found, strict=True)], found


@pytest.mark.parametrize("part", list(usual.SHAPES))
def test_texts_of_a_usual_shape_are_read_as_they_are_by_themselves(part: str) -> None:
    alone, shaped = read_both_ways(part, SAID[part])
    assert shaped == alone


@settings(max_examples=8)
@given(st.lists(st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).map("".join), min_size=20, max_size=60))
def test_so_is_whatever_else_is_made_of_their_parts(said: list[str]) -> None:
    for part in usual.SHAPES:
        alone, shaped = read_both_ways(part, said)
        assert shaped == alone


def test_an_address_is_read_once_for_all_numbers_of_its_street() -> None:
    con = table.connect()
    con.register(
        "given", pa.table({"address": [f"{number} Elm Road" for number in range(1, 50)] + ["Flat 2, 5 Elm Road", "Flat 3, 9 Elm Road"]})
    )
    values._different(con, "address")
    assert con.execute("SELECT count(DISTINCT asked) FROM said_address").fetchall() == [(2,)]
