"""Puts apart what a later correction marks as confidential in a record that stands already, whichever of the two came first."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from safehold.chronology.apart.later import put_apart
from safehold.chronology.envelope import Event
from safehold.chronology.recording import Stored
from safehold.chronology.store import load
from safehold.identity.hidden_since import Hidden, correcting, hidden_since


def listed_since(cursor: Any, numbers: Iterable[int]) -> dict[int, dict[str, frozenset[str]]]:
    """Of stored events, by number and ref, what corrections have marked of their people."""
    events = load(cursor, numbers)
    above = correcting(cursor, [Stored(seq, event) for seq, event in events.items()])
    return _by_number(events, hidden_since(above.values()))


def hide(cursor: Any, events: Mapping[int, Event], hidden: Hidden) -> None:
    """`events` are stored, by number."""
    if not hidden:
        return
    listed = _by_number(events, hidden)
    put_apart(cursor, listed, listed)


def _by_number(events: Mapping[int, Event], hidden: Hidden) -> dict[int, dict[str, frozenset[str]]]:
    listed: dict[int, dict[str, frozenset[str]]] = defaultdict(dict)
    numbers = {event.id: seq for seq, event in events.items()}
    for (event, ref), names in hidden.items():
        if event in numbers:
            listed[numbers[event]][ref] = names
    return dict(listed)
