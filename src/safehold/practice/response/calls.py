"""A call with all that followed from it, as it is recorded: what actions build on and what the call's page shows."""

from typing import Any

import msgspec
from django.db import connection

from safehold.chronology.envelope import Event, EventId
from safehold.chronology.history import History
from safehold.chronology.recording import rows
from safehold.chronology.store import load
from safehold.identity.follow_up import FollowUp
from safehold.identity.threads import thread
from safehold.practice.response.models import Call


class Followed(msgspec.Struct, frozen=True):
    """`call` is the event that stands, corrections made; `first` what was recorded first; `after` what followed, in order; `corrected`
    the earlier wordings, the latest first."""

    call: Event
    first: Event
    after: tuple[Event, ...]
    corrected: tuple[Event, ...]

    def last(self, *kinds: str) -> Event | None:
        return next((event for event in reversed(self.after) if event.kind in kinds), None)

    def all(self, *kinds: str) -> tuple[Event, ...]:
        return tuple(event for event in self.after if event.kind in kinds)


def followed(call: Call) -> Followed:
    """Whoever calls this has found the call among those that the viewer may see."""
    with connection.cursor() as cursor:
        events = load(cursor, thread(cursor, [call.event_id]))
    event = events[call.event_id]
    history = History(events.values())
    standing = history.resolve(event.id) or event
    corrected = []
    earlier = standing
    while earlier.corrects is not None and earlier.corrects in history.by_id:
        earlier = history.by_id[earlier.corrects]
        corrected.append(earlier)
    return Followed(call=standing, first=earlier, after=tuple(FollowUp(history).of(standing)), corrected=tuple(corrected))


def key_of(event_id: int) -> EventId:
    """The id under which an event was recorded."""
    with connection.cursor() as cursor:
        ((source, identifier),) = rows(cursor, "SELECT source, source_id FROM chronology_event WHERE seq = %s", [event_id])
    return EventId(source, identifier)


def number_of(key: EventId) -> int | None:
    """The number of the standing event that a call's id names: its own, or that of what corrected it last."""
    with connection.cursor() as cursor:
        found = rows(cursor, _STANDING, [key.source, key.id])
    return found[0][0] if found else None


def mention_of(person: int) -> dict[str, str] | None:
    """The first mention of a person, as an event names one."""
    with connection.cursor() as cursor:
        found = rows(
            cursor,
            "SELECT e.source, e.source_id, m.ref FROM identity_mention m JOIN chronology_event e ON e.seq = m.event_id WHERE m.id = %s",
            [person],
        )
    return {"source": found[0][0], "id": found[0][1], "ref": found[0][2]} if found else None


def unsafe_to_call(victim: int | None, call: Call) -> str:
    """Why she must not be called back, from the latest word on record about it, of this call or of her; nothing where she may be."""
    with connection.cursor() as cursor:
        seqs = {seq for (seq,) in rows(cursor, _CONTACT, [victim, call.event_id])}
        events = sorted(load(cursor, seqs).values(), key=lambda event: event.order)
    latest = events[-1] if events else None
    if latest is None or latest.kind != "contact.unsafe":
        return ""
    why: Any = latest.data.get("why", "")
    return str(why) or "it was said not to be safe"


_STANDING = """
WITH RECURSIVE standing(seq, source, id, step) AS (
    SELECT seq, source, source_id, 0 FROM chronology_event WHERE source = %s AND source_id = %s
  UNION ALL
    SELECT e.seq, e.source, e.source_id, s.step + 1 FROM standing s JOIN chronology_event e
        ON e.corrects_id IS NOT NULL AND e.corrects_source = s.source AND e.corrects_id = s.id WHERE s.step < 500
)
SELECT seq FROM standing ORDER BY step DESC, seq DESC LIMIT 1
"""
_CONTACT = """
SELECT e.seq FROM identity_involvement i JOIN chronology_event e ON e.seq = i.event_id
 WHERE i.person_id = %s AND e.kind IN ('contact.unsafe', 'safe_contact.set')
UNION
SELECT e.seq FROM chronology_event c JOIN chronology_about a ON a.source = c.source AND a.source_id = c.source_id
  JOIN chronology_event e ON e.seq = a.event_id WHERE c.seq = %s AND e.kind IN ('contact.unsafe', 'safe_contact.set')
"""
