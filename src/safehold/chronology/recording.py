"""What the stages that follow a recording share, and the few ways in which they speak to the database."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, TypeVar

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


def copy(cursor: Any, table: str, columns: Sequence[str], values: Iterable[Sequence[Any]]) -> None:
    """Appends rows by COPY, which is as quick for one row and far quicker for many. Names are the code's own, never a user's."""
    quoted = ", ".join(f'"{column}"' for column in columns)
    with cursor.copy(f"COPY {table} ({quoted}) FROM STDIN") as writer:
        for row in values:
            writer.write_row(row)
