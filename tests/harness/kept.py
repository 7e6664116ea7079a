"""A test's database that is put back as its template is, for the next test: where nothing but rows was written, which nearly always is so,
that takes a tenth of dropping it and cloning the template again.

A table that is empty in the template is emptied where its file has grown; one that is not is filled again where a row of it is new, gone
or changed; numbers begin anew. What cannot be put back by that (anything was made, altered or granted, statistics were gathered, the
database is gone) is not tried: then it has to be dropped, and the run says at its end how often and why, since it is the slower for it.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

import psycopg
from psycopg import sql

# What of the catalogues is the database's own: how many rows of each there are, and by which transactions they were written.
_CATALOGUES = {
    "pg_class": "oid >= 16384",
    "pg_attribute": "attrelid >= 16384",
    "pg_attrdef": "true",
    "pg_constraint": "oid >= 16384",
    "pg_index": "indrelid >= 16384",
    "pg_proc": "oid >= 16384",
    "pg_trigger": "true",
    "pg_policy": "true",
    "pg_namespace": "nspname !~ '^pg_(toast_)?temp_'",
    "pg_type": "oid >= 16384",
    "pg_statistic": "true",
    "pg_event_trigger": "true",
    "pg_extension": "true",
    "pg_default_acl": "true",
    "pg_rewrite": "oid >= 16384",
}
_WRITTEN = "count(*), coalesce(sum(hashtext(xmin::text)), 0)"
_SHAPE = "SELECT " + ", ".join(f"(SELECT ROW({_WRITTEN})::text FROM {name} WHERE {which})" for name, which in _CATALOGUES.items())
_TABLES = "SELECT oid::regclass::text FROM pg_class WHERE relkind IN ('r', 'p') AND oid >= 16384 ORDER BY 1"
_SIZES = "SELECT pg_relation_size(t::regclass) FROM unnest(%s::text[]) t"
_NUMBERS = "SELECT format('%I.%I', schemaname, sequencename), coalesce(last_value, start_value), last_value IS NOT NULL FROM pg_sequences"
_BEGIN_ANEW = "SELECT count(setval(s::regclass, n, c)) FROM unnest(%s::text[], %s::bigint[], %s::bool[]) AS t(s, n, c)"
_END_OTHERS = (
    "SELECT pg_terminate_backend(pid), pg_sleep(0.001) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid() AND pid <> ALL(%s::int[])"
)
# Rows that are gone take room until the table is made anew: after so much of it a clone is the quicker again.
_LARGEST = 1024 * 1024
_MOST = 300
WORN = "it was put back often enough"


def told(given_up: Sequence[str]) -> str:
    """Of lines, each with why a database was not put back and the test after which, one line for the end of the run."""
    first: dict[str, str] = {}
    why = [line.partition("\t") for line in given_up]
    for reason, _, test in why:
        first.setdefault(reason, test)
    counts = Counter(reason for reason, _, _ in why)
    said = "; ".join(f"{reason} ({count}, first after {first[reason]})" for reason, count in counts.most_common())
    return f"A test's database could not be put back and was made anew, which takes ten times as long: {said}" if said else ""


class _Filled(NamedTuple):
    rows: bytes
    written: tuple[Any, ...]


class Kept:
    def __init__(self, name: str, administrator: str) -> None:
        """`administrator` is the address of this database for somebody whom no trigger and no key stops."""
        self.name = name
        self._times = 0
        self._connection = psycopg.connect(
            administrator, autocommit=True, options="-c session_replication_role=replica", prepare_threshold=1
        )
        self._tables = [table for (table,) in self._connection.execute(_TABLES)]
        sizes = dict(zip(self._tables, self._sizes(), strict=True))
        self._filled = {table: self._as_filled(table) for table, size in sizes.items() if size}
        self._empty = [table for table, size in sizes.items() if not size]
        self._numbers = [list(column) for column in zip(*self._connection.execute(_NUMBERS), strict=True)]
        self._shape = self._connection.execute(_SHAPE).fetchone()

    def put_back(self, staying: list[int]) -> str:
        """Why it is not again as it was, or nothing; ends whoever is still connected to it but for those who stay, who are in no
        transaction."""
        self._times += 1
        try:
            while self._connection.execute(_END_OTHERS, [staying]).fetchall():
                pass
            if self._times >= _MOST:
                return WORN
            if self._shape != self._connection.execute(_SHAPE).fetchone():
                return "more than rows was changed"
            return self._emptied()
        except psycopg.Error as error:
            return f"{type(error).__name__}: {str(error).strip().partition(chr(10))[0]}"

    def close(self) -> None:
        self._connection.close()

    def _emptied(self) -> str:
        sizes = dict(zip(self._tables, self._sizes(), strict=True))
        if max(sizes.values()) > _LARGEST:
            return "a table was too large"
        written = [table for table in self._empty if sizes[table]]
        changed = [table for table, before in self._filled.items() if self._written(table) != before.written]
        with self._connection.transaction():
            if written or changed:
                self._connection.execute("; ".join(f"DELETE FROM {table}" for table in [*written, *changed]).encode(), prepare=False)
            for table in changed:
                with self._connection.cursor().copy(f"COPY {table} FROM STDIN".encode()) as copy:
                    copy.write(self._filled[table].rows)
        for table in changed:
            self._filled[table] = self._filled[table]._replace(written=self._written(table))
        self._connection.execute(_BEGIN_ANEW, self._numbers)
        return ""

    def _sizes(self) -> list[int]:
        return [size for (size,) in self._connection.execute(_SIZES, [self._tables])]

    def _as_filled(self, table: str) -> _Filled:
        with self._connection.cursor().copy(f"COPY {table} TO STDOUT".encode()) as copy:
            rows = b"".join(map(bytes, copy))
        return _Filled(rows, self._written(table))

    def _written(self, table: str) -> tuple[Any, ...]:
        found = self._connection.execute(sql.SQL(f"SELECT {_WRITTEN} FROM {table}")).fetchone()
        assert found
        return found
