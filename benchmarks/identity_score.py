"""What it costs to read a mention, to make its keys, and to compare two people; beside the plainest thing that rapidfuzz offers.

python benchmarks/identity_score.py
"""

import random
import time
from collections.abc import Callable, Sequence
from typing import Any

from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from safehold.chronology.envelope import Mention
from safehold.identity.features import Features, features
from safehold.identity.frequencies import FAMILY, GIVEN
from safehold.identity.keys import blocking_keys, query_keys
from safehold.identity.model import standard
from safehold.identity.score import score

PEOPLE = 3_000
PAIRS = 20_000


def mentions(chance: random.Random) -> list[Mention]:
    given, family = sorted(GIVEN.names), sorted(FAMILY.names)
    return [
        Mention(
            ref=str(number),
            role="victim",
            given_name=chance.choice(given).title(),
            family_name=chance.choice(family).title(),
            date_of_birth=f"{chance.randint(1940, 2005)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}",
            sex=chance.choice(("female", "male")),
            address=f"{chance.randint(1, 90)} {chance.choice(family).title()} Road, Northtown",
            postcode=f"XN{chance.randint(1, 9)} {chance.randint(1, 9)}AB",
            phone=f"07700 {chance.randint(900000, 900999)}",
        )
        for number in range(PEOPLE)
    ]


def naive(a: Mention, b: Mention) -> float:
    """Six similarities, unweighted, of the fields as they came."""
    return float(
        JaroWinkler.similarity(a.given_name, b.given_name)
        + JaroWinkler.similarity(a.family_name, b.family_name)
        + DamerauLevenshtein.normalized_similarity(a.date_of_birth, b.date_of_birth)
        + JaroWinkler.similarity(a.address, b.address)
        + (a.postcode == b.postcode)
        + DamerauLevenshtein.normalized_similarity(a.phone, b.phone)
    )


def each(function: Callable[..., Any], arguments: Sequence[tuple[Any, ...]]) -> float:
    """Microseconds of processor time a call."""
    began = time.process_time()
    for found in arguments:
        function(*found)
    return (time.process_time() - began) / len(arguments) * 1e6


def sharing(people: list[Features], chance: random.Random) -> list[tuple[int, int]]:
    """Pairs as they are met: of people who share a key."""
    under: dict[str, list[int]] = {}
    for number, found in enumerate(people):
        for key in blocking_keys(found):
            under.setdefault(key, []).append(number)
    pairs = sorted({(a, b) for group in under.values() if len(group) < 200 for a in group for b in group if a < b})
    return chance.sample(pairs, min(PAIRS, len(pairs)))


def main() -> None:
    chance = random.Random(1)
    raw, model = mentions(chance), standard()
    print(f"reading a mention: {each(features, [(one, 'north') for one in raw]):.1f} µs the first time")
    people = [features(one, "north") for one in raw]
    keys, asked = (each(function, [(one,) for one in people]) for function in (blocking_keys, query_keys))
    print(f"its keys: {keys:.1f} µs; a question's: {asked:.1f} µs")
    pairs = sharing(people, chance)
    ours = [(people[a], people[b], model) for a, b in pairs]
    theirs = [(raw[a], raw[b]) for a, b in pairs]
    first, peer, again = each(score, ours), each(naive, theirs), each(score, ours)
    print(f"comparing {len(pairs)} pairs that share a key: {first:.1f} µs the first time, {again:.1f} µs when the names have been met")
    print(f"rapidfuzz on the raw fields: {peer:.1f} µs; ratio {first / peer:.1f} the first time, {again / peer:.1f} after")


if __name__ == "__main__":
    main()
