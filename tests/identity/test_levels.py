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
POSTCODE = ["", "CM1 2AB", "CM1 2AD", "CM2 2AB", "CM1", "LS1 1AA", "2604", "2605"]
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
            ours = tuple(comparison.level(found[one], found[other]) for comparison in COMPARISONS)
            assert ours == levels, (given[one], given[other])


@given(people(), people())
def test_a_level_is_the_same_from_both_sides(a, b):
    one, other = rows_of([a, b])
    for comparison in COMPARISONS:
        assert comparison.level(one, other) == comparison.level(other, one)


@pytest.mark.parametrize(
    ("comparison", "level", "a", "b"),
    [
        ("given_name", "nickname", ("Bill", "Ash"), ("William", "Ash")),
        ("given_name", "nickname", ("Mary Ann", "Ash"), ("Maryann", "Ash")),
        ("given_name", "swapped", ("Wei", "Zhang"), ("Zhang", "Wei")),
        ("given_name", "swapped", ("Eilzabeth", "Quill"), ("Quill", "Betty")),
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
    ],
)
def test_names_agree_as_a_reader_would_say(comparison, level, a, b):
    assert level_of(comparison, person(*a), person(*b)) == level


def level_of(comparison, a, b):
    (found,) = (each for each in COMPARISONS if each.name == comparison)
    return found.level(row(a), row(b))


@pytest.mark.parametrize(
    ("a", "b", "level"),
    [
        ("1974-05-03", "1974-05-03", "exact"),
        ("1974-05-03", "1974-03-05", "swapped"),
        ("1974-05-03", "1975-05-03", "digit"),
        ("1974-05-03", "1947-05-03", "digit"),
        ("1967-05-03", "1997-05-03", "digit"),
        ("1974-05-03", "1974-05-13", "digit"),
        ("1974-05-03", "1974-05-22", "part"),
        ("1979-05-03", "1980-05-03", "part"),
        ("1974-05-03", "1974-11-22", "same_year"),
        ("1974-05-03", "1974-05", "month"),
        ("1974-05-03", "1974-11", "other_month"),
        ("1974-05-03", "1974", "year"),
        ("1974-05-03", "1975", "nearly"),
        ("1974-05-03", "1973/1975", "age"),
        ("1974-05-03", "1970/1976", "wide_age"),
        ("1974-05-03", "1968/1972", "nearly"),
        ("1974", "1978", "different"),
        ("1950-04-05", "1975-08-05", "generation"),
        ("1974-05-03", "", "missing"),
    ],
)
def test_two_birth_dates_agree_at_a_level(a, b, level):
    assert level_of("date_of_birth", person(born=a), person(born=b)) == level_of("date_of_birth", person(born=b), person(born=a)) == level


@pytest.mark.parametrize(
    ("a", "b", "level"),
    [
        ("41 Chestnut Avenue, CM1 2AB", "41 Chestnut Ave CM1 2AB", "same"),
        ("41 Chestnut Avenue", "41 Chesnut Ave", "same"),
        ("41 Chestnut Avenue", "14 Chestnut Avenue", "near"),
        ("41 Chestnut Avenue", "90 Chestnut Avenue", "street"),
        ("41 Chestnut Avenue, CM1 2AB", "CM1 2AB", "postcode"),
        ("41 Chestnut Avenue, CM1 2AB", "CM1 2AD", "postcode_slip"),
        ("41 Chestnut Avenue, CM1 2AB", "7 Mill Lane, CM1 9ZZ", "district"),
        ("12 High Street, Leeds", "12 High Street, York", "different"),
        ("12 High Street, LS1 1AA", "12 High Street, YO1 1AA", "different"),
        ("12 High Street", "", "missing"),
    ],
)
def test_two_addresses_agree_at_a_level(a, b, level):
    assert level_of("address", person(address=a), person(address=b)) == level_of("address", person(address=b), person(address=a)) == level


@pytest.mark.parametrize(
    ("a", "b", "level"),
    [
        ("01632 960123", "01632 960123", "exact"),
        ("01632 960123", "07700 900123 / 01632 960123", "among"),
        ("01632 960123", "01632 960124", "slip"),
        ("01632 960123", "01632 960177", "different"),
        ("01632 960123", "", "missing"),
    ],
)
def test_two_numbers_agree_at_a_level(a, b, level):
    assert level_of("phone", person(phone=a), person(phone=b)) == level_of("phone", person(phone=b), person(phone=a)) == level
