"""Recording something more of a call that is on record. Whoever calls this has asked who may."""

from collections.abc import Iterable
from typing import Any

from django.db import connection

from safehold.access.viewer import Viewer
from safehold.chronology.declined import Declined
from safehold.chronology.envelope import Event, EventId
from safehold.chronology.record import record
from safehold.chronology.writing import Writing
from safehold.identity.emergency import of_event
from safehold.practice.response.calls import key_of
from safehold.practice.response.in_hand import as_recorded
from safehold.practice.response.models import Call


def current(call: Call) -> Call:
    """The call as it stands now, held until this transaction ends, so that two people do not both answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 11))", [f"call:{call.event_id}"])
    found = as_recorded(call.event_id)
    if found is None:
        raise Declined("Somebody has changed this call meanwhile. Open it again; what you typed is kept.")
    return found


def still_open(call: Call) -> Call:
    now = current(call)
    if now.closed_at is not None:
        raise Declined("The call is closed.")
    return now


def write(viewer: Viewer, call: Call, kind: str, data: dict[str, Any], *, note: str = "") -> None:
    writing = Writing(viewer, emergency=of_event(viewer, call.event_id))
    writing.add(kind, data, about=[call.key or key_of(call.event_id)], note=note)
    record(writing.raws)


def write_about(viewer: Viewer, call: Call, kind: str, data: dict[str, Any], about: Iterable[EventId]) -> None:
    writing = Writing(viewer, emergency=of_event(viewer, call.event_id))
    writing.add(kind, data, about=about)
    record(writing.raws)


def ids(*events: Event | None) -> list[EventId]:
    return [event.id for event in events if event is not None]
