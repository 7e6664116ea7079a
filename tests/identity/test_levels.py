"""Each level is one and the same in SQL and in Python, whatever is compared."""

import duckdb
import msgspec
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from identity.people import person
from safehold.identity.batch.reading import schema
from safehold.identity.columns import GROUPS, Row, row
from safehold.identity.levels import COMPARISONS

GIVEN = ["", "Joan", "Jean", "Joanne", "Jo", "J", "Wei", "Zhang", "Mohammed Ali", "Ali", "Мария", "小明", "Mary Ann", "Maryann", "Unknown"]
GIVEN += ["Bill", "William", "Wilaim", "Zoë", "Danielle", "Daniel", "Smith", "Ashby Joan", "नेहा", "Jonathan", "Jon", "Katarzyna", "Kasia"]
FAMILY = [
    "",
    "Ashby",
    "Ashbee",
    "Tranter",
    "Smith-Jones",
    "Jones",
    "Zhang",
    "Wei",
    "van der Berg",
    "Berg",
    "王",
    "王小",
    "Kaur",
    "Müller",
    "Joan",
]
FAMILY += ["Muller", "Smith nee Tranter", "Kowalski", "Kowalska", "O'Brien", "Obrian", "McDonald", "MacDonald", "Ali"]
BORN = ["", "1990", "1990-04", "1990-05", "1990-04-05", "1990-05-04", "1991-04-05", "1965-04-05", "1988/1992", "1989/1991", "1990-04-06"]
BORN += ["1986/1994", "1909-04-05", "1990-12-25", "1980", "1975/1977"]
ADDRESS = [
    "",
    "1 Elm Road, Chelmsford",
    "11 Elm Rd",
    "12a Elm Road",
    "Flat 2, 12 Elm Road",
    "7 High Street, Leeds",
    "Elm Street, Chelmsford",
]
ADDRESS += ["Rose Cottage, Mill Lane", "21 Elme Road, Chelmsford", "12 Елм Road", "Elm Road, York"]
POSTCODE = ["", "CM1 2AB", "CM1 2AD", "CM2 2AB", "CM1", "LS1 1AA"]
PHONE = ["", "01632 960111", "01632 960112", "07700 900123 / 01632 960111", "+49 30 901820", "07700 900132"]
EMAIL = ["", "joan@example.org", "joan@example.com", "jaon@example.org", "joané@example.org", "j@example.net"]


def people():
    chosen = (st.sampled_from(values) for values in (GIVEN, FAMILY, BORN, ["", "female", "male"], ADDRESS, POSTCODE, PHONE, EMAIL))
    return st.tuples(*chosen)


def rows_of(values: list[tuple[str, ...]]) -> list[Row]:
    return [row(person(*each[:4], address=each[4], postcode=each[5], phone=each[6], email=each[7])) for each in values]


def flat(one: Row) -> dict[str, object]:
    found: dict[str, object] = {"sex": one.sex}
    for part in (one.names, one.birth, one.place, one.contact):
        found |= msgspec.structs.asdict(part)
    return {name: list(value) if isinstance(value, tuple) else value for name, value in found.items()}


def table(con: duckdb.DuckDBPyConnection, found: list[Row]) -> None:
    """As the batch makes it: with the types of the columns, however empty they are."""
    kinds = {"sex": pa.string()} | {column: kind for group in GROUPS for column, kind in schema(group).items()}
    rows = [flat(one) for one in found]
    arrays = {name: pa.array([each[name] for each in rows], type=kind) for name, kind in kinds.items()}
    con.register("arrow_rows", pa.table({"number": list(range(len(rows)))} | arrays))
    con.execute("CREATE OR REPLACE TABLE mentions AS SELECT * FROM arrow_rows")
    con.unregister("arrow_rows")


def named_in_sql(con: duckdb.DuckDBPyConnection) -> dict[tuple[int, int], tuple[str, ...]]:
    columns = [str(each[0]) for each in con.execute("DESCRIBE mentions").fetchall()]
    both = ", ".join(f"{side}.{column} AS {column}_{side}" for side in "lr" for column in columns)
    chosen = ", ".join(
        "CASE "
        + " ".join(
            f"WHEN {level.sql} THEN '{level.name}'" if level.sql != "ELSE" else f"ELSE '{level.name}'" for level in comparison.levels
        )
        + f" END AS {comparison.name}"
        for comparison in COMPARISONS
    )
    found = con.execute(f"SELECT number_l, number_r, {chosen} FROM (SELECT {both} FROM mentions l, mentions r)").fetchall()
    return {(one, other): tuple(levels) for one, other, *levels in found}


@given(st.lists(people(), min_size=12, max_size=12))
@settings(max_examples=60, deadline=None)
def test_a_level_holds_in_sql_where_it_holds_in_python(given):
    found = rows_of(given)
    with duckdb.connect(":memory:") as con:
        con.execute("SET threads = 1")
        table(con, found)
        for (one, other), levels in named_in_sql(con).items():
            ours = tuple(comparison.level(found[one], found[other]).name for comparison in COMPARISONS)
            assert ours == levels, (given[one], given[other])


@given(people(), people())
def test_a_level_is_the_same_from_both_sides(a, b):
    one, other = rows_of([a, b])
    for comparison in COMPARISONS:
        assert comparison.level(one, other) is comparison.level(other, one)


@pytest.mark.parametrize(
    ("comparison", "level", "a", "b"),
    [
        ("given_name", "nickname", ("Bill", "Ash"), ("William", "Ash")),
        ("given_name", "nickname", ("Mary Ann", "Ash"), ("Maryann", "Ash")),
        ("given_name", "swapped", ("Wei", "Zhang"), ("Zhang", "Wei")),
        ("given_name", "initial", ("J", "Ash"), ("Joan", "Ash")),
        ("given_name", "other", ("Elizabeth Mary", "Ash"), ("Mary", "Ash")),
        ("given_name", "confusable", ("Joan", "Ash"), ("Jean", "Ash")),
        ("given_name", "near", ("Joaan", "Ash"), ("Joan", "Ash")),
        ("given_name", "exact", ("Zoë", "Ash"), ("Zoe", "Ash")),
        ("given_name", "exact", ("Mohd", "Ash"), ("Muhammad", "Ash")),
        ("given_name", "missing", ("", "Zhang"), ("Wei", "Zhang")),
        ("family_name", "missing", ("Wei", "Zhang"), ("Zhang", "Wei")),
        ("family_name", "other", ("Joan", "Smith-Jones"), ("Joan", "Jones")),
        ("family_name", "other", ("Joan", "Smith nee Tranter"), ("Joan", "Tranter")),
        ("family_name", "near", ("Anna", "Kowalski"), ("Anna", "Kowalska")),
        ("family_name", "exact", ("Jan", "van der Berg"), ("Jan", "Vanderberg")),
        ("family_name", "different_female", ("Joan", "Ashby", "", "female"), ("Joan", "Tranter")),
        ("date_of_birth", "swapped", ("", "", "1990-04-05"), ("", "", "1990-05-04")),
        ("date_of_birth", "digit", ("", "", "1967-04-05"), ("", "", "1976-04-05")),
        ("date_of_birth", "year", ("", "", "1990"), ("", "", "1990-05-04")),
        ("date_of_birth", "age", ("", "", "1989/1991"), ("", "", "1990-05-04")),
        ("date_of_birth", "generation", ("", "", "1960-04-05"), ("", "", "1990-08-09")),
    ],
)
def test_pairs_of_people_agree_as_a_reader_would_say(comparison, level, a, b):
    (found,) = (each for each in COMPARISONS if each.name == comparison)
    assert found.level(row(person(*a)), row(person(*b))).name == level
