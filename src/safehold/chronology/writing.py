"""What a member of staff does, in the form in which events are recorded. Pure but for the clock and the ids that it makes."""

import hashlib
import time
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import count
from typing import Any, Protocol

from safehold.chronology.envelope import OURS, EventId
from safehold.chronology.times import london

SOURCE = OURS

Raw = dict[str, Any]

_FOLLOWING: ContextVar[Iterator[str] | None] = ContextVar("ids that follow from a key", default=None)


@contextmanager
def ids_from(key: str) -> Iterator[str]:
    """Ids that are made inside follow from this key, one after the other: what is done again by it is held already. Gives the first."""
    ids = (hashlib.sha256(f"{key}/{number}".encode()).hexdigest()[:32] for number in count())
    first = next(ids)
    before = _FOLLOWING.set(_with(first, ids))
    try:
        yield first
    finally:
        _FOLLOWING.reset(before)


def _with(first: str, ids: Iterator[str]) -> Iterator[str]:
    yield first
    yield from ids


def _id() -> str:
    following = _FOLLOWING.get()
    return next(following) if following is not None else uuid.uuid4().hex


class Writer(Protocol):
    """Whoever records: in practice a Viewer."""

    @property
    def agency(self) -> str: ...

    @property
    def actor(self) -> dict[str, str]: ...


class Writing:
    """What one member of staff records at one moment: each event a microsecond after the one before, so that their order is kept.
    `emergency` says that they see the case by breaking the glass."""

    def __init__(self, by: Writer, now: int | None = None, *, emergency: bool = False) -> None:
        self._by, self._emergency = by, emergency
        self._at = time.time_ns() // 1000 if now is None else now
        self.raws: list[Raw] = []

    def add(
        self,
        kind: str,
        data: Mapping[str, Any] | None = None,
        *,
        about: Iterable[EventId] = (),
        people: Iterable[Mapping[str, Any]] = (),
        corrects: EventId | None = None,
        at: int | None = None,
        occurred_at: str = "",
        note: str = "",
        key: str = "",
        actor: Mapping[str, str] | None = None,
    ) -> EventId:
        """When it happened is an instant, `at`, or `occurred_at` as an event gives it, coarse if need be; without either, now. `actor` is
        whoever did it where that is not who records it."""
        self._at += 1
        recorded = written(self._at)
        raw: Raw = {
            "source": SOURCE,
            "id": key or _id(),
            "kind": kind,
            "occurred_at": occurred_at or (recorded if at is None else written(min(at, self._at))),
            "recorded_at": recorded,
            "agency": self._by.agency,
            "actor": dict(actor or self._by.actor),
            "data": {name: value for name, value in (data or {}).items() if value not in (None, "", [])},
        }
        if targets := [named(target) for target in dict.fromkeys(about)]:
            raw["about"] = targets
        if listed := [dict(person) for person in people]:
            raw["people"] = listed
        if note.strip():
            raw["note"] = note.strip()
        if self._emergency:
            raw["emergency"] = True
        if corrects is not None:
            raw["corrects"] = named(corrects)
        self.raws.append(raw)
        return EventId(SOURCE, raw["id"])


def named(event: EventId) -> dict[str, str]:
    return {"source": event.source, "id": event.id}


def written(at: int) -> str:
    return london(at).isoformat(timespec="microseconds")
