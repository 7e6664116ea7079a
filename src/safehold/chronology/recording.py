"""What the stages that follow a recording share, and the few ways in which they speak to the database."""

from collections.abc import Callable, Iterable, Sequence
from itertools import chain, islice
from typing import Any, NamedTuple, TypeVar
from zlib import crc32

from safehold.chronology.envelope import Event

Found = TypeVar("Found")


class Stored(NamedTuple):
    """An event with the number it was stored under."""

    seq: int
    event: Event


class Placed(NamedTuple):
    """What placing new events has done: the earlier events that it moved to another person, and what is to be done once the transaction is
    over, in one of its own, which may move more."""

    moved: set[int]
    settle: Callable[[Any], set[int]] | None = None


class Overtaken(Exception):
    """Somebody else recorded the same meanwhile under a later number; done again, it comes after."""


class Derivation:
    """One working-out of state around some events, by their numbers. Each stage puts what later ones read, by its type, and adds to
    `wanted` (see derived.py) the rows that are to stand, which are written together when all stages are done. `covered` are all the
    events whose consequences are worked out with these; `marked` are others that these bear on, to be worked out once this is committed.
    `afterwards` is done once all rows stand, by whoever brings together what several stages have derived.
    """

    def __init__(self, cursor: Any, seqs: Iterable[int]) -> None:
        self.cursor = cursor
        self.seqs = frozenset(seqs)
        self.covered = self.seqs
        self.marked: set[int] = set()
        self.wanted: list[Any] = []
        self.afterwards: list[Callable[[], None]] = []
        self._found: dict[type, Any] = {}

    def put(self, found: object) -> None:
        self._found[type(found)] = found

    def get(self, kind: type[Found]) -> Found:
        found: Found = self._found[kind]
        return found


def rows(cursor: Any, query: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    cursor.execute(query, parameters)
    found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


# From so many rows on, COPY is quicker than as many INSERTs.
MANY = 50


def copy(cursor: Any, table: str, columns: Sequence[str], values: Iterable[Sequence[Any]]) -> None:
    """Appends rows, be they one or thousands. PostgreSQL takes no COPY into a table with row security, so many go by way of one that nobody
    else sees: the same for each table as long as the transaction lasts, since the database keeps a lock for every one that is made until
    then, and has room for some thousands. Names are the code's own, never a user's."""
    quoted = ", ".join(f'"{column}"' for column in columns)
    given = iter(values)
    first = list(islice(given, MANY))
    if len(first) < MANY:
        if first:
            row = f"({', '.join(['%s'] * len(columns))})"
            marks = ", ".join([row] * len(first))
            given_all = [value for each in first for value in each]
            # Of each number of rows there is another statement: only that of one row is worth preparing.
            cursor.execute(f"INSERT INTO {table} ({quoted}) VALUES {marks}", given_all, prepare=None if len(first) == 1 else False)  # nosec B608
        return
    name = f"copied_{table.replace('.', '_')}_{crc32(quoted.encode()):x}"
    made = f"CREATE TEMPORARY TABLE IF NOT EXISTS {name} ON COMMIT DROP AS SELECT {quoted} FROM {table} WITH NO DATA"  # nosec B608
    cursor.execute(made)
    beside = f"pg_temp.{name}"
    with cursor.copy(f"COPY {beside} ({quoted}) FROM STDIN") as writer:
        for each in chain(first, given):
            writer.write_row(each)
    cursor.execute(f"INSERT INTO {table} ({quoted}) SELECT {quoted} FROM {beside}; TRUNCATE {beside}")  # nosec B608
