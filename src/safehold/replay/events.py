"""Events on their way through Parquet: encoded once they have been read and checked, so that nobody need do it again."""

from collections.abc import Callable
from typing import Any

import msgspec

from safehold.chronology.envelope import Event, Refused, read_event
from safehold.replay.layout import EVENT, JSON

encode = msgspec.msgpack.Encoder().encode
_read = msgspec.msgpack.Decoder(Event).decode
_decode = msgspec.json.Decoder().decode

Reading = Callable[[Any], Event]
Unreadable = (Refused, msgspec.DecodeError)
"""What reading an event raises."""


def column_of(names: list[str]) -> str:
    """The column in which events stand; nothing where there is none."""
    return next((name for name in (EVENT, JSON) if name in names), "")


def reading(column: str) -> Reading:
    return _encoded if column == EVENT else _given


def _encoded(given: bytes | None) -> Event:
    return _read(given or b"")


def _given(given: str | None) -> Event:
    return read_event(_decode(given or ""))
