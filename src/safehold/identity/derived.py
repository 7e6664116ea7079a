"""Derived rows: what should stand is compared with what stands, and only the difference is written."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from safehold.chronology.recording import copy, rows


class Table(NamedTuple):
    """A derived table: the columns of its key and the others, in the order in which rows are given."""

    name: str
    key: tuple[str, ...]
    rest: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        return self.key + self.rest


def sync(cursor: Any, table: Table, scope: str, within: Sequence[Any], wanted: Mapping[tuple[Any, ...], tuple[Any, ...]]) -> None:
    """Makes the rows whose `scope` column is one of `within` be just those wanted: key -> the other columns.

    Names of tables and columns are the code's own; values are always parameters.
    """
    if not within:
        return
    columns = ", ".join(f'"{column}"' for column in table.columns)
    standing = {
        tuple(row[: len(table.key)]): tuple(row[len(table.key) :])
        for row in rows(cursor, f"SELECT {columns} FROM {table.name} WHERE {scope} = ANY(%s)", [list(within)])  # noqa: S608
    }
    changed = [key for key, row in standing.items() if wanted.get(key) != row]
    if changed:
        _delete(cursor, table, changed)
    missing = [key + row for key, row in wanted.items() if standing.get(key) != row]
    if missing:
        copy(cursor, table.name, table.columns, missing)


def _delete(cursor: Any, table: Table, keys: Iterable[tuple[Any, ...]]) -> None:
    listed = list(keys)
    for start in range(0, len(listed), 5000):
        part = listed[start : start + 5000]
        marks = ", ".join(["(" + ", ".join(["%s"] * len(table.key)) + ")"] * len(part))
        parameters = [value for key in part for value in key]
        cursor.execute(f"DELETE FROM {table.name} WHERE ({', '.join(table.key)}) IN (VALUES {marks})", parameters)  # noqa: S608
