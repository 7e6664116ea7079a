"""What the machine judges of profiles: whom each is compared with, and what is kept of it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from safehold.chronology.recording import copy, rows
from safehold.identity.candidates import candidates
from safehold.identity.cluster import Pair, pair
from safehold.identity.features import Features
from safehold.identity.model import standard
from safehold.identity.profiles import Profile, load
from safehold.identity.reused import reused_on_record, shared, without
from safehold.identity.score import Score, score
from safehold.identity.trained import shipped

# What is kept of two whom no key brings together, since both stand in one component. It counts there, and links nobody by itself: whatever
# joined the component may be taken back.
WEIGHED = "weighed"


def in_force() -> str:
    """The ids of the trained weights, and of what holds beside them, by which pairs are scored now."""
    return f"{shipped().id}/{standard().version}"


def judge(cursor: Any, profiles: Sequence[Profile], judged: frozenset[Pair] | None = None) -> set[int]:
    """Scores profiles against all that share a key with them, and keeps what is not plainly apart; `judged` are pairs of profiles that are
    not new, of which that has been done already. Returns those linked, and those whose link has gone since their number turns out to be
    several people's."""
    named = [profile for profile in profiles if profile.named]
    if not named:
        return set()
    model = standard()
    found = candidates(cursor, named)
    held = load(cursor, {other for others in found.values() for other in others} - {profile.id for profile in named})
    held |= {profile.id: profile for profile in named}
    pairs = {pair(profile.id, other) for profile in named for other in found[profile.id]} - (judged or frozenset())
    numbers = {number for a, b in pairs if (number := shared(held[a].features, held[b].features))}
    several = reused_on_record(cursor, numbers)
    compared = {number: without(profile.features, several) for number, profile in held.items()}
    scored = {(a, b): score(compared[a], compared[b], model) for a, b in sorted(pairs)}
    kept = {numbers: result for numbers, result in scored.items() if result.band != "apart"}
    if judged is not None:
        forget(cursor, kept)  # what was only weighed
    keep(cursor, kept)
    fallen = _judge_again(cursor, compared, [number for number, each in held.items() if compared[number] != each.features])
    return {number for numbers, result in kept.items() if result.band == "linked" for number in numbers} | fallen


def _judge_again(cursor: Any, compared: dict[int, Features], under: list[int]) -> set[int]:
    """Earlier judgements that rested on a number which is now known to be several people's, without it: the one case in which a machine's
    judgement is worked out again, since otherwise it would matter who was recorded first."""
    if not under:
        return set()
    rested = rows(
        cursor,
        "SELECT a, b, judgement FROM identity_judgement WHERE a = ANY(%s::bigint[]) AND b = ANY(%s::bigint[])"
        """ AND model <> '' AND why @> '[{"what": "reference"}]'""",
        [under, under],
    )
    model = standard()
    again = {(a, b): score(compared[a], compared[b], model) for a, b, _ in rested}
    weighed = {(a, b) for a, b, before in rested if before == WEIGHED}
    forget(cursor, again)
    keep(cursor, {numbers: found for numbers, found in again.items() if numbers not in weighed and found.band != "apart"})
    keep(cursor, {numbers: again[numbers] for numbers in weighed}, weighed=True)
    return {number for a, b, before in rested if before != again[a, b].band for number in (a, b)}


def forget(cursor: Any, pairs: Iterable[Pair]) -> None:
    listed = list(pairs)
    if listed:
        cursor.execute(
            "DELETE FROM identity_judgement j USING unnest(%s::bigint[], %s::bigint[]) AS g(a, b) WHERE j.a = g.a AND j.b = g.b",
            [[a for a, _ in listed], [b for _, b in listed]],
        )


def keep(cursor: Any, scored: Mapping[Pair, Score], *, weighed: bool = False) -> None:
    if scored:
        model = in_force()
        copy(
            cursor,
            "identity_judgement",
            ("a", "b", "judgement", "weight", "probability", "why", "model"),
            (
                (*numbers, WEIGHED if weighed else each.band, each.weight, each.probability, msgspec.json.encode(each.why).decode(), model)
                for numbers, each in scored.items()
            ),
        )


def judged_already(cursor: Any, numbers: Iterable[int]) -> frozenset[Pair]:
    """The pairs of these profiles of which a judgement is kept, but for those that were only weighed."""
    listed = list(numbers)
    query = "SELECT a, b FROM identity_judgement WHERE (a = ANY(%s::bigint[]) OR b = ANY(%s::bigint[])) AND judgement <> %s"
    return frozenset((a, b) for a, b in rows(cursor, query, [listed, listed, WEIGHED]))
