"""Suspects who are wanted and have not been found, with the last time that somebody tried."""

from collections.abc import Mapping

import msgspec

from safehold.access.viewer import Viewer
from safehold.chronology.envelope import Event
from safehold.chronology.recording import rows
from safehold.chronology.session import session
from safehold.chronology.store import load
from safehold.practice.custody_and_court.stands import those_wanted
from safehold.practice.custody_and_court.whereabouts import Stands


class Wanted(msgspec.Struct, frozen=True):
    person: int
    wanted_for: str
    since: int | None
    tried_at: int | None
    result: str


class Sought(msgspec.Struct, frozen=True):
    """`all` is how many there are, of whom those are listed who were longest not looked for."""

    listed: list[Wanted]
    all: int


def wanted(viewer: Viewer, most: int | None = None) -> Sought:
    """Of those whom the viewer sees; who was longest not looked for comes first."""
    found = those_wanted(viewer)
    with session() as cursor:
        tried = {person: (seq, at) for person, seq, at in rows(cursor, _LAST, [list(found)])} if found else {}
        # An attempt before he was wanted for this is not an answer to it.
        last = {
            person: tried[person]
            for person, each in found.items()
            if person in tried and (each.since_at is None or tried[person][1] >= each.since_at)
        }
        order = sorted(found, key=lambda person: (last.get(person, (0, 0))[1] or found[person].since_at or 0, person))[:most]
        events = load(cursor, [last[person][0] for person in order if person in last])
    return Sought([_one(person, found[person], last.get(person), events) for person in order], len(found))


def _one(person: int, each: Stands, last: tuple[int, int] | None, events: Mapping[int, Event]) -> Wanted:
    event = events.get(last[0]) if last is not None else None
    result = str(event.data.get("result", "")) if event is not None else ""
    return Wanted(person, each.wanted_for, each.since_at, last[1] if last is not None else None, result)


_LAST = """
SELECT DISTINCT ON (person_id) person_id, event_id, latest FROM access.events_about(%s::bigint[], 'arrest.attempted', 'suspect')
 ORDER BY person_id, latest DESC, event_id DESC
"""
