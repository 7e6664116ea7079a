"""What a full run judges of some profiles, beside what is kept of them."""

from collections.abc import Container, Iterable
from typing import Any

import msgspec

from safehold.chronology.recording import rows
from safehold.identity.cluster import Pair
from safehold.identity.judging import WEIGHED, in_force
from safehold.identity.profiles import Profile, load
from safehold.identity.reconciling.sharing import pairs
from safehold.identity.reconciling.together import together
from safehold.identity.reused import reused_on_record, shared, without
from safehold.identity.score import Score, score

Kept = dict[Pair, tuple[str, str]]


class Examined:
    """Profiles that hang together, whole, by what is kept and by what ought to be. `keep` is to be kept of pairs that are not judged by the
    model in force, `forget` are pairs of which what is kept is not so any more, those that are to be kept anew among them."""

    def __init__(self) -> None:
        self.profiles: dict[int, Profile] = {}
        self.keep: dict[Pair, Score] = {}
        self.forget: set[Pair] = set()
        self.compared = 0


def examine(cursor: Any, seeds: Iterable[int], done: Container[int]) -> Examined:
    """Of pairs with a profile that is done nothing is asked: they were examined with it."""
    found, model = Examined(), in_force()
    waiting = together(cursor, seeds)
    while waiting:
        fresh = load(cursor, waiting)
        found.profiles |= fresh
        shared_by = pairs(cursor, fresh.values())
        ought = {numbers for numbers in shared_by if not (numbers[0] in done or numbers[1] in done)}
        kept = {(a, b): each for (a, b), each in _kept(cursor, waiting).items() if not (a in done or b in done)}
        right = {
            numbers
            for numbers, (judgement, by) in kept.items()
            if by == model and judgement != WEIGHED and not (judgement == "linked" and shared_by.get(numbers))
        }
        asked = ought - right - found.keep.keys() - found.forget
        scored = {
            numbers: msgspec.structs.replace(each, band="unsure") if each.band == "linked" and shared_by[numbers] else each
            for numbers, each in _scores(cursor, asked, found.profiles).items()
        }
        found.compared += len(asked)
        found.keep |= {numbers: each for numbers, each in scored.items() if each.band != "apart"}
        # What was only weighed is so by the model in force, for as long as no key brings the two together.
        weighed = {numbers for numbers, (judgement, by) in kept.items() if judgement == WEIGHED and by == model}
        found.forget |= (kept.keys() - weighed - (right & ought)) | (kept.keys() & found.keep.keys())
        linked = {number for numbers, each in scored.items() if each.band == "linked" for number in numbers}
        waiting = together(cursor, linked - found.profiles.keys(), found.profiles.keys()) - found.profiles.keys()
    return found


def _kept(cursor: Any, profiles: Iterable[int]) -> Kept:
    """What is kept of these with any profile that is held: those that are held no more may be held again, and are left alone."""
    listed = list(profiles)
    return {
        (a, b): (judgement, model)
        for a, b, judgement, model in rows(
            cursor,
            "SELECT a, b, judgement, model FROM identity_judgement j WHERE (a = ANY(%s::bigint[]) OR b = ANY(%s::bigint[]))"
            " AND EXISTS (SELECT FROM identity_profile WHERE id = a) AND EXISTS (SELECT FROM identity_profile WHERE id = b)",
            [listed, listed],
        )
    }


def _scores(cursor: Any, asked: set[Pair], known: dict[int, Profile]) -> dict[Pair, Score]:
    held = known | load(cursor, {number for numbers in asked for number in numbers} - known.keys())
    present = sorted((a, b) for a, b in asked if a in held and b in held)
    numbers = {number for a, b in present if (number := shared(held[a].features, held[b].features))}
    several = reused_on_record(cursor, numbers)
    return {(a, b): score(without(held[a].features, several), without(held[b].features, several)) for a, b in present}
