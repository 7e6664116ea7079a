"""Goes once through the columns of all files before anything is judged: where partitions begin, what all of them share, and what some
agency has recorded at all, of whomever."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from safehold.chronology.envelope import Event
from safehold.chronology.history import History
from safehold.replay.events import column_of
from safehold.replay.layout import PARTITION
from safehold.replay.reading import Part, Unreadable, events_of, key_of, opened, read, texts
from safehold.rulebook.beyond import DECLARED, TRAINING, Beyond, Matter
from safehold.rulebook.rulebook import Rulebook

PART = 50_000  # events of one part: one piece of work, and one file of what is found


class Survey(msgspec.Struct):
    """`shared` concerns nobody, and every part reads it. `witnesses` show that an agency records a kind at all."""

    parts: list[Part]
    shared: list[Event]
    witnesses: list[Event]
    events: int
    partitions: int


class _Where(msgspec.Struct):
    """In which rows of a file something of a matter stands, and where its partitions begin."""

    file: str
    rows: Any
    bounds: Any


def survey(files: Iterable[Path], rules: Rulebook, known_at: int | None) -> Survey:
    """Raises Unreadable, with the file and the row, where the rows of a partition do not stand together."""
    beyond = Beyond(rules)
    alone = frozenset({TRAINING, DECLARED} & beyond.saying) | {DECLARED}
    known = beyond.saying - alone - beyond.of_nobody
    where: dict[Matter, list[_Where]] = defaultdict(list)
    parts: list[Part] = []
    shared: list[Event] = []
    seen: set[str] = set()
    events = 0
    for path in files:
        with opened(path) as file:
            columns = _read(file, str(path), seen)
            parts += _cut(str(path), columns.bounds)
            shared += _rows(file, str(path), np.flatnonzero(columns.nobody | columns.kinds.among(alone)))
            for matter, rows in _matters(columns, columns.kinds.among(known) & ~columns.nobody):
                where[matter].append(_Where(str(path), rows, columns.bounds))
            events += file.metadata.num_rows
    shared = [event for event in shared if known_at is None or event.recorded_at <= known_at]
    here = {(event.agency, event.kind) for event in History(shared).events}
    unmet = {matter: found for matter, found in where.items() if (matter.agency, matter.kind) not in here}
    witnesses = [found for matter, there in sorted(unmet.items()) if (found := _witness(matter, there, known_at)) is not None]
    return Survey(parts, shared, witnesses, events, len(seen))


class _Codes:
    """A column of few values: each value once, and of each row the number of its own."""

    def __init__(self) -> None:
        self.values: dict[str, int] = {}
        self._rows: list[Any] = []

    def add(self, column: Any) -> None:
        encoded = column.dictionary_encode()
        numbers = [self.values.setdefault(value, len(self.values)) for value in encoded.dictionary.to_pylist()]
        self._rows.append(np.array(numbers, dtype=np.int32)[encoded.indices.to_numpy()])

    @cached_property
    def rows(self) -> Any:
        return np.concatenate(self._rows) if self._rows else np.empty(0, dtype=np.int32)

    def among(self, wanted: Iterable[str]) -> Any:
        return np.isin(self.rows, [self.values[each] for each in wanted if each in self.values])


class _Columns(NamedTuple):
    """Of a file: where its partitions begin, and where the last ends; which rows concern nobody; the kind and the agency of each."""

    bounds: Any
    nobody: Any
    kinds: _Codes
    agencies: _Codes


def _read(file: Any, path: str, seen: set[str]) -> _Columns:
    """A group of rows at a time. `seen` are the partitions of all files before."""
    key, apart = key_of(file), {"kind", "agency"} <= {*file.schema_arrow.names}
    starts, nobody = [], []
    kinds, agencies = _Codes(), _Codes()
    last: str | None = None
    row = 0
    for group in range(file.num_row_groups):
        table = file.read_row_group(group, columns=[key, *(("kind", "agency") if apart else (column_of(file.schema_arrow.names),))])
        names = texts(table[key], path).combine_chunks()
        if not len(names):
            continue
        changes = np.concatenate(([0], pc.indices_nonzero(pc.not_equal(names[1:], names[:-1])).to_numpy().astype(np.int64) + 1))
        begin = changes[1:] if names[0].as_py() == last else changes
        _each_once(names, begin, row, seen, path)
        starts.append(begin + row)
        nobody.append(pc.equal(names, "").to_numpy(zero_copy_only=False))
        for codes, column in zip((kinds, agencies), _kinds(table, path, row, apart=apart), strict=True):
            codes.add(column)
        last, row = names[-1].as_py(), row + len(names)
    bounds = np.concatenate((*starts, [row])).astype(np.int64) if row else np.empty(0, dtype=np.int64)
    return _Columns(bounds, np.concatenate(nobody) if nobody else np.empty(0, dtype=bool), kinds, agencies)


def _kinds(table: pa.Table, path: str, first: int, *, apart: bool) -> tuple[Any, Any]:
    """The kind and the agency of each row: from columns, or from the events themselves where there are no such columns."""
    if apart:
        return tuple(texts(table[name], path).combine_chunks() for name in ("kind", "agency"))
    events = read(table, ((path, row) for row in range(first, first + table.num_rows)))
    return pa.array([event.kind for event in events], pa.string()), pa.array([event.agency for event in events], pa.string())


def _each_once(names: Any, starts: Any, first: int, seen: set[str], path: str) -> None:
    for row, name in zip((starts + first).tolist(), names.take(pa.array(starts)).to_pylist(), strict=True):
        if name in seen:
            raise Unreadable(f"{path} row {row + 1}: {PARTITION} {name!r} goes on here. The rows of each must stand together, in one file.")
        if name:
            seen.add(name)


def _cut(path: str, bounds: Any) -> list[Part]:
    """The file in parts of about PART rows, cut between partitions."""
    found: list[Part] = []
    begin = 0
    for bound in bounds.tolist():
        if bound - begin >= PART:
            found.append(Part(path, begin, bound))
            begin = bound
    if len(bounds) and begin < bounds[-1]:
        found.append(Part(path, begin, int(bounds[-1])))
    return found


def _matters(columns: _Columns, which: Any) -> Iterator[tuple[Matter, Any]]:
    rows, agencies = np.flatnonzero(which), [*columns.agencies.values]
    kinds = [*columns.kinds.values]
    codes = columns.kinds.rows[rows].astype(np.int64) * max(1, len(agencies)) + columns.agencies.rows[rows]
    for code in np.unique(codes).tolist():
        kind, agency = divmod(code, len(agencies))
        yield Matter(agencies[agency], kinds[kind]), rows[codes == code]


def _rows(file: Any, path: str, wanted: Any) -> list[Event]:
    found: list[Event] = []
    row = 0
    for group in range(file.num_row_groups):
        rows = file.metadata.row_group(group).num_rows
        here = wanted[(wanted >= row) & (wanted < row + rows)]
        if len(here):
            given = file.read_row_group(group, columns=[column_of(file.schema_arrow.names)]).take(pa.array(here - row))
            found += read(given, ((path, place) for place in here.tolist()))
        row += rows
    return found


def _witness(matter: Matter, where: Iterable[_Where], known_at: int | None) -> Event | None:
    """An event that stands and shows it: one that was struck out, or was not known yet, shows nothing."""
    for each in where:
        last = -1
        for row in each.rows.tolist():
            place = int(np.searchsorted(each.bounds, row, side="right")) - 1
            if place == last:
                continue
            last = place
            for events in events_of(Part(each.file, int(each.bounds[place]), int(each.bounds[place + 1]))):
                history = History(event for event in events if known_at is None or event.recorded_at <= known_at)
                if found := history.recorded(matter.agency, matter.kind):
                    return found[0]
    return None
