"""What single events of a batch say, read only where a rule asks for it, by the tests that the evaluator uses."""

from functools import cached_property
from typing import cast

import numpy as np

from safehold.chronology.envelope import Event, EventId
from safehold.chronology.times import When
from safehold.replay import events
from safehold.replay.columns.chronicle import Chronicle, Ints
from safehold.replay.layout import EVENT
from safehold.replay.reading import Unreadable
from safehold.rulebook.comparisons import Test
from safehold.rulebook.truth import YES
from safehold.rulebook.view import View

_NO_VIEW = cast(View, None)  # tests of fields ask the event alone


class Said:
    """Events by their row, each read once."""

    def __init__(self, chronicle: Chronicle, file: str) -> None:
        self._chronicle, self._file = chronicle, file
        self._read: dict[int, Event] = {}
        self._bare: dict[int, Event] = {}
        table = chronicle.table
        self._given, self._places = table[EVENT], table["place"]

    @cached_property
    def _names(self) -> list[EventId]:
        table = self._chronicle.table
        return [*map(EventId, table["source"].to_pylist(), table["id"].to_pylist())]

    @cached_property
    def _agencies(self) -> list[str]:
        found: list[str] = self._chronicle.table["agency"].to_pylist()
        return found

    def id(self, row: int) -> EventId:
        return self._names[row]

    def agency(self, row: int) -> str:
        return self._agencies[row]

    def when(self, row: int) -> When:
        return When(int(self._chronicle.earliest[row]), int(self._chronicle.latest[row]))

    def bare(self, row: int) -> Event:
        """An event of which nothing is asked but when it was, and whose."""
        found = self._bare.get(row)
        if found is None:
            kind = self._chronicle.kinds[self._chronicle.kind[row]]
            found = self._bare[row] = Event(self.id(row), kind, self.when(row), 0, self._agencies[row])
        return found

    def event(self, row: int) -> Event:
        """Raises Unreadable."""
        found = self._read.get(row)
        if found is None:
            try:
                found = self._read[row] = events.reading(EVENT)(self._given[row].as_py())
            except events.Unreadable as error:
                raise Unreadable(f"{self._file} row {self._places[row].as_py() + 1}: {error}") from error
        return found

    def holds(self, test: Test | None, rows: Ints) -> Ints:
        """How surely each of these meets what is asked of it."""
        if test is None:
            return np.full(len(rows), YES, dtype=np.int64)
        said = map(self.event, rows.tolist())
        return np.fromiter((test(_NO_VIEW, event, event) for event in said), dtype=np.int64, count=len(rows))
