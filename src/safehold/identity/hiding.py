"""Puts apart what a later correction marks as confidential in a record that stands already, whichever of the two came first."""

from collections.abc import Iterable, Mapping
from typing import Any

from safehold.chronology.apart.later import put_apart
from safehold.chronology.envelope import Event
from safehold.chronology.recording import Stored, rows
from safehold.chronology.store import load
from safehold.identity.hidden_since import Hidden, correcting, hidden_since
from safehold.identity.hiding_marked import by_number, merged
from safehold.identity.involvement import pool_of
from safehold.identity.marked import Listed, listed, until

_MARKED = """
SELECT DISTINCT i.person_id FROM identity_involvement i WHERE i.event_id = ANY(%s::bigint[]) AND EXISTS (
    SELECT FROM identity_involvement j JOIN chronology_event e ON e.seq = j.event_id
     WHERE j.person_id = i.person_id AND e.kind = 'marker.set')
"""


def listed_since(cursor: Any, numbers: Iterable[int]) -> dict[int, Listed]:
    """Of stored events, by number and ref, what corrections and markers have made confidential of their people."""
    wanted = list(numbers)
    events = load(cursor, wanted)
    above = correcting(cursor, [Stored(seq, event) for seq, event in events.items()])
    by_corrections = by_number({event.id: seq for seq, event in events.items()}, hidden_since(above.values()))
    persons = [person for (person,) in rows(cursor, _MARKED, [wanted])]
    if not persons:
        return by_corrections
    pool = pool_of(cursor, persons)
    by_markers = {seq: names for seq, names in listed(pool, until(pool, persons)).items() if seq in events}
    return merged(by_corrections, by_markers)


def hide(cursor: Any, events: Mapping[int, Event], hidden: Hidden) -> None:
    """`events` are stored, by number."""
    if not hidden:
        return
    found = by_number({event.id: seq for seq, event in events.items()}, hidden)
    put_apart(cursor, found, found)
