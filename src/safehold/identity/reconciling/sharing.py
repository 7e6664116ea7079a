"""Which profiles a full run compares: those that share a key which few enough share, asked for some profiles at a time."""

from collections.abc import Iterable, Sequence
from typing import Any

from safehold.chronology.recording import rows
from safehold.identity.candidates import HIGHEST_RANK, MOST_SHARING
from safehold.identity.cluster import Pair, pair
from safehold.identity.keys import RANKS, blocking_keys, number
from safehold.identity.profiles import Profile

# At night there is time for keys that would keep a call waiting: a surname as heard, a given name with the start of a surname. Whoever was
# written down otherwise in all the rest is found so. What they alone bring together links nobody: of a surname's hundreds some are alike.
HIGHEST_RANK_AT_NIGHT = RANKS["family"]
# Each key is read once for all that have it here.
_PAIRS = """
WITH own AS (SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::boolean[]) AS o(profile, key, wide)),
rare AS (SELECT key FROM (SELECT DISTINCT key FROM own) d
          WHERE (SELECT count(*) FROM (SELECT FROM identity_key WHERE key = d.key LIMIT %s) c) <= %s)
SELECT own.profile, k.profile_id, bool_and(own.wide) FROM own JOIN rare USING (key) JOIN identity_key k ON k.key = own.key
 WHERE k.profile_id <> own.profile GROUP BY 1, 2
"""
_CROSSED = """
WITH crossed AS (
    SELECT d.key FROM unnest(%s::bigint[]) AS d(key)
     WHERE (SELECT count(*) FROM (SELECT FROM identity_key WHERE key = d.key LIMIT %s) c) > %s
       AND (SELECT count(*) FROM (SELECT FROM identity_key WHERE key = d.key AND profile_id < %s LIMIT %s) c) <= %s)
SELECT DISTINCT k.profile_id FROM crossed JOIN identity_key k USING (key) WHERE k.profile_id < %s
"""


def pairs(cursor: Any, profiles: Iterable[Profile]) -> dict[Pair, bool]:
    """All pairs with one of these profiles in it, and whether wide keys alone bring the two together."""
    own = [(profile.id, *key) for profile in profiles for key in _keys(profile).items()]
    parameters = [
        [number for number, _, _ in own],
        [key for _, key, _ in own],
        [wide for _, _, wide in own],
        MOST_SHARING + 1,
        MOST_SHARING,
    ]
    return {pair(a, b): wide for a, b, wide in rows(cursor, _PAIRS, parameters)} if own else {}


def crossed(cursor: Any, profiles: Sequence[Profile], since: int) -> set[int]:
    """Profiles before `since` that shared a key which these have made too common, so that it brings nobody together any more."""
    keys = list({key for profile in profiles for key in _keys(profile)})
    parameters = [keys, MOST_SHARING + 1, MOST_SHARING, since, MOST_SHARING + 1, MOST_SHARING, since]
    return {number for (number,) in rows(cursor, _CROSSED, parameters)} if keys else set()


def _keys(profile: Profile) -> dict[int, bool]:
    """Each key, and whether it is a wide one."""
    ranked = [(key, RANKS[key.partition(":")[0]]) for key in blocking_keys(profile.features)]
    return {number(key): rank > HIGHEST_RANK for key, rank in ranked if rank <= HIGHEST_RANK_AT_NIGHT}
