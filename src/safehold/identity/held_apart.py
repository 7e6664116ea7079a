"""Mentions that a person has judged not to be one person although their source gives both one number and says the same of them.

Each of them is a profile of its own while such a judgement stands. Once none does it goes back to the profile that it would have been in,
so that a judgement which is taken back leaves nothing behind.
"""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from safehold.chronology.apart.lapsed import as_told
from safehold.chronology.recording import Stored, rows
from safehold.chronology.store import load as load_events
from safehold.identity import decisions
from safehold.identity.features import features
from safehold.identity.hidden_since import as_hidden, correcting, hidden_since
from safehold.identity.profiles import Profile, existing, load, store

DIGEST = 17  # bytes: one more than a fingerprint has, so that no later mention falls in with one that stands by itself

_SAME = """
SELECT m.id, m.event_id, m.profile_id FROM identity_decision d
  JOIN identity_profile p ON p.id = d.a JOIN identity_profile q ON q.id = d.b
  JOIN identity_mention m ON m.id IN (d.a_mention, d.b_mention)
  JOIN identity_profile own ON own.id = m.profile_id
 WHERE d.stands AND d.judgement = 'not_linked' AND d.a_mention <> d.b_mention
   AND p.source = q.source AND p.ref = q.ref AND p.named = q.named
   AND (p.features = q.features OR NOT p.named) AND octet_length(own.fingerprint) <> %s
   AND (d.a = ANY(%s::bigint[]) OR d.b = ANY(%s::bigint[]))
"""
_FREE = """
SELECT p.id FROM identity_profile p WHERE p.id = ANY(%s::bigint[]) AND octet_length(p.fingerprint) = %s AND NOT EXISTS (
    SELECT FROM identity_decision d JOIN identity_profile q ON q.id = CASE WHEN d.a = p.id THEN d.b ELSE d.a END
     WHERE d.stands AND d.judgement = 'not_linked' AND (d.a = p.id OR d.b = p.id) AND d.a <> d.b
       AND q.source = p.source AND q.ref = p.ref AND q.named = p.named AND (q.features = p.features OR NOT p.named))
 ORDER BY p.id
"""


def hold_apart(cursor: Any, touched: Iterable[int]) -> list[Profile]:
    """Gives each such mention of these profiles a profile of its own, and takes back those that need none any more. Returns all profiles
    that are new, have another number or hold more by it."""
    listed = list(touched)
    if not listed:
        return []
    found = rows(cursor, _SAME, [DIGEST, listed, listed])
    free = [number for (number,) in rows(cursor, _FREE, [listed, DIGEST])]
    if not found and not free:
        return []
    leaving = {number: seq for number, seq, _ in found}
    left = [leave(cursor, profile, list(leaving)) for profile in sorted({profile for *_, profile in found})]
    own = _own(cursor, leaving)
    joined = [_go_back(cursor, number) for number in free]
    changed = [profile.id for profile in own] + [number for number in left if number is not None] + joined
    mentions = [number for (number,) in rows(cursor, "SELECT id FROM identity_mention WHERE profile_id = ANY(%s::bigint[])", [changed])]
    decisions.follow(cursor, mentions)
    return list(load(cursor, changed).values())


def leave(cursor: Any, profile: int, leaving: Sequence[int]) -> int | None:
    """The profile without these mentions, under the number of the first that remains; it goes where none does."""
    query = "SELECT min(id) FROM identity_mention WHERE profile_id = %s AND NOT id = ANY(%s::bigint[])"
    remaining: int | None = rows(cursor, query, [profile, list(leaving)])[0][0]
    if remaining is None:
        cursor.execute("DELETE FROM identity_key WHERE profile_id = %s", [profile])
        cursor.execute("DELETE FROM identity_profile WHERE id = %s", [profile])
    elif remaining != profile:
        renumber(cursor, profile, remaining)
    return remaining


def _go_back(cursor: Any, number: int) -> int:
    """The profile of a mention that stood by itself, under the number that it has then; others may have gone back to it before."""
    held = load(cursor, [number])[number]
    digest = held.features.fingerprint() if held.named else b""
    shared = existing(cursor, [(held.source, held.ref, digest)]).get((held.source, held.ref, digest))
    if shared is None:
        cursor.execute("UPDATE identity_profile SET fingerprint = %s WHERE id = %s", [digest, number])
        return number
    cursor.execute("DELETE FROM identity_key WHERE profile_id = %s", [number])
    cursor.execute("DELETE FROM identity_profile WHERE id = %s", [number])
    cursor.execute("UPDATE identity_mention SET profile_id = %s, person_id = %s WHERE id = %s", [shared.id, shared.person_id, number])
    if number < shared.id:
        renumber(cursor, shared.id, number)
    return min(number, shared.id)


def renumber(cursor: Any, profile: int, number: int) -> None:
    cursor.execute("UPDATE identity_profile SET id = %s WHERE id = %s", [number, profile])
    cursor.execute("UPDATE identity_key SET profile_id = %s WHERE profile_id = %s", [number, profile])
    cursor.execute("UPDATE identity_mention SET profile_id = %s WHERE profile_id = %s", [number, profile])


def _own(cursor: Any, leaving: dict[int, int]) -> list[Profile]:
    events = as_told(cursor, load_events(cursor, set(leaving.values())))
    hidden = hidden_since(correcting(cursor, [Stored(seq, event) for seq, event in events.items()]).values())
    own = []
    for number, seq in leaving.items():
        event, position = events[seq], number % 1024
        found = features(as_hidden(event.people[position], event.id, hidden), event.id.source)
        name = "\x1f".join((*event.id, str(position)))
        digest = hashlib.blake2b(name.encode(), digest_size=DIGEST).digest()
        own.append(Profile(number, found.source, found.ref, digest, found, number))
    store(cursor, own)
    cursor.execute("UPDATE identity_mention SET profile_id = id, person_id = id WHERE id = ANY(%s::bigint[])", [list(leaving)])
    return own
