"""Chronologies to replay: a made-up area of about a million events, and as many of its like as make up the number, each with people and
events of their own."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from safehold.chronology.envelope import POINTING, Event, EventId
from safehold.replay import preparing
from safehold.synthetic.by_case import write_by_case
from safehold.synthetic.clock import at_midnight

UNTIL = at_midnight(date(2026, 11, 2))
EVENTS_A_PERSON = 0.83  # of those who live in the area, in twelve months
MOST = 1_000_000  # made; beyond that they are copied
APART = 100_000_000  # between the numbers of one copy's people and the next's


def make(folder: Path, events: int) -> int:
    """How many there are: about as many as asked for."""
    folder.mkdir(parents=True, exist_ok=True)
    first = folder / "events-000.parquet"
    if not first.exists():
        write_by_case(round(min(events, MOST) / EVENTS_A_PERSON), 12, 1, UNTIL, folder)
        (folder / "events.parquet").rename(first)
    there = pq.ParquetFile(first).metadata.num_rows
    copies = max(1, round(events / there))
    for copy in range(1, copies):
        file = folder / f"events-{copy:03d}.parquet"
        if not file.exists():
            _copied(first, file, copy)
    return there * copies


def _copied(first: Path, file: Path, copy: int) -> None:
    """The same again, as other sources would tell it of other people."""
    part = file.with_suffix(".part")
    with pq.ParquetFile(first) as given, pq.ParquetWriter(part, given.schema_arrow, compression="zstd") as writer:
        for group in range(given.num_row_groups):
            writer.write_table(pa.Table.from_batches(_others(given.read_row_group(group), copy)))
    part.rename(file)


def _others(table: pa.Table, copy: int) -> Iterator[pa.RecordBatch]:
    table = table.filter(pc.is_valid(table["partition"]))
    mark = f"~{copy}"
    columns = {
        "partition": pc.binary_join_element_wise(table["partition"], mark, ""),
        "source": pc.binary_join_element_wise(table["source"], mark, ""),
    }
    persons = table["persons"].combine_chunks()
    columns["persons"] = pa.ListArray.from_arrays(persons.offsets, pc.add(persons.values, copy * APART))
    columns["possible"] = pa.array(
        [row and [one + copy * APART for one in row] for row in table["possible"].to_pylist()], pa.list_(pa.int64())
    )
    columns["about"] = pa.array(
        [[_elsewhere(each, mark) for each in row or ()] for row in table["about"].to_pylist()], pa.list_(pa.string())
    )
    columns["event"] = pa.array([preparing.encode(_other(_read(each), mark)) for each in table["event"].to_pylist()], pa.binary())
    for name, column in columns.items():
        table = table.set_column(table.column_names.index(name), name, column)
    yield from table.to_batches()


_read = msgspec.msgpack.Decoder(Event).decode


def _other(event: Event, mark: str) -> Event:
    def theirs(key: EventId) -> EventId:
        return EventId(f"{key.source}{mark}", key.id)

    corrects = theirs(event.corrects) if event.corrects else None
    data = {name: _pointing(said, mark) if name in POINTING.get(event.kind, ()) else said for name, said in event.data.items()}
    return msgspec.structs.replace(event, id=theirs(event.id), about=tuple(map(theirs, event.about)), corrects=corrects, data=data)


def _pointing(said: Any, mark: str) -> Any:
    """What a field names, as the copy names it; an id alone is of the event's own source."""
    return said | {"source": f"{said['source']}{mark}"} if isinstance(said, dict) and "source" in said else said


def _elsewhere(name: str, mark: str) -> str:
    source, _, rest = name.partition("/")
    return f"{source}{mark}/{rest}"
