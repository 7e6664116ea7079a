"""Mentions read into columns on Spark's machines, each by the functions that read one as it is recorded."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa

from safehold.chronology.envelope import Mention
from safehold.identity.batch.reading import schema
from safehold.identity.batch.table import FIELDS
from safehold.identity.columns import GROUPS, Row, columns_of, row
from safehold.identity.features import features

_IN_SPARK = {"VARCHAR": "string", "BOOLEAN": "boolean", "SMALLINT": "smallint", "VARCHAR[]": "array<string>"}
_ARROW = {name: kind for group in GROUPS for name, kind in schema(group).items()}
COLUMNS = {"number": "int", "sex": "string"} | {
    name: _IN_SPARK[kind] for group in GROUPS.values() for name, kind in columns_of(group).items()
}


def mentions(session: Any, given: Path) -> Any:
    """The columns by which mentions are compared, from Parquet with `number` and FIELDS."""
    kinds = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
    return session.read.parquet(str(given)).select("number", *FIELDS).mapInArrow(read, kinds)


def read(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        rows = [_flat(_row(each)) for each in batch.select(list(FIELDS)).to_pylist()]
        made = zip(*rows, strict=True) if rows else [()] * (len(COLUMNS) - 1)
        kinds = [pa.string(), *_ARROW.values()]
        arrays = [pa.array(values, type=kind) for values, kind in zip(made, kinds, strict=True)]
        yield pa.RecordBatch.from_arrays([batch.column("number"), *arrays], names=list(COLUMNS))


def _row(said: dict[str, str | None]) -> Row:
    given: dict[str, Any] = {name: value or "" for name, value in said.items()}
    return row(features(Mention(ref="", role="", **given), ""))


def _flat(one: Row) -> tuple[object, ...]:
    parts = (one.names, one.birth, one.place, one.contact)
    return (one.sex, *(value for part in parts for value in msgspec.structs.astuple(part)))
