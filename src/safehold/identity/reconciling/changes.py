"""What becomes of persons, in terms of persons: who is joined, parted, newly unsure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

import msgspec

PairOfPersons = tuple[int, int]


class Change(msgspec.Struct, frozen=True):
    """`what` is joined, parted, regrouped (some of each), unsure or settled (unsure no more). Persons by their numbers, in order; of a pair
    that is unsure `before` and `after` are the two, by the numbers they had and have."""

    what: str
    before: list[int]
    after: list[int]


def changes(before: Mapping[int, int], after: Mapping[int, int]) -> list[Change]:
    """From the person of each profile, as it was and as it is."""
    found = []
    for olds, news in _groups(before, after):
        if len(olds) > 1:
            found.append(Change("joined" if len(news) == 1 else "regrouped", olds, news))
        elif len(news) > 1:
            found.append(Change("parted", olds, news))
    return found


def _groups(before: Mapping[int, int], after: Mapping[int, int]) -> list[tuple[list[int], list[int]]]:
    """Persons that have a profile in common, before and after, as far as they hang together."""
    into: dict[int, set[int]] = defaultdict(set)
    out: dict[int, set[int]] = defaultdict(set)
    for number, person in before.items():
        if number in after:
            into[person].add(after[number])
            out[after[number]].add(person)
    found: list[tuple[list[int], list[int]]] = []
    seen: set[int] = set()
    for person in sorted(into):
        if person in seen:
            continue
        olds, waiting = {person}, [person]
        while waiting:
            near = {old for new in into[waiting.pop()] for old in out[new]} - olds
            olds |= near
            waiting += near
        seen |= olds
        found.append((sorted(olds), sorted({new for old in olds for new in into[old]})))
    return found


def opened(
    before: Iterable[tuple[int, int]], after: Iterable[tuple[int, int]], was: Mapping[int, int], now: Mapping[int, int]
) -> list[Change]:
    """Pairs of profiles that wait for a person, as they did and as they do: which pairs of persons are new to that, and which wait no more
    although they are still two."""
    old, new = (set(listed) for listed in (before, after))
    waited, waits = _of_persons(old, now), _of_persons(new, now)
    return [
        *(Change("unsure", _ends(pairs, was), list(key)) for key, pairs in sorted(waits.items()) if key not in waited),
        *(Change("settled", _ends(pairs, was), list(key)) for key, pairs in sorted(waited.items()) if key not in waits),
    ]


def _of_persons(pairs: Iterable[tuple[int, int]], person: Mapping[int, int]) -> dict[PairOfPersons, list[tuple[int, int]]]:
    found: dict[PairOfPersons, list[tuple[int, int]]] = defaultdict(list)
    for a, b in pairs:
        one, other = sorted((person[a], person[b]))
        if one != other:
            found[one, other].append((a, b))
    return found


def _ends(pairs: Iterable[tuple[int, int]], person: Mapping[int, int]) -> list[int]:
    return sorted({person[number] for pair in pairs for number in pair})
