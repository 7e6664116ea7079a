"""What the machine judges of profiles: whom each is compared with, and what is kept of it."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from safehold.chronology.recording import copy, rows
from safehold.identity.candidates import candidates
from safehold.identity.cluster import Pair, pair
from safehold.identity.model import standard
from safehold.identity.profiles import Profile, load
from safehold.identity.score import Score, score


def judge(cursor: Any, profiles: Sequence[Profile], judged: frozenset[Pair] = frozenset()) -> set[int]:
    """Scores profiles against all that share a key with them, but for pairs that are judged already, and keeps what is not plainly apart.
    Returns those linked."""
    named = [profile for profile in profiles if profile.named]
    if not named:
        return set()
    model = standard()
    found = candidates(cursor, named)
    held = load(cursor, {other for others in found.values() for other in others} - {profile.id for profile in named})
    held |= {profile.id: profile for profile in named}
    scored: dict[Pair, Score] = {}
    for profile in named:
        for other in found[profile.id]:
            numbers = pair(profile.id, other)
            if numbers not in scored and numbers not in judged:
                scored[numbers] = score(held[numbers[0]].features, held[numbers[1]].features, model)
    kept = {numbers: result for numbers, result in scored.items() if result.band != "apart"}
    keep(cursor, kept)
    return {number for numbers, result in kept.items() if result.band == "linked" for number in numbers}


def keep(cursor: Any, scored: dict[Pair, Score]) -> None:
    if scored:
        copy(
            cursor,
            "identity_judgement",
            ("a", "b", "judgement", "weight", "probability", "why", "model"),
            (
                (*numbers, each.band, each.weight, each.probability, msgspec.json.encode(each.why).decode(), standard().id)
                for numbers, each in scored.items()
            ),
        )


def judged_already(cursor: Any, numbers: Iterable[int]) -> frozenset[Pair]:
    """The pairs of these profiles of which a judgement is kept."""
    listed = list(numbers)
    query = "SELECT a, b FROM identity_judgement WHERE a = ANY(%s::bigint[]) OR b = ANY(%s::bigint[])"
    return frozenset((a, b) for a, b in rows(cursor, query, [listed, listed]))
