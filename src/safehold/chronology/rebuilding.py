"""Works all state out again from the chronology, beside what stands, and compares the two or puts the new in place of the old.

It runs as the owner, in one transaction. The derived tables are made again in a schema of their own, which the search path puts first, so
that the very code that records writes there. Recording waits meanwhile; reading does not. Where a control room cannot wait so long,
all that is on record is worked out again in place, a few dozen events at a time.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec
from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from safehold.chronology.deriving import derive, derive_all_waiting, derive_waiting
from safehold.chronology.recording import Stored, rows
from safehold.chronology.session import recorder, session
from safehold.chronology.store import load
from safehold.database.roles import CONFIDENTIAL

PAGE = 2000
SCHEMA = "rebuilt"
SHOWN = 5
Progress = Callable[[int], None]


class Difference(msgspec.Struct, frozen=True):
    """A derived table that does not hold what the chronology gives: rows that should not stand, rows that are missing, a few of each."""

    table: str
    surplus: int
    missing: int
    examples: list[str]


class Rebuilt(msgspec.Struct, frozen=True):
    events: int
    differences: list[Difference]


class _Undo(Exception):
    """Ends the transaction of a check, so that nothing of it stays."""


def rebuild(*, check: bool, progress: Progress = lambda _: None) -> Rebuilt:
    """With `check`, only compares. Otherwise the differences are what was mended."""
    found: list[Rebuilt] = []
    try:
        with transaction.atomic(using="owner"), session("owner") as cursor:
            cursor.execute("LOCK TABLE chronology_event IN SHARE MODE")
            _make_tables(cursor)
            events = _derive_all(cursor, progress)
            differences = [difference for table in settings.SAFEHOLD_DERIVED if (difference := _compare(cursor, table))]
            found.append(Rebuilt(events, differences))
            if check:
                raise _Undo
            for difference in differences:
                _replace(cursor, difference.table)
            cursor.execute(f"SET LOCAL search_path TO public; DROP SCHEMA {SCHEMA} CASCADE")
    except _Undo:
        pass
    return found[0]


def rebuild_in_use(progress: Progress = lambda _: None) -> int:
    """Works out the state around every event again while people record, a few dozen at a time; returns how many there were.

    All are marked as waiting in one transaction, so that whatever it is cut off from goes on: here, or by the site's own runner. Who is who
    stays as it is, and rows to which no event leads any more are left: `rebuild` sees to both.
    """
    with transaction.atomic(), recorder() as cursor:
        cursor.execute("INSERT INTO chronology_waiting (event_id) SELECT seq FROM chronology_event ORDER BY seq")
        events = int(cursor.rowcount)
    derive_waiting(progress)
    return events


def _make_tables(cursor: Any) -> None:
    cursor.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE; CREATE SCHEMA {SCHEMA}")
    for table in settings.SAFEHOLD_DERIVED:
        cursor.execute(f"CREATE TABLE {SCHEMA}.{_name(table)} (LIKE {_standing(table)} INCLUDING ALL)")
        if _own(table):
            cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {SCHEMA}.{_name(table)} TO {CONFIDENTIAL}")
    cursor.execute(f"GRANT USAGE ON SCHEMA {SCHEMA} TO {CONFIDENTIAL}")
    cursor.execute(f"SET LOCAL search_path TO {SCHEMA}, public")


def _derive_all(cursor: Any, progress: Progress) -> int:
    seqs = [seq for (seq,) in rows(cursor, "SELECT seq FROM chronology_event ORDER BY seq")]
    import_string(settings.SAFEHOLD_REPLAYING)(cursor, _pages(cursor, seqs, progress))
    cursor.execute(f"ANALYZE {', '.join(map(_name, settings.SAFEHOLD_DERIVED))}")
    cursor.execute("DELETE FROM chronology_waiting")
    for group in _together(cursor, seqs):
        derive(cursor, group)
        progress(len(group))
    derive_all_waiting(cursor)  # what later groups bore on in earlier ones
    return len(seqs)


def _pages(cursor: Any, seqs: Sequence[int], progress: Progress) -> Iterator[list[Stored]]:
    for start in range(0, len(seqs), PAGE):
        page = load(cursor, seqs[start : start + PAGE])
        yield [Stored(seq, page[seq]) for seq in sorted(page)]
        progress(len(page))


def _together(cursor: Any, seqs: Sequence[int]) -> Iterator[list[int]]:
    """The events in groups of a few thousand, those of the same people in one group as far as that goes."""
    first_of = dict(
        rows(
            cursor,
            "SELECT event_id, min(person_id) FROM identity_mention GROUP BY 1",
        )
    )
    ordered = sorted(seqs, key=lambda seq: (first_of.get(seq, 0), seq))
    for start in range(0, len(ordered), PAGE):
        yield ordered[start : start + PAGE]


def _compare(cursor: Any, table: str) -> Difference | None:
    columns = _columns(cursor, table)
    listed = ", ".join(f'"{column}"' for column in columns)
    stands, rebuilt = _standing(table), f"{SCHEMA}.{_name(table)}"
    surplus = f"SELECT {listed} FROM {stands} EXCEPT ALL SELECT {listed} FROM {rebuilt}"  # nosec B608
    missing = f"SELECT {listed} FROM {rebuilt} EXCEPT ALL SELECT {listed} FROM {stands}"  # nosec B608
    counts, examples = [], []
    for sign, query in (("-", surplus), ("+", missing)):
        counts.append(rows(cursor, f"SELECT count(*) FROM ({query}) d")[0][0])  # nosec B608
        if _own(table):
            continue  # who agrees with whom in confidence is not for whoever compares tables
        examples += [f"{sign} {text}" for (text,) in rows(cursor, f"SELECT left(d::text, 300) FROM ({query} LIMIT {SHOWN}) d")]  # nosec B608
    return Difference(table, counts[0], counts[1], examples) if any(counts) else None


def _replace(cursor: Any, table: str) -> None:
    listed = ", ".join(f'"{column}"' for column in _columns(cursor, table))
    cursor.execute(f"DELETE FROM {_standing(table)}")  # nosec B608
    cursor.execute(f"INSERT INTO {_standing(table)} ({listed}) SELECT {listed} FROM {SCHEMA}.{_name(table)}")  # nosec B608


def _own(table: str) -> bool:
    """Whether a table stands in a schema of its own, of another owner."""
    return "." in table


def _standing(table: str) -> str:
    return table if _own(table) else f"public.{table}"


def _name(table: str) -> str:
    return table.rpartition(".")[2]


def _columns(cursor: Any, table: str) -> list[str]:
    """All but numbers that the database gives itself: they name a row for a while and say nothing."""
    return [
        column
        for (column,) in rows(
            cursor,
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attidentity = ''"
            " ORDER BY attnum",
            [_standing(table)],
        )
    ]
