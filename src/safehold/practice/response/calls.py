"""A call with all that followed from it, as it is recorded: what actions build on and what the call's page shows."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from django.db import connection

from safehold.access.reading import checking
from safehold.access.viewer import Viewer
from safehold.chronology.apart.opening import opened
from safehold.chronology.envelope import Event, EventId
from safehold.chronology.history import History
from safehold.chronology.recording import rows
from safehold.chronology.store import load
from safehold.identity.follow_up import FollowUp
from safehold.identity.threads import thread
from safehold.practice.response.asking import told_of_one
from safehold.practice.response.models import Call

# What is the same in a phone number however it is written: +44 or 0 in front, spaces, brackets.
LAST_DIGITS = 9
_DIGITS = re.compile(r"\D")


class Followed(msgspec.Struct, frozen=True):
    """`call` is the event that stands, corrections made; `first` what was recorded first; `after` what followed, in order; `corrected`
    the earlier wordings, the latest first; `thread` all of which this was made, by number."""

    call: Event
    first: Event
    after: tuple[Event, ...]
    corrected: tuple[Event, ...]
    thread: Mapping[int, Event]

    def last(self, *kinds: str) -> Event | None:
        return next((event for event in reversed(self.after) if event.kind in kinds), None)

    def all(self, *kinds: str) -> tuple[Event, ...]:
        return tuple(event for event in self.after if event.kind in kinds)


def followed(call: Call) -> Followed:
    """Whoever calls this has found the call among those that the viewer may see."""
    with connection.cursor() as cursor:
        events = opened(cursor, load(cursor, thread(cursor, [call.event_id])))
    return _followed(call, events)


def followed_to_record(call: Call) -> Followed:
    """The same, to record something more of a call that whoever records was found to see when they began, though they may see it no more.
    Nothing of it may be shown."""
    with checking(), connection.cursor() as cursor:
        events = load(cursor, thread(cursor, [call.event_id]))
    return _followed(call, events)


def _followed(call: Call, events: Mapping[int, Event]) -> Followed:
    event = events[call.event_id]
    history = History(events.values())
    standing = history.resolve(event.id) or event
    corrected = []
    earlier = standing
    while earlier.corrects is not None and earlier.corrects in history.by_id:
        earlier = history.by_id[earlier.corrects]
        corrected.append(earlier)
    return Followed(call=standing, first=earlier, after=tuple(FollowUp(history).of(standing)), corrected=tuple(corrected), thread=events)


def own_of(call: Call) -> tuple[frozenset[int], frozenset[int]]:
    """The events of a call: what was recorded of it and all that hangs together with that. And the people who came into the record with it:
    it, or what it corrects, holds the first mention of them."""
    with checking(), connection.cursor() as cursor:
        born = frozenset(person for (person,) in rows(cursor, _BORN_WITH, [call.event_id]))
        return frozenset(thread(cursor, [call.event_id])), born


def key_of(event_id: int) -> EventId:
    """The id under which an event was recorded. Raises LookupError."""
    with checking(), connection.cursor() as cursor:
        found = rows(cursor, "SELECT source, source_id FROM chronology_event WHERE seq = %s", [event_id])
    if not found:
        raise LookupError(f"no event has the number {event_id}")
    return EventId(*found[0])


def number_of_event(key: EventId) -> int:
    with connection.cursor() as cursor:
        ((seq,),) = rows(cursor, "SELECT seq FROM chronology_event WHERE source = %s AND source_id = %s", [key.source, key.id])
    return int(seq)


def number_of(key: EventId) -> int | None:
    """The number of the standing event that a call's id names: its own, or that of what corrected it last."""
    with checking():
        return _number_of(key)


def recorded_by(key: EventId) -> tuple[int | None, Call | None]:
    """The same with the call, as `in_hand.as_recorded` finds it: nothing of it may be shown."""
    with checking():
        number = _number_of(key)
        return number, Call.everything.filter(pk=number).first() if number else None


def _number_of(key: EventId) -> int | None:
    with connection.cursor() as cursor:
        found = rows(cursor, _STANDING, [key.source, key.id])
    return found[0][0] if found else None


def leader_of(event_id: int) -> int | None:
    """The call that now stands for one that was: what corrected it last, or what it was joined to, however far."""
    with checking(), connection.cursor() as cursor:
        events = load(cursor, thread(cursor, [event_id]))
    if event_id not in events:
        return None
    history = History(events.values())
    numbers = {event.id: number for number, event in events.items()}
    into: dict[EventId, EventId] = {}
    for event in history.events:
        if event.kind == "call.joined" and (leads := history.resolve(event.references[-1])):
            into |= {call.id: leads.id for call in map(history.resolve, event.about) if call is not None and call.id != leads.id}
    standing = history.resolve(events[event_id].id)
    here, seen = standing.id if standing else None, set()
    while here in into and here not in seen:
        seen.add(here)
        here = into[here]
    return numbers[here] if here is not None else None


def open_about(
    viewer: Viewer, persons: Iterable[int], phone: str, since: int, *, place: str = "", but: Call | None = None, most: int = 2
) -> list[Call]:
    """Incidents of the viewer's agency that are open about any of these people, about whoever called from this phone, or at this place
    (places.py), the newest first."""
    wanted, number = list(persons), _DIGITS.sub("", phone)[-LAST_DIGITS:]
    if viewer.does.calls == "none" or not (wanted or place or len(number) == LAST_DIGITS):
        return []
    with checking(), connection.cursor() as cursor:
        found = rows(
            cursor,
            _OPEN_ABOUT,
            [
                wanted,
                wanted,
                place,
                place,
                viewer.agency,
                since,
                wanted,
                wanted,
                place,
                place,
                number,
                LAST_DIGITS,
                number,
                but.pk if but else 0,
                viewer.staff_id,
            ],
        )
    # A phone that only others' records give her finds nothing: that a call is open would confirm whose it is.
    listed = [event for event, victim, of_them in found if of_them or _has_phone(viewer, victim, number)][:most]
    calls = Call.everything.in_bulk(listed)
    return [calls[event] for event in listed]


def _has_phone(viewer: Viewer, person: int, number: str) -> bool:
    return number in {_DIGITS.sub("", phone)[-LAST_DIGITS:] for phone in told_of_one(viewer, person).get("phones", ())}


def mention_of(person: int) -> dict[str, str] | None:
    """The first mention of a person, as an event names one."""
    with checking(), connection.cursor() as cursor:
        found = rows(
            cursor,
            "SELECT e.source, e.source_id, m.ref FROM identity_mention m JOIN chronology_event e ON e.seq = m.event_id WHERE m.id = %s",
            [person],
        )
    return {"source": found[0][0], "id": found[0][1], "ref": found[0][2]} if found else None


def unsafe_to_call(victim: int | None, call: Call) -> str:
    """Why she must not be called back, from the latest word on record about it, of this call or of her; nothing where she may be. It goes
    by all that is on record, since nobody must call her then, whosever case says so: of the reason only `why_unsafe` may be shown."""
    latest = _latest_word(victim, call)
    return _why(latest[1]) if latest is not None else ""


def why_unsafe(victim: int | None, call: Call) -> str:
    """The reason, where the viewer of this request may read the record that says it."""
    latest = _latest_word(victim, call)
    if latest is None:
        return ""
    with connection.cursor() as cursor:
        read = rows(cursor, "SELECT seq FROM chronology_event WHERE seq = %s", [latest[0]])
    return _why(latest[1]) if read else ""


def _latest_word(victim: int | None, call: Call) -> tuple[int, Event] | None:
    with checking(), connection.cursor() as cursor:
        events = load(cursor, {seq for (seq,) in rows(cursor, _CONTACT, [victim, call.event_id])})
    return max(events.items(), key=lambda each: each[1].order, default=None)


def _why(latest: Event) -> str:
    if latest.kind != "contact.unsafe":
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
_BORN_WITH = """
WITH RECURSIVE version(seq, corrects_source, corrects_id, step) AS (
    SELECT seq, corrects_source, corrects_id, 0 FROM chronology_event WHERE seq = %s
  UNION ALL
    SELECT e.seq, e.corrects_source, e.corrects_id, v.step + 1 FROM version v JOIN chronology_event e
        ON e.source = v.corrects_source AND e.source_id = v.corrects_id WHERE v.step < 500
)
SELECT p.id FROM version v JOIN identity_mention m ON m.event_id = v.seq JOIN identity_person p ON p.id = m.id
"""
_OPEN_ABOUT = r"""
SELECT c.event_id, c.victim_id, coalesce(c.victim_id = ANY(%s), false) OR coalesce(c.suspect_id = ANY(%s), false)
       OR (%s <> '' AND c.place = %s)
  FROM response_call c WHERE c.closed_at IS NULL AND c.agency = %s AND c.received_at >= %s
   AND (c.victim_id = ANY(%s) OR c.suspect_id = ANY(%s) OR (%s <> '' AND c.place = %s) OR %s <> '' AND EXISTS (
        SELECT FROM identity_person p CROSS JOIN unnest(p.phones) AS f(phone)
         WHERE p.id = c.victim_id AND right(regexp_replace(f.phone, '\D', '', 'g'), %s) = %s))
   AND c.event_id <> %s
   AND NOT EXISTS (SELECT FROM identity_restriction r WHERE r.case_id = c.case_id AND NOT %s = ANY(r.staff_ids))
 ORDER BY c.received_at DESC LIMIT 20
"""
_CONTACT = """
SELECT e.seq FROM identity_involvement i JOIN chronology_event e ON e.seq = i.event_id
 WHERE i.person_id = %s AND e.kind IN ('contact.unsafe', 'safe_contact.set')
UNION
SELECT e.seq FROM chronology_event c JOIN chronology_about a ON a.source = c.source AND a.source_id = c.source_id
  JOIN chronology_event e ON e.seq = a.event_id WHERE c.seq = %s AND e.kind IN ('contact.unsafe', 'safe_contact.set')
"""
