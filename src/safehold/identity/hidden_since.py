"""What a later correction marks as confidential is confidential in what it corrects as well: else whoever asks by the old record would be
answered by it. It stays so, even where the correction is itself taken back."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from safehold.chronology.envelope import Event, EventId, Mention
from safehold.chronology.recording import Stored, rows
from safehold.chronology.store import load
from safehold.identity.cases import MentionId

Hidden = Mapping[MentionId, frozenset[str]]

_CORRECTING = """
SELECT e.seq FROM unnest(%s::text[], %s::text[]) AS k(source, id)
  JOIN chronology_event e ON e.corrects_source = k.source AND e.corrects_id = k.id
"""
_NAMED = """
SELECT e.seq FROM unnest(%s::text[], %s::text[]) AS k(source, id) JOIN chronology_event e ON e.source = k.source AND e.source_id = k.id
"""


def hidden_since(events: Iterable[Event]) -> Hidden:
    """By mention, what corrections among these events mark of it, however many corrections lie between."""
    by_id = {event.id: event for event in events}
    found: dict[MentionId, set[str]] = defaultdict(set)
    for event in by_id.values():
        marked = {person.ref: person.confidential for person in event.people if person.confidential}
        seen, below = {event.id}, event.corrects
        while marked and below is not None and below not in seen:
            for ref, names in marked.items():
                found[MentionId(below, ref)].update(names)
            seen.add(below)
            below = by_id[below].corrects if below in by_id else None
    return {mention: frozenset(names) for mention, names in found.items()}


def as_hidden(mention: Mention, event: EventId, hidden: Hidden) -> Mention:
    more = hidden.get(MentionId(event, mention.ref))
    return msgspec.structs.replace(mention, confidential=(*mention.confidential, *sorted(more))) if more else mention


def correcting(cursor: Any, events: Sequence[Stored]) -> dict[int, Event]:
    """Stored events with all that correct them, at however many removes, by number."""
    known = dict(events)
    asked = list(known.values())
    while asked:
        found = {seq for (seq,) in rows(cursor, _CORRECTING, _names(event.id for event in asked))} - known.keys()
        above = load(cursor, found)
        known |= above
        asked = list(above.values())
    return known


def corrected(cursor: Any, events: Iterable[Event]) -> dict[int, Event]:
    """What these correct, at however many removes, by number."""
    known: dict[int, Event] = {}
    asked = [event.corrects for event in events if event.corrects is not None]
    while asked:
        found = {seq for (seq,) in rows(cursor, _NAMED, _names(asked))} - known.keys()
        below = load(cursor, found)
        known |= below
        asked = [event.corrects for event in below.values() if event.corrects is not None]
    return known


def _names(ids: Iterable[EventId]) -> list[list[str]]:
    listed = list(ids)
    return [[each.source for each in listed], [each.id for each in listed]]
