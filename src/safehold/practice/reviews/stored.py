"""A stored case as a review reads it: with the links as people and machine have judged them, and all that its duties rest on."""

from typing import Any

import msgspec

from safehold.chronology.envelope import Event
from safehold.chronology.recording import rows
from safehold.identity.cases import CaseKey, MentionId
from safehold.identity.involvement import pool_of
from safehold.rulebook import coverage, supplied


class Stored(msgspec.Struct, frozen=True):
    key: CaseKey
    events: list[Event]
    persons: dict[MentionId, int]


def stored(cursor: Any, case: str) -> Stored | None:
    """All that concerns the two people of a case, in any case of theirs; None where there is no such case."""
    found = rows(cursor, "SELECT victim_id, suspect_id FROM identity_case WHERE id = %s", [case])
    if not found:
        return None
    key = CaseKey(*found[0])
    pool = pool_of(cursor, [person for person in key if person is not None])
    events = dict(pool.history.by_id)
    events |= {event.id: event for event in supplied.rested_on(cursor, pool.history).values()}
    events |= coverage.declarations(cursor, sorted({event.agency for event in events.values()})).by_id
    return Stored(key, list(events.values()), pool.mentions)
