"""Events about a call, in the form in which they are recorded. Pure but for the clock and the ids that it makes."""

import time
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from safehold.access.viewer import Viewer
from safehold.chronology.envelope import EventId
from safehold.chronology.times import london

SOURCE = "safehold"

Raw = dict[str, Any]


class Writing:
    """What one member of staff records at one moment: each event a microsecond after the one before, so that their order is kept."""

    def __init__(self, viewer: Viewer, now: int | None = None) -> None:
        self._viewer = viewer
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
        occurred_at: int | None = None,
        key: str = "",
        actor: Mapping[str, str] | None = None,
        note: str = "",
    ) -> EventId:
        self._at += 1
        raw: Raw = {
            "source": SOURCE,
            "id": key or uuid.uuid4().hex,
            "kind": kind,
            "occurred_at": written(min(self._at if occurred_at is None else occurred_at, self._at)),
            "recorded_at": written(self._at),
            "agency": self._viewer.agency,
            "actor": dict(actor or self._viewer.actor),
            "data": {name: value for name, value in (data or {}).items() if value not in (None, "", [])},
        }
        if targets := [named(target) for target in about]:
            raw["about"] = targets
        if listed := [dict(person) for person in people]:
            raw["people"] = listed
        if note.strip():
            raw["note"] = note.strip()
        if corrects is not None:
            raw["corrects"] = named(corrects)
        self.raws.append(raw)
        return EventId(SOURCE, raw["id"])


def named(event: EventId) -> dict[str, str]:
    return {"source": event.source, "id": event.id}


def written(at: int) -> str:
    return london(at).isoformat(timespec="microseconds")
