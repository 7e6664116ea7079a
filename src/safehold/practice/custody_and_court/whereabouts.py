"""Where a suspect stands with police and courts, by his own events in their order."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from safehold.chronology.envelope import Event
from safehold.chronology.times import BadTime, read_when
from safehold.identity.involvement import Touched

VIOLENT = ("strangulation", "weapon", "threat_to_kill", "injuries")
RELEASED = {
    "bail": "on_bail",
    "under_investigation": "under_investigation",
    "no_further_action": "released",
    "charged": "charged",
    "custody_ended": "released",
    "prison_release": "released_from_prison",
}
COURT = {"remanded": "remanded", "bailed": "on_bail", "sentenced": "sentenced", "acquitted": "released", "discontinued": "released"}


class Stands(NamedTuple):
    """Times are instants; `wanted_for` only while he is wanted."""

    status: str
    since_at: int | None
    wanted_for: str
    release_at: int | None


def whereabouts_of(touched: Touched) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    found: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for person in touched.persons:
        events = [event for event in touched.events_of.get(person, ()) if person in touched.concern[event.id].suspects]
        if events:
            harmed = [(event, touched.concern[event.id].victims) for event in events]
            found[person,] = (*stands(events), *violence(harmed))
    return found


def stands(events: Iterable[Event]) -> Stands:
    """By events in their order in which he is a suspect."""
    status, since, wanted_for, release = "", None, "", None
    for event in events:
        changed = _status(event)
        if changed:
            status, since = changed, event.occurred_at.latest
            wanted_for = str(event.data.get("for", "")) if changed == "wanted" else ""
            release = None if changed not in ("sentenced", "remanded") else release
        if event.kind == "release.planned":
            release = _when(event)
    return Stands(status, since, wanted_for, release)


def violence(harmed: Iterable[tuple[Event, Iterable[int]]]) -> tuple[bool, int]:
    """Whether he was violent to one of several victims, and how many they are; by such events and whom each concerns as victim."""
    victims: dict[int, bool] = {}
    for event, concerned in harmed:
        for victim in concerned:
            violent = event.kind == "call.received" and any(event.data.get(name) is True for name in VIOLENT)
            victims[victim] = victims.get(victim, False) or violent
    return len(victims) > 1 and any(victims.values()), len(victims)


def _status(event: Event) -> str:
    if event.kind == "arrest.made":
        return "in_custody"
    if event.kind == "suspect.wanted":
        return "wanted"
    if event.kind == "suspect.released":
        return RELEASED.get(str(event.data.get("status")), "")
    if event.kind == "court.outcome":
        return COURT.get(str(event.data.get("outcome")), "")
    return ""


def _when(event: Event) -> int | None:
    try:
        return read_when(event.data["at"]).latest if "at" in event.data else None
    except BadTime:
        return None
