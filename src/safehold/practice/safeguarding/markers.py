"""The warnings on each person: whom a marker is on, when it runs out, whether it was lifted."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from typing import Any

from safehold.chronology.envelope import Event, EventId
from safehold.chronology.times import BadTime, read_when
from safehold.identity.cases import CaseKey, MentionId
from safehold.identity.involvement import Touched

# Markers that warn of the suspect; every other one is on the victim where both are named.
ON_SUSPECT = frozenset(("firearms", "weapons", "serial_perpetrator", "staff_suspect"))


Rows = dict[tuple[Any, ...], tuple[Any, ...]]


def markers_of(touched: Touched) -> tuple[Rows, Rows]:
    """The markers, and by which events of other cases they were lifted."""
    found: Rows = {}
    elsewhere: Rows = {}
    cases = cache(lambda: _cases_of(touched))  # of most people no marker was lifted
    for person in touched.persons:
        events = touched.events_of.get(person, [])
        lifted = [event for event in events if event.kind == "marker.lifted"]
        for event in events:
            marker = event.data.get("marker")
            if event.kind == "marker.set" and marker and person in persons_marked(event, str(marker), touched):
                ends = [each for each in lifted if _lifts(each, event, touched)]
                here = [each for each in ends if _read_with(each, event, cases())]
                found[touched.seq(event), person] = (
                    marker,
                    event.agency,
                    event.occurred_at.earliest,
                    _expiry(event),
                    here[0].occurred_at.latest if here else None,
                )
                for each in ends:
                    if each not in here:
                        key = (touched.seq(event), person, touched.seq(each))
                        elsewhere[key] = (marker, each.agency, each.occurred_at.latest)
    return found, elsewhere


def _cases_of(touched: Touched) -> Mapping[EventId, set[CaseKey]]:
    found: dict[EventId, set[CaseKey]] = defaultdict(set)
    for key, record in touched.around.items():
        for event in record.events:
            found[event.id].add(key)
    return found


def _read_with(lifted: Event, event: Event, cases: Mapping[EventId, set[CaseKey]]) -> bool:
    """Whether everybody who reads that the marker was set reads that it was lifted: it was so in all the same cases."""
    of_event, of_lifted = cases.get(event.id, set()), cases.get(lifted.id, set())
    return of_event <= of_lifted if of_event else not of_lifted and lifted.agency == event.agency


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
