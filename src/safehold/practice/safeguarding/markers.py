"""The warnings on each person: whom a marker is on, when it runs out, whether it was lifted."""

from typing import Any

from safehold.chronology.envelope import Event
from safehold.chronology.times import BadTime, read_when
from safehold.identity.cases import MentionId
from safehold.identity.involvement import Touched

# Markers that warn of the suspect; every other one is on the victim where both are named.
ON_SUSPECT = frozenset(("firearms", "weapons", "serial_perpetrator", "staff_suspect"))


def markers_of(touched: Touched) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    found: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for person in touched.persons:
        events = touched.events_of.get(person, [])
        lifted = [event for event in events if event.kind == "marker.lifted"]
        for event in events:
            marker = event.data.get("marker")
            if event.kind == "marker.set" and marker and person in persons_marked(event, str(marker), touched):
                found[touched.seq(event), person] = (
                    marker,
                    event.agency,
                    event.occurred_at.earliest,
                    _expiry(event),
                    next((each.occurred_at.latest for each in lifted if _lifts(each, event, touched)), None),
                )
    return found


def persons_marked(event: Event, marker: str, touched: Touched) -> frozenset[int]:
    named = {mention.role: touched.mentions.get(MentionId(event.id, mention.ref)) for mention in event.people}
    if len(event.people) == 1:
        return frozenset(number for number in named.values() if number is not None)
    concern = touched.concern[event.id]
    wanted = concern.suspects if marker in ON_SUSPECT else concern.victims
    return wanted or concern.victims or concern.suspects


def _lifts(lifted: Event, event: Event, touched: Touched) -> bool:
    if lifted.order < event.order:
        return False
    targets = touched.history.about(lifted)
    if targets:
        return event in targets
    return bool(lifted.data.get("marker") == event.data.get("marker"))


def _expiry(event: Event) -> int | None:
    try:
        return read_when(event.data["expires"]).latest if "expires" in event.data else None
    except BadTime:
        return None
