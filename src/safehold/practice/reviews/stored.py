"""A stored case as a review reads it: with the links as people and machine have judged them, and all that its duties rest on."""

from typing import Any

import msgspec

from safehold.chronology.envelope import Event
from safehold.chronology.recording import rows
from safehold.identity.cases import CaseKey, MentionId
from safehold.identity.cluster import Pair
from safehold.identity.involvement import pool_of
from safehold.identity.unsure_stored import who_may_be_one
from safehold.rulebook import coverage, supplied


class Stored(msgspec.Struct, frozen=True):
    key: CaseKey
    events: list[Event]
    persons: dict[MentionId, int]
    possible: frozenset[Pair]


def stored(cursor: Any, case: str) -> Stored | None:
    """All that concerns the two people of a case, in any case of theirs, and those who may be the people of these; None where there is no
    such case."""
    found = rows(cursor, "SELECT victim_id, suspect_id FROM identity_case WHERE id = %s", [case])
    if not found:
        return None
    key = CaseKey(*found[0])
    people = {person for person in key if person is not None}
    pool = pool_of(cursor, people)
    # Of everybody there, for a duty of this case may be met in another of hers or his.
    possible = who_may_be_one(cursor, set(pool.mentions.values()))
    if possible:
        pool = pool_of(cursor, people.union(*possible))
    events = dict(pool.history.by_id)
    events |= {event.id: event for event in supplied.rested_on(cursor, pool.history).values()}
    events |= coverage.declarations(cursor, sorted({event.agency for event in events.values()})).by_id
    return Stored(key, list(events.values()), pool.mentions, possible)
