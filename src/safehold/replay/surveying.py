"""Goes once through the columns of all files before anything is judged: where partitions begin, what all of them share, and what some
agency has recorded at all, of whomever."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

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
    spans: dict[Matter, list[_Where]] = defaultdict(list)
    parts: list[Part] = []
    shared: list[Event] = []
    seen: set[str] = set()
    events = 0
    for path in files:
        with opened(path) as file:
            names = _partitions(file, str(path))
            starts = _starts(names)
            bounds = np.append(starts, len(names)) if len(names) else starts
            _each_once(names, starts, seen, str(path))
            parts += _cut(str(path), bounds)
            kinds, agencies = _kinds(file, str(path))
            nobody = pc.equal(names, "").to_numpy(zero_copy_only=False)
            shared += _rows(file, str(path), np.flatnonzero(nobody | _among(kinds, alone)))
            for matter, rows in _matters(kinds, agencies, _among(kinds, known) & ~nobody):
                spans[matter].append(_Where(str(path), rows, bounds))
            events += len(names)
    shared = [event for event in shared if known_at is None or event.recorded_at <= known_at]
    here = {(event.agency, event.kind) for event in History(shared).events}
    unmet = {matter: where for matter, where in spans.items() if (matter.agency, matter.kind) not in here}
    witnesses = [found for matter, where in sorted(unmet.items()) if (found := _witness(matter, where, known_at)) is not None]
    return Survey(parts, shared, witnesses, events, len(seen))


def _partitions(file: Any, path: str) -> Any:
    return texts(file.read(columns=[key_of(file)])[0], path).combine_chunks() if file.metadata.num_rows else pa.array([], pa.string())


def _starts(names: Any) -> Any:
    if not len(names):
        return np.empty(0, dtype=np.int64)
    changes = pc.indices_nonzero(pc.not_equal(names[1:], names[:-1])).to_numpy().astype(np.int64) + 1
    return np.concatenate(([0], changes))


def _each_once(names: Any, starts: Any, seen: set[str], path: str) -> None:
    for row, name in zip(starts.tolist(), names.take(pa.array(starts)).to_pylist(), strict=True):
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


def _kinds(file: Any, path: str) -> tuple[Any, Any]:
    """The kind and the agency of each row: from columns, or from the events themselves where there are no such columns."""
    if {"kind", "agency"} <= {*file.schema_arrow.names}:
        found = file.read(columns=["kind", "agency"])
        return tuple(texts(found[name], path).combine_chunks().dictionary_encode() for name in ("kind", "agency"))
    kinds, agencies = [], []
    for events in events_of(Part(path, 0, file.metadata.num_rows)):
        kinds += [event.kind for event in events]
        agencies += [event.agency for event in events]
    return pa.array(kinds, pa.string()).dictionary_encode(), pa.array(agencies, pa.string()).dictionary_encode()


def _among(kinds: Any, wanted: Iterable[str]) -> Any:
    """Which rows are of one of the kinds."""
    asked = frozenset(wanted)
    return np.array([kind in asked for kind in kinds.dictionary.to_pylist()], dtype=bool)[kinds.indices.to_numpy()]


def _matters(kinds: Any, agencies: Any, which: Any) -> Iterator[tuple[Matter, Any]]:
    rows = np.flatnonzero(which)
    codes = kinds.indices.to_numpy()[rows].astype(np.int64) * len(agencies.dictionary) + agencies.indices.to_numpy()[rows]
    for code in np.unique(codes).tolist():
        kind, agency = divmod(code, len(agencies.dictionary))
        yield Matter(agencies.dictionary[agency].as_py(), kinds.dictionary[kind].as_py()), rows[codes == code]


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
