"""The table of mentions as numbers of values: each different name, date, address and number is read once, however many mentions have it.

`value_<part>` holds the columns that were made of each value, `numbered` which values a mention has, and the view `mentions` the columns of
columns.py for each mention, as if they stood in one table. Reading is done by several processes where there is much to read.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import duckdb
import pyarrow as pa

from safehold.identity.batch import reading, usual

PIECE = 10_000  # values read at a time by one process
FEW = 80_000  # below so many it costs more to start processes than to read
# Each part with the field that it is read from. What is said in an address of the postcode counts where no postcode is given.
FIELD = {
    "given": "given_name",
    "family": "family_name",
    "birth": "date_of_birth",
    "address": "address",
    "code": "postcode",
    "phone": "phone",
    "email": "email",
}
PARTS = ("sex", *FIELD)
_SEX = {"female": ("female", "f", "woman", "girl"), "male": ("male", "m", "man", "boy")}

Map = Callable[..., Any]
Tell = Callable[[int], None]
STEPS = len(FIELD) + 1


def make_columns(con: duckdb.DuckDBPyConnection, tell: Tell = lambda _done: None) -> None:
    """From the table `given` (number, mention_id and the fields). `tell` hears of each of STEPS."""
    _read_sex(con)
    for part in FIELD:
        _different(con, part)
    asked = " + ".join(f"(SELECT count(DISTINCT asked) FROM said_{part})" for part in FIELD)
    ((many,),) = con.execute(f"SELECT {asked}").fetchall()
    with _readers(many) as each:
        for part in FIELD:
            _read(con, part, each)
            tell(1)
        _read_names_together(con, each)
    _codes_of_addresses(con)
    joins = " ".join(f"JOIN said_{part} {part} ON {part}.said IS NOT DISTINCT FROM g.{field}" for part, field in FIELD.items())
    con.execute(
        "CREATE OR REPLACE TABLE numbered AS SELECT g.number, coalesce(s.sex_no, 0) AS sex_no,"
        " coalesce(t.given_no, given.no) AS given_no, coalesce(t.family_no, family.no) AS family_no, birth.no AS birth_no,"
        " address.no AS address_no, CASE WHEN w.whole THEN code.no ELSE coalesce(a.code_no, code.no) END AS code_no,"
        " phone.no AS phone_no, email.no AS email_no"
        f" FROM given g {joins} JOIN whole_code w ON w.no = code.no LEFT JOIN address_code a ON a.address_no = address.no"
        " LEFT JOIN said_together t ON t.given_said = given.no AND t.family_said = family.no"
        " LEFT JOIN said_sex s ON s.said = lower(g.sex)"
    )
    for table in (*(f"said_{part}" for part in (*PARTS, "together")), "whole_code", "address_code"):
        con.execute(f"DROP TABLE {table}")
    con.execute(VIEW)
    tell(1)


VIEW = "CREATE OR REPLACE VIEW mentions AS SELECT {} FROM numbered n {}".format(
    ", ".join(["n.number", "sex.sex", *(f"{part}.* EXCLUDE (no)" for part in FIELD)]),
    " ".join(f"JOIN value_{part} {part} ON {part}.no = n.{part}_no" for part in PARTS),
)


def _read_sex(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("CREATE OR REPLACE TABLE value_sex AS SELECT * FROM (VALUES (0, NULL), (1, 'female'), (2, 'male')) v(no, sex)")
    con.execute("CREATE OR REPLACE TEMP TABLE said_sex (said VARCHAR, sex_no INTEGER)")
    words = [[word, number] for number, sex in enumerate(_SEX, 1) for word in _SEX[sex]]
    con.executemany("INSERT INTO said_sex VALUES (?, ?)", words)


def _different(con: duckdb.DuckDBPyConnection, part: str) -> None:
    """said_<part>: every different text, and none, with a number, and what is read for it (usual.py)."""
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE said_{part} AS SELECT CAST(row_number() OVER () - 1 AS INTEGER) AS no, said, shape,"
        f" {usual.asked(part)} AS asked FROM (SELECT said, {usual.shape(part)} AS shape FROM"
        f" (SELECT DISTINCT {FIELD[part]} AS said FROM given))"
    )


def _read(con: duckdb.DuckDBPyConnection, part: str, each: Map) -> None:
    """value_<part> (no and the columns) of every text of said_<part>."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE read (asked VARCHAR, {_typed(part)})")
    values = con.sql(f"SELECT DISTINCT asked FROM said_{part}").to_arrow_table()
    pieces = [values.slice(at, PIECE) for at in range(0, values.num_rows, PIECE)]
    for piece, made in zip(pieces, each(reading.READERS[part], pieces), strict=True):
        _add(con, "read", pa.table([piece["asked"], *made.columns], names=["asked", *made.schema.names]))
    columns = usual.made(part, list(reading.columns(part)))
    con.execute(
        f"CREATE OR REPLACE TABLE value_{part} AS SELECT no, {columns} FROM said_{part} s"
        " JOIN read r ON r.asked IS NOT DISTINCT FROM s.asked"
    )
    con.execute("DROP TABLE read")


def _add(con: duckdb.DuckDBPyConnection, table: str, rows: pa.Table) -> None:
    con.register("rows_to_add", rows)
    con.execute(f"INSERT INTO {table} BY NAME SELECT * FROM rows_to_add")
    con.unregister("rows_to_add")


def _typed(part: str) -> str:
    return ", ".join(f"{column} {kind}" for column, kind in reading.columns(part).items())


def _read_names_together(con: duckdb.DuckDBPyConnection, each: Map) -> None:
    """Where one of the two names is missing, the other field may hold both: what comes of the two is read of the pair."""
    pairs = con.sql(
        "SELECT *, (SELECT count(*) FROM value_given) + row_number() OVER () - 1 AS given_no,"
        " (SELECT count(*) FROM value_family) + row_number() OVER () - 1 AS family_no FROM"
        " (SELECT DISTINCT g.given_name, g.family_name, a.no AS given_said, b.no AS family_said FROM given g"
        " JOIN said_given a ON a.said IS NOT DISTINCT FROM g.given_name JOIN said_family b ON b.said IS NOT DISTINCT FROM g.family_name"
        " JOIN value_given v ON v.no = a.no JOIN value_family w ON w.no = b.no WHERE v.given IS NULL OR w.family IS NULL)"
    ).to_arrow_table()
    con.execute("CREATE OR REPLACE TEMP TABLE said_together (given_said INTEGER, family_said INTEGER, given_no INTEGER, family_no INTEGER)")
    pieces = [pairs.slice(at, PIECE) for at in range(0, pairs.num_rows, PIECE)]
    names = [piece.select(["given_name", "family_name"]) for piece in pieces]
    for piece, made in zip(pieces, each(reading.read_names, names), strict=True):
        for part in ("given", "family"):
            columns = list(reading.columns(part))
            _add(con, f"value_{part}", pa.table([piece[f"{part}_no"], *made.select(columns).columns], names=["no", *columns]))
        _add(con, "said_together", piece.select(["given_said", "family_said", "given_no", "family_no"]))


def _codes_of_addresses(con: duckdb.DuckDBPyConnection) -> None:
    """Postcodes that stand in addresses get numbers as those that were given; whole_code says which given ones are whole."""
    con.execute("CREATE OR REPLACE TEMP TABLE whole_code AS SELECT no, postcode IS NOT NULL AS whole FROM value_code")
    con.execute(
        "CREATE OR REPLACE TEMP TABLE address_code AS WITH found AS (SELECT DISTINCT postcode, district FROM value_address"
        " WHERE postcode IS NOT NULL), numbered_code AS (SELECT postcode, district, CAST((SELECT count(*) FROM value_code)"
        " + row_number() OVER () - 1 AS INTEGER) AS code_no FROM found)"
        " SELECT a.no AS address_no, c.* FROM value_address a JOIN numbered_code c USING (postcode, district)"
    )
    con.execute("INSERT INTO value_code SELECT DISTINCT code_no, postcode, district FROM address_code")
    for column in ("postcode", "district"):
        con.execute(f"ALTER TABLE value_address DROP COLUMN {column}")


@contextmanager
def _readers(many: int) -> Iterator[Map]:
    """`map`, or that of several processes. They are started afresh: a copy of this one would hold the database's threads."""
    workers = os.cpu_count() or 1
    if many < FEW or workers < 2:
        yield map
        return
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        yield pool.map
