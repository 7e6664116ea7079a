"""What stands apart of an event and would not have to: a marker was lifted before it was recorded, or people are known by now to be others.
It stays apart, since nothing comes back; what is worked out from it is worked out as if it did not, so that it is the same whatever came
first. Read as the recorder or the owner."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from safehold.chronology.apart.opening import opened
from safehold.chronology.apart.parting import NOTE, kept_by
from safehold.chronology.envelope import Event

Kept = Callable[[int, Event], Callable[[str], bool]]
"""Of an event, by its number: whether what it lacks by this name is to be lacking."""


def by_itself(_seq: int, event: Event) -> Callable[[str], bool]:
    """What the event's own words keep, whatever was said since."""
    return kept_by(event, {})


def lapsed(seq: int, event: Event, kept: Kept) -> bool:
    return bool(event.withheld) and not all(map(kept(seq, event), event.withheld))


def as_told(cursor: Any, events: Mapping[int, Event], kept: Kept = by_itself) -> dict[int, Event]:
    """By number, with what has lapsed and without all else that stands apart. What has no key here stays withheld."""
    found = dict(events)
    some = {seq: event for seq, event in events.items() if lapsed(seq, event, kept)}
    for seq, event in opened(cursor, some).items() if some else ():
        lacking = {*filter(kept(seq, events[seq]), events[seq].withheld)} | {*event.withheld}
        found[seq] = _without(event, lacking)
    return found


def _without(event: Event, names: set[str]) -> Event:
    people = []
    for place, person in enumerate(event.people):
        fields = {name.partition("/")[2] for name in names if name.startswith(f"person:{place}/")}
        people.append(msgspec.structs.replace(person, **{field: "" for field in fields if hasattr(person, field)}))
    data = {name: value for name, value in event.data.items() if f"data/{name}" not in names}
    note = "" if NOTE in names else event.note
    return msgspec.structs.replace(event, people=tuple(people), data=data, note=note, withheld=tuple(sorted(names)))
