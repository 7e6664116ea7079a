"""Reads chronologies in Parquet a part at a time: never half a case, and never more than a part in memory."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from safehold.chronology.envelope import Event, EventId
from safehold.identity.cases import MentionId
from safehold.identity.link import link
from safehold.replay import events as of_events
from safehold.replay.layout import CASE, EVENT, INPUT, JSON, PARTITION

BATCH = 5_000  # events judged at once, or one partition where that is larger


class Unreadable(Exception):
    """Parquet that cannot be replayed; the message names the file and, where it is one, the row."""


class Part(NamedTuple):
    """Rows of a file, from `start` up to `stop`, that hold whole partitions."""

    file: str
    start: int
    stop: int


class Batch(NamedTuple):
    """Events of whole partitions, with who is who in them. `possible` are, by partition, pairs of persons who may be one; `partition`
    says of which each event is."""

    events: list[Event]
    persons: dict[MentionId, int]
    possible: dict[str, set[tuple[int, int]]]
    partition: dict[EventId, str]


def files_in(folder: Path) -> list[Path]:
    """The files of events: `events*.parquet`, or where there are none of that name every Parquet file. Raises Unreadable."""
    if not folder.is_dir():
        raise Unreadable(f"{folder} is no folder")
    found = sorted(path for path in folder.rglob("*.parquet") if not any(part[0] in "._" for part in path.relative_to(folder).parts))
    named = [path for path in found if path.name.startswith("events")]
    if not found:
        raise Unreadable(f"{folder} holds no Parquet file")
    return named or found


def opened(path: Path | str) -> pq.ParquetFile:
    """Raises Unreadable where it is no Parquet, or lacks what replay needs."""
    try:
        file = pq.ParquetFile(path)
    except (pa.ArrowException, OSError) as error:
        raise Unreadable(f"{path} cannot be read as Parquet: {str(error).splitlines()[0]}") from error
    names = file.schema_arrow.names
    if not of_events.column_of(names) or not {PARTITION, CASE} & {*names}:
        lacks = PARTITION if of_events.column_of(names) else f"{EVENT} or {JSON}"
        raise Unreadable(f"{path} has no column {lacks}; it has {', '.join(names)}")
    return file


def key_of(file: pq.ParquetFile) -> str:
    """The column that says which rows belong together."""
    return PARTITION if PARTITION in file.schema_arrow.names else CASE


def texts(column: Any, path: str) -> Any:
    """A column as plain text, null as nothing. Raises Unreadable."""
    try:
        return pc.fill_null(column.cast(pa.string()), "")
    except pa.ArrowException as error:
        raise Unreadable(f"{path}: {PARTITION} is not text: {error}") from error


def tables(part: Part, columns: list[str] | None = None, most: int = 0) -> Iterator[tuple[pa.Table, int]]:
    """The part in pieces of about so many rows that hold whole partitions, each with the number of its first row."""
    with opened(part.file) as file:
        key = key_of(file)
        wanted = [name for name in [key, *(columns or [*INPUT.names, JSON])] if name in file.schema_arrow.names]
        held: pa.Table | None = None
        first = row = 0
        try:
            for group in range(file.num_row_groups):
                rows = file.metadata.row_group(group).num_rows
                begin, end = max(part.start, row), min(part.stop, row + rows)
                if begin < end:
                    read = file.read_row_group(group, columns=list(dict.fromkeys(wanted))).slice(begin - row, end - begin)
                    if held is None:
                        held, first = read, begin
                    else:
                        held = pa.concat_tables([held, read])
                    while held.num_rows > (most or BATCH) and (cut := _last_break(held, key, most or BATCH, part.file)):
                        yield _named(held.slice(0, cut), key), first
                        held, first = held.slice(cut), first + cut
                row += rows
        except (pa.ArrowException, OSError) as error:
            raise Unreadable(f"{part.file} cannot be read after row {first}: {str(error).splitlines()[0]}") from error
        if held is not None and held.num_rows:
            yield _named(held, key), first


def _named(table: pa.Table, key: str) -> pa.Table:
    return table.rename_columns([PARTITION if name == key else name for name in table.column_names])


def _last_break(table: pa.Table, key: str, most: int, path: str) -> int:
    """How many rows hold whole partitions: about `most`, or more where one partition is larger; 0 where the next has not begun."""
    names = texts(table[key], path).combine_chunks()
    changes = pc.indices_nonzero(pc.not_equal(names[1:], names[:-1])).to_numpy() + 1
    if not len(changes):
        return 0
    within = changes[changes <= most]
    return int(within[-1] if len(within) else changes[0])


def pieces(table: pa.Table) -> Iterator[pa.Table]:
    """A table of whole partitions in pieces of about BATCH rows that hold whole partitions too."""
    while table.num_rows > BATCH and (cut := _last_break(table, PARTITION, BATCH, "")):
        yield table.slice(0, cut)
        table = table.slice(cut)
    if table.num_rows:
        yield table


def batch_of(table: pa.Table, first: int, path: str) -> Batch:
    """The events of a piece. `first` is the number of its first row in the file, from 0, unless columns say of each row where it stands.
    Raises Unreadable."""
    names = texts(table[PARTITION], path).to_pylist()
    rows = table["row"].to_pylist() if "row" in table.column_names else range(first, first + table.num_rows)
    files = table["file"].to_pylist() if "file" in table.column_names else [path] * table.num_rows
    places = [*zip(files, rows, strict=True)]
    events = read(table, places)
    partition = _each_in_one(events, names, places)
    if "persons" in table.column_names:
        persons = _given(events, table["persons"].to_pylist(), places)
        possible: dict[str, set[tuple[int, int]]] = defaultdict(set)
        for name, pairs in zip(names, table["possible"].to_pylist() if "possible" in table.column_names else (), strict=False):
            possible[name] |= {(pairs[at], pairs[at + 1]) for at in range(0, len(pairs) - 1, 2)} if pairs else set()
        return Batch(events, persons, possible, partition)
    return Batch(events, *_linked(events, names), partition)


def _each_in_one(events: list[Event], names: list[str], places: list[tuple[str, int]]) -> dict[EventId, str]:
    found: dict[EventId, str] = {}
    for event, name, (path, row) in zip(events, names, places, strict=True):
        if found.setdefault(event.id, name) != name:
            raise Unreadable(f"{path} row {row + 1}: event {event.id} stands in {PARTITION} {name!r} and in {found[event.id]!r}")
    return found


def read(table: pa.Table, places: Iterable[tuple[str, int]]) -> list[Event]:
    """The events of a table, of each of which `places` says in which row of which file it stands, from 0. Rows are told from 1, as people
    count. Raises Unreadable."""
    column = of_events.column_of(table.column_names)
    reading, found = of_events.reading(column), []
    for given, (path, row) in zip(table[column].to_pylist(), places, strict=True):
        try:
            found.append(reading(given))
        except of_events.Unreadable as error:
            raise Unreadable(f"{path} row {row + 1}: {error}") from error
    return found


def events_of(part: Part) -> Iterator[list[Event]]:
    """Raises Unreadable."""
    for table, first in tables(part, [JSON, EVENT]):
        yield read(table, ((part.file, row) for row in range(first, first + table.num_rows)))


def _given(events: list[Event], rows: list[list[int | None] | None], places: list[tuple[str, int]]) -> dict[MentionId, int]:
    found: dict[MentionId, int] = {}
    for event, numbers, (path, row) in zip(events, rows, places, strict=True):
        if len(numbers or ()) != len(event.people):
            said = f"persons names {len(numbers or ())}, and the event has {len(event.people)} people"
            raise Unreadable(f"{path} row {row + 1}: {said}")
        for mention, number in zip(event.people, numbers or (), strict=True):
            if number is not None:
                found[MentionId(event.id, mention.ref)] = number
    return found


def _linked(events: list[Event], names: list[str]) -> tuple[dict[MentionId, int], dict[str, set[tuple[int, int]]]]:
    """Who is who within each partition, where nobody says: as `safehold review` finds it."""
    persons: dict[MentionId, int] = {}
    possible: dict[str, set[tuple[int, int]]] = {}
    above = begin = 0
    for stop in [place for place in range(1, len(names) + 1) if place == len(names) or names[place] != names[place - 1]]:
        if names[begin]:
            found = link(events[begin:stop])
            persons |= {mention: above + person for mention, person in found.persons.items()}
            possible[names[begin]] = {(above + one, above + other) for one, other in found.possible}
            above += max(found.persons.values(), default=0) + 1
        begin = stop
    return persons, possible
