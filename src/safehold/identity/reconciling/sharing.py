"""Which profiles a full run compares: those that share a key which few enough share, asked for some profiles at a time."""

from collections.abc import Iterable, Sequence
from typing import Any

from safehold.chronology.recording import rows
from safehold.identity.candidates import HIGHEST_RANK, MOST_SHARING
from safehold.identity.cluster import Pair, pair
from safehold.identity.keys import RANKS, blocking_keys, number
from safehold.identity.profiles import Profile

# Each key is read once for all that have it here.
_PAIRS = """
WITH own AS (SELECT * FROM unnest(%s::bigint[], %s::bigint[]) AS o(profile, key)),
rare AS (SELECT key FROM (SELECT DISTINCT key FROM own) d
          WHERE (SELECT count(*) FROM (SELECT FROM identity_key WHERE key = d.key LIMIT %s) c) <= %s)
SELECT DISTINCT own.profile, k.profile_id FROM own JOIN rare USING (key) JOIN identity_key k ON k.key = own.key
 WHERE k.profile_id <> own.profile
"""
_CROSSED = """
WITH crossed AS (
    SELECT d.key FROM unnest(%s::bigint[]) AS d(key)
     WHERE (SELECT count(*) FROM (SELECT FROM identity_key WHERE key = d.key LIMIT %s) c) > %s
       AND (SELECT count(*) FROM (SELECT FROM identity_key WHERE key = d.key AND profile_id < %s LIMIT %s) c) <= %s)
SELECT DISTINCT k.profile_id FROM crossed JOIN identity_key k USING (key) WHERE k.profile_id < %s
"""


def pairs(cursor: Any, profiles: Iterable[Profile]) -> set[Pair]:
    """All pairs with one of these profiles in it."""
    own = [(profile.id, key) for profile in profiles for key in _keys(profile)]
    parameters = [[number for number, _ in own], [key for _, key in own], MOST_SHARING + 1, MOST_SHARING]
    return {pair(a, b) for a, b in rows(cursor, _PAIRS, parameters)} if own else set()


def crossed(cursor: Any, profiles: Sequence[Profile], since: int) -> set[int]:
    """Profiles before `since` that shared a key which these have made too common, so that it brings nobody together any more."""
    keys = list({key for profile in profiles for key in _keys(profile)})
    parameters = [keys, MOST_SHARING + 1, MOST_SHARING, since, MOST_SHARING + 1, MOST_SHARING, since]
    return {number for (number,) in rows(cursor, _CROSSED, parameters)} if keys else set()


def _keys(profile: Profile) -> list[int]:
    return [number(key) for key in blocking_keys(profile.features) if RANKS[key.partition(":")[0]] <= HIGHEST_RANK]
