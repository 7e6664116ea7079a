"""Writes chronologies as Parquet that replay reads: with what rules ask of every event in columns, partition after partition.

Of people only their ref, role, relation and number are written, and no note: no rule reads more, and who is who has been said.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from safehold.chronology.envelope import WITHHELD, Event, read_event
from safehold.replay.events import encode
from safehold.replay.layout import INPUT

ROWS = 20_000  # of a group: what is held in memory at once
_PEOPLE = ("ref", "role", "relation")

Row = tuple[Any, ...]


def row(partition: str, raw: dict[str, Any], persons: Sequence[int | None], possible: Sequence[int] = ()) -> Row:
    """One event, with the person of each whom it names. Raises Refused."""
    spare = {name: value for name, value in raw.items() if name not in ("note", "basis", "redacted", WITHHELD)}
    if "people" in spare:
        spare["people"] = [{name: each[name] for name in _PEOPLE if name in each} for each in raw["people"]]
    event = read_event(spare)
    return (partition or None, *_columns(event, persons, possible), encode(event))


def _columns(event: Event, persons: Sequence[int | None], possible: Sequence[int]) -> Row:
    return (
        event.id.source,
        event.id.id,
        event.kind,
        event.agency,
        event.occurred_at.earliest,
        event.occurred_at.latest,
        event.recorded_at,
        [mention.ref for mention in event.people],
        [mention.role for mention in event.people],
        list(persons),
        list(possible) or None,
        list(map(str, event.references)),
        event.corrects is not None,
    )


def write(rows: Iterable[Row], file: Path) -> int:
    """Writes rows that stand partition by partition, and says how many there were. A file that is not whole is not left."""
    part = file.with_name(f".{file.name}.part")
    count = 0
    try:
        with pq.ParquetWriter(part, INPUT, compression="zstd") as writer:
            for group in _groups(rows):
                writer.write_table(table(group))
                count += len(group)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
    return count


def table(rows: Sequence[Row]) -> pa.Table:
    columns = zip(*rows, strict=True) if rows else ([] for _ in INPUT)
    return pa.Table.from_arrays([pa.array(column, field.type) for column, field in zip(columns, INPUT, strict=True)], schema=INPUT)


def _groups(rows: Iterable[Row]) -> Iterator[list[Row]]:
    group: list[Row] = []
    for each in rows:
        group.append(each)
        if len(group) == ROWS:
            yield group
            group = []
    if group:
        yield group
