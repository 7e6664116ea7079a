"""Mentions that a person has judged not to be one person although their source gives both one number and says the same of them.

Each of them becomes a profile of its own. It stays one whatever is said later: then the judgements say whether the two are one person.
"""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from safehold.chronology.recording import rows
from safehold.chronology.store import load as load_events
from safehold.identity import decisions
from safehold.identity.features import features
from safehold.identity.profiles import Profile, load, store

_DIGEST = 17  # bytes: one more than a fingerprint has, so that no later mention falls in with one that stands by itself

_SAME = """
SELECT m.id, m.event_id, m.profile_id FROM identity_decision d
  JOIN identity_profile p ON p.id = d.a JOIN identity_profile q ON q.id = d.b
  JOIN identity_mention m ON m.id IN (d.a_mention, d.b_mention)
  JOIN identity_profile own ON own.id = m.profile_id
 WHERE d.judgement = 'not_linked' AND d.a_mention <> d.b_mention AND p.source = q.source AND p.ref = q.ref AND p.named = q.named
   AND (p.features = q.features OR NOT p.named) AND octet_length(own.fingerprint) <> %s
   AND (d.a = ANY(%s::bigint[]) OR d.b = ANY(%s::bigint[]))
"""


def hold_apart(cursor: Any, touched: Iterable[int]) -> list[Profile]:
    """Gives each such mention of these profiles a profile of its own. Returns all profiles that are new or have another number by it."""
    listed = list(touched)
    found = rows(cursor, _SAME, [_DIGEST, listed, listed]) if listed else []
    if not found:
        return []
    leaving = {number: seq for number, seq, _ in found}
    left = [_leave(cursor, profile, list(leaving)) for profile in sorted({profile for *_, profile in found})]
    own = _own(cursor, leaving)
    changed = [profile.id for profile in own] + [number for number in left if number is not None]
    mentions = [number for (number,) in rows(cursor, "SELECT id FROM identity_mention WHERE profile_id = ANY(%s::bigint[])", [changed])]
    decisions.follow(cursor, mentions)
    return list(load(cursor, changed).values())


def _leave(cursor: Any, profile: int, leaving: Sequence[int]) -> int | None:
    """The profile without these mentions, under the number of the first that remains; it goes where none does."""
    query = "SELECT min(id) FROM identity_mention WHERE profile_id = %s AND NOT id = ANY(%s::bigint[])"
    remaining: int | None = rows(cursor, query, [profile, list(leaving)])[0][0]
    if remaining is None:
        cursor.execute("DELETE FROM identity_key WHERE profile_id = %s", [profile])
        cursor.execute("DELETE FROM identity_profile WHERE id = %s", [profile])
    elif remaining != profile:
        cursor.execute("UPDATE identity_profile SET id = %s WHERE id = %s", [remaining, profile])
        cursor.execute("UPDATE identity_key SET profile_id = %s WHERE profile_id = %s", [remaining, profile])
        cursor.execute("UPDATE identity_mention SET profile_id = %s WHERE profile_id = %s", [remaining, profile])
    return remaining


def _own(cursor: Any, leaving: dict[int, int]) -> list[Profile]:
    events = load_events(cursor, set(leaving.values()))
    own = []
    for number, seq in leaving.items():
        event, position = events[seq], number % 1024
        found = features(event.people[position], event.id.source)
        name = "\x1f".join((*event.id, str(position)))
        digest = hashlib.blake2b(name.encode(), digest_size=_DIGEST).digest()
        own.append(Profile(number, found.source, found.ref, digest, found, number))
    store(cursor, own)
    cursor.execute("UPDATE identity_mention SET profile_id = id, person_id = id WHERE id = ANY(%s::bigint[])", [list(leaving)])
    return own
