"""A table of mentions from a file, with the columns by which they are compared.

What comes of it is the view `mentions`: a number from 0, in the order of the file, and the columns of columns.py (values.py makes them).
The table `given` keeps the id of each number.
"""

import codecs
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import duckdb

from safehold.chronology import foreign
from safehold.identity.batch.values import STEPS, make_columns

__all__ = ("STEPS", "BadTable", "Input", "connect", "read")
MEMORY = 4.5  # GB of the database, which spills beyond; what is worked out beside it comes on top
PIECE = 1 << 24  # bytes of a CSV that are looked at together
FIELDS = ("given_name", "family_name", "date_of_birth", "sex", "address", "postcode", "phone", "email")


class BadTable(ValueError):
    """An input that cannot be linked; the message names the file, and the column or row."""


class Input(NamedTuple):
    """`missing` is the share of mentions without a value, by column; `unknown` are columns that are not read."""

    rows: int
    missing: dict[str, float]
    unknown: tuple[str, ...]


def connect(memory_gb: float = MEMORY) -> duckdb.DuckDBPyConnection:
    """A database in memory, which uses disk where that does not suffice: among what is temporary, not where the command was given."""
    con = duckdb.connect(":memory:")
    con.execute("SET preserve_insertion_order = false")
    whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    con.execute(f"SET memory_limit = '{min(memory_gb, 0.6 * whole):.2f}GB'")
    spilt = str(Path(tempfile.gettempdir()) / f"safehold-link-{os.getpid()}").replace("'", "''")
    con.execute(f"SET temp_directory = '{spilt}'")
    return con


def read(con: duckdb.DuckDBPyConnection, path: Path, tell: Callable[[int], None] = lambda _done: None) -> Input:
    """Reads a Parquet or CSV file into `mentions`. `tell` hears of each of STEPS. Raises BadTable."""
    found = load(con, path)
    make_columns(con, tell)
    return found


def forget(con: duckdb.DuckDBPyConnection) -> None:
    """Leaves of what was given only the ids: beside its values it is half of what a large table takes."""
    for field in FIELDS:
        con.execute(f"ALTER TABLE given DROP COLUMN {field}")


def load(con: duckdb.DuckDBPyConnection, path: Path) -> Input:
    """The table `given` alone: number, mention_id and FIELDS as they were given. Raises BadTable."""
    written = source(path)
    try:
        named = [str(column[0]) for column in con.execute(f"DESCRIBE SELECT * FROM {written}").fetchall()]
        if "mention_id" not in named:
            raise BadTable(f"{path}: there is no column mention_id; the columns are {', '.join(named)}")
        # A text without anything in it is no value; the values of other types are read as they are written.
        fields = ", ".join(
            f"nullif(trim(CAST({field} AS VARCHAR)), '') AS {field}" if field in named else f"CAST(NULL AS VARCHAR) AS {field}"
            for field in FIELDS
        )
        con.execute("SET preserve_insertion_order = true")
        con.execute(
            "CREATE OR REPLACE TABLE given AS SELECT CAST(row_number() OVER () - 1 AS INTEGER) AS number,"
            f" nullif(trim(CAST(mention_id AS VARCHAR)), '') AS mention_id, {fields} FROM {written}"
        )
        con.execute("SET preserve_insertion_order = false")
    except (duckdb.IOException, duckdb.InvalidInputException, duckdb.BinderException, duckdb.ConversionException) as error:
        raise BadTable(f"{path}: it cannot be read as {path.suffix.lstrip('.')}: {str(error).splitlines()[0]}") from None
    ((rows,),) = con.execute("SELECT count(*) FROM given").fetchall()
    if not rows:
        raise BadTable(f"{path}: there are no mentions in it")
    if without := con.execute("SELECT min(number) FROM given WHERE mention_id IS NULL").fetchall()[0][0]:
        raise BadTable(f"{path} row {without + 1}: there is no mention_id")
    if con.execute("SELECT count(*) FROM given WHERE mention_id IS NULL").fetchall()[0][0]:
        raise BadTable(f"{path} row 1: there is no mention_id")
    twice = con.execute(
        "SELECT mention_id, min(number) + 1, max(number) + 1 FROM given GROUP BY mention_id HAVING count(*) > 1 ORDER BY 3 LIMIT 1"
    ).fetchall()
    if twice:
        raise BadTable(f"{path} row {twice[0][2]}: the mention_id {twice[0][0]} stands in row {twice[0][1]} already")
    shares = con.execute(f"SELECT {', '.join(f'1 - count({field}) / count(*)' for field in FIELDS)} FROM given").fetchall()[0]
    unknown = tuple(column for column in named if column not in (*FIELDS, "mention_id"))
    return Input(rows, dict(zip(FIELDS, (round(share, 4) for share in shares), strict=True)), unknown)


def source(path: Path) -> str:
    """The file as DuckDB reads it. Raises BadTable."""
    written = str(path).replace("'", "''")
    if not path.is_file():
        raise BadTable(f"{path}: there is no such file")
    other = foreign.called(path) if path.suffix in (".parquet", ".csv") else ""
    if other and (other, path.suffix) != (foreign.TABLE, ".parquet"):
        raise BadTable(f"{path} is {other}: mentions are read from Parquet or CSV, and nothing of it was")
    if path.suffix == ".parquet":
        return f"read_parquet('{written}')"
    if path.suffix == ".csv":
        _utf8(path)
        return f"read_csv('{written}', header = true, all_varchar = true, sample_size = -1)"
    raise BadTable(f"{path}: mentions are read from .parquet or .csv")


def _utf8(path: Path) -> None:
    """DuckDB names another row, or none, for letters that it cannot read. Raises BadTable."""
    decoder, row = codecs.getincrementaldecoder("utf-8")(), 1
    with path.open("rb") as file:
        while True:
            part = file.read(PIECE)
            try:
                decoder.decode(part, final=not part)
            except UnicodeDecodeError as error:
                # What was kept of the piece before is no line's end, being the start of a letter.
                row += error.object[: error.start].count(b"\n")
                raise BadTable(f"{path} row {row - 1}: it is not UTF-8. Save the table again as CSV in UTF-8, or as Parquet") from None
            if not part:
                return
            row += part.count(b"\n")
