"""Takes chronologies in: JSON Lines, any order, as often as one likes.

Every line ends as new, duplicate or refused, and the totals say so. A batch is one transaction, which also marks what is still to be
worked out from it, so an import that is cut off has lost nothing and is finished by running it again.
"""

import json
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from safehold.chronology import foreign
from safehold.chronology.ahead import to_come
from safehold.chronology.deriving import derive_waiting
from safehold.chronology.envelope import LONGEST_EVENT, Event, Refused, read_event
from safehold.chronology.least import lacked_by
from safehold.chronology.record import Given, record_batch
from safehold.chronology.recording import rows
from safehold.chronology.session import session

BATCH = 1000
Progress = Callable[[int], None]


class Refusal(msgspec.Struct, frozen=True):
    line: int
    id: str
    why: str


class Report(msgspec.Struct):
    """What became of a file. `read = new + duplicate + refused`; lines without text are not read. `warnings` counts events taken
    with a field that could not be read as its kind says, or without what their kind says nothing without (least.yaml), or that
    are still to come (clock.yaml); `pointing_nowhere` those that are about, or correct, an event that is not held, once all are read."""

    path: str
    read: int = 0
    new: int = 0
    duplicate: int = 0
    refused: list[Refusal] = []
    warnings: int = 0
    pointing_nowhere: int = 0


class Unreadable(Exception):
    """A file that cannot be read at all; the message names it."""


def import_files(paths: Iterable[Path], progress: Progress = lambda _: None, deriving: Progress = lambda _: None) -> list[Report]:
    """`progress` is told of bytes read, `deriving` of events from which state has been worked out."""
    reports = store_files(paths, progress)
    derive_waiting(deriving)
    return reports


def import_file(path: Path, progress: Progress = lambda _: None) -> Report:
    """Stores a file's events; `derive_waiting` must follow."""
    return store_files([path], progress)[0]


def store_files(paths: Iterable[Path], progress: Progress = lambda _: None) -> list[Report]:
    """Stores the events of files; `derive_waiting` must follow."""
    stored = [_store(path, progress) for path in paths]
    for report, seqs in stored:
        report.pointing_nowhere = _pointing_nowhere(seqs)
    return [report for report, _ in stored]


def _store(path: Path, progress: Progress) -> tuple[Report, list[int]]:
    report = Report(path=str(path))
    seqs: list[int] = []
    batch: list[tuple[int, Given]] = []
    for number, size, line in _lines(path):
        if line.strip():
            report.read += 1
            try:
                batch.append((number, _given(line, path, number)))
            except Refused as error:
                report.refused.append(Refusal(number, _id_in(line), str(error)))
        if len(batch) >= BATCH:
            _flush(batch, report, seqs)
        progress(size)
    _flush(batch, report, seqs)
    report.refused.sort(key=lambda refusal: refusal.line)
    return report, seqs


def _pointing_nowhere(seqs: list[int]) -> int:
    with session() as cursor:
        return int(rows(cursor, _NOWHERE, [seqs, seqs])[0][0])


_NOWHERE = """
SELECT count(*) FROM (
    SELECT a.event_id FROM chronology_about a WHERE a.event_id = ANY(%s::bigint[])
       AND NOT EXISTS (SELECT FROM chronology_event e WHERE e.source = a.source AND e.source_id = a.source_id)
  UNION
    SELECT c.seq FROM chronology_event c WHERE c.seq = ANY(%s::bigint[]) AND c.corrects_id IS NOT NULL
       AND NOT EXISTS (SELECT FROM chronology_event e WHERE e.source = c.corrects_source AND e.source_id = c.corrects_id)
) nowhere
"""


def _flush(batch: list[tuple[int, Given]], report: Report, seqs: list[int]) -> None:
    if not batch:
        return
    now = time.time_ns() // 1000
    for (number, given), outcome in zip(batch, record_batch([given for _, given in batch], later=True), strict=True):
        if outcome.refused:
            report.refused.append(Refusal(number, given.event.id.id, outcome.refused))
        elif outcome.seq:
            report.new += 1
            seqs.append(outcome.seq)
            report.warnings += bool(given.event.warnings or lacked_by(given.event) or to_come(given.event, now))
        else:
            report.duplicate += 1
    batch.clear()


def _given(line: bytes, path: Path, number: int) -> Given:
    raw = decode(line)
    return Given(read_event(raw), raw, f"{path.name} line {number}")


def decode(line: bytes, what: str = "the line") -> dict[str, Any]:
    """A line as a JSON object. Raises Refused with where it goes wrong; `what` it is called then."""
    if len(line) > LONGEST_EVENT:
        raise Refused(f"{what} is too long: more than {LONGEST_EVENT:,} bytes")
    try:
        raw = msgspec.json.decode(line)
        json.loads(line, object_pairs_hook=_each_once)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refused(f"{what} is not JSON: {error}") from error
    if not isinstance(raw, dict):
        raise Refused(f"{what} is not a JSON object")
    return raw


def _each_once(pairs: list[tuple[str, Any]]) -> None:
    """A field that stands twice would be read once, and the other value lost."""
    names = [name for name, _ in pairs]
    if len(set(names)) < len(names):
        twice = next(name for place, name in enumerate(names) if name in names[:place])
        raise Refused(f"the field {twice!r} stands twice in one object")


def events_in(path: Path) -> tuple[list[Event], list[Refusal], int]:
    """The events of a file without storing them, those that were refused, and how many lines were read. Repeated ids are read once."""
    events: dict[Any, Event] = {}
    refused: list[Refusal] = []
    contents: dict[Any, dict[str, Any]] = {}
    read = 0
    for number, _, line in _lines(path):
        if not line.strip():
            continue
        read += 1
        try:
            raw = decode(line)
            event = read_event(raw)
        except Refused as error:
            refused.append(Refusal(number, _id_in(line), str(error)))
            continue
        if event.id in events and contents[event.id] != raw:
            refused.append(Refusal(number, event.id.id, f"{event.id} stands twice with different content"))
            continue
        events[event.id], contents[event.id] = event, raw
    return list(events.values()), refused, read


def _id_in(line: bytes) -> str:
    """The id of a line that was refused, as far as it can be found."""
    try:
        raw = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ""
    found = raw.get("id") if isinstance(raw, dict) else None
    return found[:200] if isinstance(found, str) else ""


def _lines(path: Path) -> Iterator[tuple[int, int, bytes]]:
    """Line numbers from 1, the bytes each took, and the line itself, of one that is too long only its beginning. A byte-order mark is
    passed over."""
    try:
        if what := foreign.called(path):
            raise Unreadable(f"{path} is {what}: only JSON Lines are taken in, and nothing of it was read")
        with path.open("rb") as file:
            number = 0
            while line := file.readline(LONGEST_EVENT + 1):
                number += 1
                size = len(line)
                rest = line
                while len(rest) > LONGEST_EVENT and not rest.endswith(b"\n"):
                    rest = file.readline(LONGEST_EVENT + 1)
                    size += len(rest)
                yield number, size, line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
    except IsADirectoryError as error:
        raise Unreadable(f"{path} is a folder; name the files in it") from error
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror}") from error
