"""Whom a new profile is compared with: those that share a blocking key, the rarest keys first."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from safehold.chronology.recording import rows
from safehold.identity.features import Features
from safehold.identity.keys import RANKS, blocking_keys, number
from safehold.identity.profiles import Profile

# Keys of a rank above this are shared by so many that they serve only a caller's question, where nothing better is known.
HIGHEST_RANK = 5
# A key that more profiles share than this says too little to compare them all. The cap holds for each key, whatever came before.
MOST_SHARING = 200


def candidates(cursor: Any, profiles: Sequence[Profile]) -> dict[int, list[int]]:
    """For each profile, the numbers of those that share one of its keys, those given among them; their keys must be stored already."""
    keys = {profile.id: [number(key) for key in compared_by(profile.features)] for profile in profiles}
    sharing: dict[int, list[int]] = defaultdict(list)
    wanted = sorted({key for found in keys.values() for key in found})
    for key, other in rows(
        cursor,
        "SELECT k.key, c.profile_id FROM unnest(%s::bigint[]) AS k(key) CROSS JOIN LATERAL"
        " (SELECT profile_id FROM identity_key WHERE key = k.key LIMIT %s) c",
        [wanted, MOST_SHARING + 1],
    ):
        sharing[key].append(other)
    found: dict[int, list[int]] = {}
    for profile in profiles:
        others = {other for key in keys[profile.id] if len(sharing[key]) <= MOST_SHARING for other in sharing[key]}
        found[profile.id] = sorted(others - {profile.id})
    return found


def compared_by(features: Features) -> list[str]:
    """The keys of which one has to be shared by two who are compared."""
    return [key for key in blocking_keys(features) if RANKS[key.partition(":")[0]] <= HIGHEST_RANK]
