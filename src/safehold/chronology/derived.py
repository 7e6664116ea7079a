"""Derived rows: what should stand is compared with what stands, and only the difference is written."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from psycopg import sql

from safehold.chronology.recording import copy, rows

# From so many rows on, COPY is quicker than one INSERT.
MANY = 50


class Table(NamedTuple):
    """A derived table: the columns of its key and the others, in the order in which rows are given."""

    name: str
    key: tuple[str, ...]
    rest: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        return self.key + self.rest


class Wanted(NamedTuple):
    """The rows whose `scope` column is one of `within` are to be just these: key -> the other columns."""

    table: Table
    scope: str
    within: Sequence[Any]
    rows: Mapping[tuple[Any, ...], tuple[Any, ...]]


def sync(cursor: Any, table: Table, scope: str, within: Sequence[Any], wanted: Mapping[tuple[Any, ...], tuple[Any, ...]]) -> None:
    """Makes the rows whose `scope` column is one of `within` be just those wanted."""
    write(cursor, [Wanted(table, scope, within, wanted)])


def write(cursor: Any, all_wanted: Iterable[Wanted]) -> Counter[str]:
    """Makes rows of several tables be as wanted. What stands in all of them is read in one go, and so are small differences written.
    Returns how many rows of each table became otherwise."""
    written: Counter[str] = Counter()
    asked = _with_anything(cursor, [wanted for wanted in all_wanted if wanted.within])
    if not asked:
        return written
    readers = []
    with cursor.connection.pipeline():
        for wanted in asked:
            reader = cursor.connection.cursor()
            reader.execute(_select(wanted.table, wanted.scope), [list(wanted.within)])
            readers.append(reader)
    bulk: list[tuple[Table, list[tuple[Any, ...]]]] = []
    with cursor.connection.pipeline():
        for wanted, reader in zip(asked, readers, strict=True):
            otherwise, many = _write(cursor, wanted, reader.fetchall())
            written[wanted.table.name] += otherwise
            bulk += many
    for table, missing in bulk:
        copy(cursor, table.name, table.columns, missing)
    return written


def _with_anything(cursor: Any, asked: Sequence[Wanted]) -> list[Wanted]:
    """Those of which a row is wanted or stands. Of most tables a case has nothing: asked of all together, that costs one question."""
    if all(wanted.rows for wanted in asked):
        return list(asked)
    query = _any(tuple((wanted.table.name, wanted.scope) for wanted in asked))
    (standing,) = rows(cursor, query, [list(wanted.within) for wanted in asked])
    return [wanted for wanted, stands in zip(asked, standing, strict=True) if wanted.rows or stands]


def _write(cursor: Any, wanted: Wanted, found: list[tuple[Any, ...]]) -> tuple[int, list[tuple[Table, list[tuple[Any, ...]]]]]:
    """How many rows begin, end or change; and those that are left to be copied."""
    table, width = wanted.table, len(wanted.table.key)
    standing = {row[:width]: row[width:] for row in found}
    changed = [key for key, row in standing.items() if wanted.rows.get(key) != row]
    missing = [key + row for key, row in wanted.rows.items() if standing.get(key) != row]
    otherwise = len(changed) + sum(row[:width] not in standing for row in missing)
    if changed:
        cursor.executemany(_delete(table), changed)
    if len(missing) >= MANY:
        return otherwise, [(table, missing)]
    if missing:
        cursor.executemany(_insert(table), missing)
    return otherwise, []


@lru_cache(maxsize=256)
def _any(scopes: tuple[tuple[str, str], ...]) -> str:
    exists = sql.SQL("EXISTS (SELECT FROM {} WHERE {} = ANY(%s))")
    return sql.SQL("SELECT {}").format(sql.SQL(", ").join(exists.format(*map(sql.Identifier, each)) for each in scopes)).as_string()


@lru_cache(maxsize=256)
def _select(table: Table, scope: str) -> bytes:
    query = sql.SQL("SELECT {} FROM {} WHERE {} = ANY(%s)")
    return query.format(_listed(table.columns), sql.Identifier(table.name), sql.Identifier(scope)).as_bytes()


@lru_cache(maxsize=256)
def _delete(table: Table) -> bytes:
    matches = sql.SQL(" AND ").join(sql.SQL("{} = %s").format(sql.Identifier(column)) for column in table.key)
    return sql.SQL("DELETE FROM {} WHERE {}").format(sql.Identifier(table.name), matches).as_bytes()


@lru_cache(maxsize=256)
def _insert(table: Table) -> bytes:
    values = sql.SQL(", ").join(sql.Placeholder() * len(table.columns))
    return sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(sql.Identifier(table.name), _listed(table.columns), values).as_bytes()


def _listed(columns: Iterable[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, columns))
