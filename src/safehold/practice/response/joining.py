"""Several calls that are one incident: who has called and what each said, and joining undone where it was wrong."""

from collections.abc import Mapping

import msgspec
from django.db import connection, transaction

from safehold.access.viewer import Viewer
from safehold.chronology.apart.opening import opened
from safehold.chronology.declined import Declined
from safehold.chronology.envelope import Event, EventId
from safehold.chronology.history import History
from safehold.chronology.record import record
from safehold.chronology.store import load
from safehold.chronology.writing import Writing
from safehold.identity.emergency import of_event
from safehold.identity.threads import thread
from safehold.practice.response.models import Call
from safehold.practice.response.onto import still_open

CALLED, JOINED = "call.received", "call.joined"


class Joined(msgspec.Struct, frozen=True):
    """Another call of the incident, and by what it was joined: `key` names that."""

    call: Event
    by: Event

    @property
    def key(self) -> str:
        return str(self.by.id)


def joined_to(call: Call, events: Mapping[int, Event] | None = None) -> list[Joined]:
    """The calls that were joined to this one and still are, in the order in which they came. Whoever asks has found the call, and may have
    the `events` of it at hand (Followed.thread)."""
    if events is None:
        with connection.cursor() as cursor:
            events = opened(cursor, load(cursor, thread(cursor, [call.event_id])))
    history = History(events.values())
    leads = history.resolve(events[call.event_id].id) or events[call.event_id]
    found: dict[EventId, Joined] = {}
    for event in history.events:
        if event.kind == JOINED and "into" in event.data and history.resolve(event.references[-1]) is leads:
            for other in map(history.resolve, event.about):
                if other is not None and other.kind == CALLED and other is not leads:
                    found[other.id] = Joined(other, event)
    return sorted(found.values(), key=lambda each: each.call.order)


@transaction.atomic
def part(viewer: Viewer, call: Call, *, key: str, why: str) -> Event:
    """Undoes a joining: the other call is an incident of its own again, with what was done about it. Returns that call."""
    viewer.must("record_calls")
    now = still_open(call)
    wrong = next((each for each in joined_to(now) if each.key == key), None)
    if wrong is None:
        raise Declined("That call is not joined to this one any more.")
    if not why.strip():
        raise Declined("Say why it is another incident, in a line.")
    writing = Writing(viewer, emergency=of_event(viewer, now.event_id))
    writing.add("event.voided", {"reason": why}, about=[wrong.by.id])
    record(writing.raws)
    return wrong.call
