"""A table of mentions from a file, with the columns by which they are compared.

Each different name, birth date, address and number is read once, however many mentions have it, and by several processes where there
are many. What comes of it is the table `mentions`: a number from 0, the mention's id and the columns of columns.py.
"""

import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pyarrow as pa

from safehold.identity.batch import reading
from safehold.identity.columns import GROUPS, columns_of

FIELDS = ("given_name", "family_name", "date_of_birth", "sex", "address", "postcode", "phone", "email")
PIECE = 20_000  # values read at a time by one process
FEW = 40_000  # below so many it costs more to start processes than to read
_READ = {
    "names": ("given_name", "family_name"),
    "birth": ("date_of_birth",),
    "place": ("address", "postcode"),
    "contact": ("phone", "email"),
}
_WORDS = {"female": ("female", "f", "woman", "girl"), "male": ("male", "m", "man", "boy")}


class BadTable(ValueError):
    """An input that cannot be linked; the message names the file, and the column or row."""


class Input(NamedTuple):
    """`missing` is the share of mentions without a value, by column; `unknown` are columns that are not read."""

    rows: int
    missing: dict[str, float]
    unknown: tuple[str, ...]


def connect(memory_gb: float | None = None) -> duckdb.DuckDBPyConnection:
    """A database in memory, which may use disk where that does not suffice."""
    con = duckdb.connect(":memory:")
    con.execute("SET preserve_insertion_order = false")
    if memory_gb:
        con.execute(f"SET memory_limit = '{memory_gb:.1f}GB'")
    return con


def read(con: duckdb.DuckDBPyConnection, path: Path, tell: Callable[[int], None] = lambda _done: None) -> Input:
    """Reads a Parquet or CSV file into `mentions`. `tell` hears of each of four steps. Raises BadTable."""
    found = _load(con, path)
    make_columns(con, tell)
    return found


def _load(con: duckdb.DuckDBPyConnection, path: Path) -> Input:
    source = _source(path)
    try:
        named = [str(column[0]) for column in con.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()]
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
            f" nullif(trim(CAST(mention_id AS VARCHAR)), '') AS mention_id, {fields} FROM {source}"
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


def _source(path: Path) -> str:
    written = str(path).replace("'", "''")
    if not path.is_file():
        raise BadTable(f"{path}: there is no such file")
    if path.suffix == ".parquet":
        return f"read_parquet('{written}')"
    if path.suffix == ".csv":
        return f"read_csv('{written}', header = true, all_varchar = true, sample_size = -1)"
    raise BadTable(f"{path}: mentions are read from .parquet or .csv")


def make_columns(con: duckdb.DuckDBPyConnection, tell: Callable[[int], None] = lambda _done: None) -> None:
    """`mentions` from the table `given` (number, mention_id and FIELDS)."""
    con.execute("CREATE OR REPLACE TEMP TABLE read_sex (word VARCHAR, sex VARCHAR)")
    con.executemany("INSERT INTO read_sex VALUES (?, ?)", [[word, sex] for sex, words in _WORDS.items() for word in words])
    joins, wanted = [], ["g.number", "g.mention_id", "s.sex"]
    for group, fields in _READ.items():
        _read_distinct(con, group, fields)
        tell(1)
        same = " AND ".join(f"g.{field} IS NOT DISTINCT FROM {group}.given_{field}" for field in fields)
        joins.append(f"JOIN read_{group} {group} ON {same}")
        wanted += [f"{group}.{column}" for column in columns_of(GROUPS[group])]
    con.execute(
        f"CREATE OR REPLACE TABLE mentions AS SELECT {', '.join(wanted)} FROM given g"
        f" LEFT JOIN read_sex s ON s.word = lower(g.sex) {' '.join(joins)} ORDER BY g.number"
    )
    for group in _READ:
        con.execute(f"DROP TABLE read_{group}")
    con.execute("DROP TABLE read_sex")


def _read_distinct(con: duckdb.DuckDBPyConnection, group: str, fields: tuple[str, ...]) -> None:
    """The table read_<group>: each different combination of the fields, as they were given, with the columns made of it."""
    columns = columns_of(GROUPS[group])
    keys = ", ".join(f"given_{field} VARCHAR" for field in fields)
    made = ", ".join(f"{column} {kind}" for column, kind in columns.items())
    con.execute(f"CREATE OR REPLACE TABLE read_{group} ({keys}, {made})")
    values = con.sql(f"SELECT DISTINCT {', '.join(fields)} FROM given").to_arrow_table()
    pieces = [values.slice(at, PIECE) for at in range(0, values.num_rows, PIECE)]
    with _readers(values.num_rows) as each:
        for piece in each(reading.READERS[group], pieces):
            con.register("piece", pa.Table.from_batches([piece]))
            con.execute(f"INSERT INTO read_{group} SELECT * FROM piece")
            con.unregister("piece")


@contextmanager
def _readers(many: int) -> Iterator[Callable[..., Any]]:
    """`map`, or that of several processes. They are started afresh: a copy of this one would hold the database's threads."""
    workers = os.cpu_count() or 1
    if many < FEW or workers < 2:
        yield map
        return
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        yield pool.map
