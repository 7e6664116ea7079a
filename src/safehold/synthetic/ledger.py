"""What the agencies wrote down: events as JSON lines, in the order in which their sources knew them, with a little disorder."""

from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import Any, NamedTuple

import msgspec

from safehold.synthetic.clock import day_of, written
from safehold.synthetic.rates import table
from safehold.synthetic.truth import EventRef

_encode = msgspec.json.Encoder().encode
_DISORDER = 0.02  # share of lines that stand up to two days from their place in the file


class Line(NamedTuple):
    """One event. `order` is when it was recorded, in seconds, moved a little where the file is out of order. No record holds `case`."""

    order: int
    serial: int
    source: str
    case: str
    line: bytes


class Ledger:
    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._written = 0
        self.numbers: Counter[str] = Counter()
        self.last_number: dict[str, tuple[str, int]] = {}

    def incident_number(self) -> int:
        """The next number of an incident in the control room's log."""
        self.numbers["incident"] += 1
        return 20_000 + self.numbers["incident"]

    def number(self, source: str) -> str:
        """The next number that a source gives to a person."""
        self.numbers[source] += 1
        return f"{table('sources.yaml')[source]['people']}{100_000 + self.numbers[source] * 7 % 899_981}"

    def write(self, rng: Random, source: str, at: int, recorded: int, case: str, body: dict[str, Any], *, when: str = "") -> EventRef:
        """Takes an event. `when` is given where the time is coarse; it must hold `at`."""
        count, self._written = self._written, self._written + 1
        about = table("sources.yaml")[source]
        ref = EventRef(source, f"{about['id']}-{day_of(at)[2:].replace('-', '')}-{count:06d}")
        event = {"id": ref.id, "source": source, "kind": body.pop("kind"), "occurred_at": when or written(at)}
        if recorded != at or when:
            event["recorded_at"] = written(recorded)
        event["agency"] = about["agency"]
        event.update(body)
        order = recorded + rng.randrange(-172_800, 172_800) if rng.random() < _DISORDER else recorded
        self.lines.append(Line(order, count, source, case, _encode(event)))
        return ref

    def taken(self) -> list[Line]:
        """What has been written since this was last asked, in order; it is no longer held."""
        lines, self.lines = sorted(self.lines), []
        return lines

    def in_order(self) -> Iterator[Line]:
        self.lines.sort()
        return iter(self.lines)
