"""Tables that a person gives to a command: Parquet or CSV, by the suffix, row by row."""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from safehold.chronology import foreign
from safehold.chronology.importing import Unreadable


def rows(path: Path, key: str, columns: Sequence[str]) -> Iterator[tuple[int, str, dict[str, str]]]:
    """Each row's number from 1, its key, and the columns asked for that say something. Columns that are not there are fine; the key must
    be. Raises Unreadable with the file and the row."""
    read = _parquet if path.suffix.lower() == ".parquet" else _csv
    other = foreign.called(path) if path.is_file() else ""
    if other and other != (foreign.TABLE if read is _parquet else ""):
        raise Unreadable(f"{path} is {other}: only Parquet and CSV are read, and nothing of it was")
    number = 0
    for number, row in enumerate(read(path), 1):
        if key not in row:
            raise Unreadable(f"{path} has no column {key}")
        name = _said(row[key])
        if not name:
            raise Unreadable(f"{path} row {number}: there is no {key}")
        yield number, name, {column: said for column in columns if (said := _said(row.get(column)))}


def _said(value: object) -> str:
    return "" if value is None else str(value).strip()


def _parquet(path: Path) -> Iterator[dict[str, object]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(10_000):
                yield from batch.to_pylist()
    except pa.ArrowInvalid as error:
        raise Unreadable(f"{path} cannot be read as Parquet: {error}") from error


def _csv(path: Path) -> Iterator[dict[str, object]]:
    line = 0
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            for row in reader:
                line = reader.line_num
                yield dict(row)
    except UnicodeDecodeError as error:
        raise Unreadable(f"{path} after line {line}: it is not in UTF-8. Save it as CSV in UTF-8.") from error
    except csv.Error as error:
        raise Unreadable(f"{path} after line {line}: {error}") from error
