"""How the names of two people agree: a level for each of given and family names, and the values that it rests on.

Symmetric: swapping the two people swaps the values and changes nothing else.
"""

from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA, JaroWinkler

from safehold.identity.frequencies import FAMILY, GIVEN
from safehold.identity.names import Names
from safehold.identity.nicknames import grouped, groups, near_groups
from safehold.identity.sound import alike

SPELT_ALIKE = 0.92
GIVEN_ALIKE = 0.9
SOMEWHAT = 0.82
GIVEN_SOMEWHAT = 0.74


class Agreement(NamedTuple):
    level: str
    a: str = ""
    b: str = ""


class NameAgreement(NamedTuple):
    """`swapped` is whether the family names of the one are compared with the given names of the other."""

    given: Agreement
    family: Agreement
    swapped: bool


MISSING = Agreement("missing")


def compare_names(a: Names, b: Names) -> NameAgreement:
    given, family = compare_given(a, b), compare_family(a, b)
    if given.level == "different" and (_stands_among(given.a, b.all_family) or _stands_among(given.b, a.all_family)):
        # One may be the other way round under another surname: not two given names, but not one either.
        given = Agreement("doubtful", given.a, given.b)
    if (given.level in _WEAK_GIVEN or family.level in _WEAK_FAMILY) and (crossed := _crossed(a, b)):
        return crossed
    return NameAgreement(given, family, False)


_WEAK_GIVEN = frozenset(("missing", "doubtful", "initial_differs", "different", "other", "confusable"))
_WEAK_FAMILY = frozenset(("missing", "doubtful", "different", "other"))


def compare_given(a: Names, b: Names) -> Agreement:
    """By the first given name; a middle name or an alias of the other that stands for it keeps them from being different."""
    if not a.given or not b.given:
        return _among_others(a, b) or MISSING
    one, other = a.given[0], b.given[0]
    found = two_given(one, other)
    if found.level in _SETTLED or (len(a.given) == len(b.given) == 1 and not a.other_given and not b.other_given):
        return found
    if "".join(a.given) == "".join(b.given):
        return Agreement("exact", one, other)
    return (_among_others(a, b) if len(one) > 1 and len(other) > 1 else None) or found


_SETTLED = frozenset(("exact", "nickname", "initial"))


@lru_cache(maxsize=262144)
def two_given(one: str, other: str) -> Agreement:
    """How two given names agree, each taken alone."""
    level = _given_level(one, other)
    return Agreement(level, one, other) if level != "missing" else MISSING


def _given_level(one: str, other: str) -> str:
    if len(one) == 1 or len(other) == 1:
        return "initial" if one[0] == other[0] else "initial_differs"
    if one == other:
        return "exact"
    if groups(one) & groups(other):
        return "nickname"
    if one.isascii() != other.isascii():
        return "missing"  # two scripts, one of which has no letters to compare
    near: float = JaroWinkler.similarity(one, other)
    alike_enough = near >= GIVEN_ALIKE or _one_slip(one, other) or alike(one, other)
    if near >= SOMEWHAT or alike_enough:
        if _well_known(one) and _well_known(other):
            return "confusable"
        if alike_enough:
            return "near"
    if near_groups(one) & near_groups(other):
        return "slip"
    if near >= SOMEWHAT:
        return "doubtful"
    if near >= GIVEN_SOMEWHAT or (len(one) > 2 and len(other) > 2 and (one.startswith(other) or other.startswith(one))):
        return "doubtful"
    return "different"


def _one_slip(one: str, other: str) -> bool:
    """A letter missing, doubled, changed or moved, in names long enough for it to be a slip."""
    return min(len(one), len(other)) > 3 and bool(OSA.distance(one, other, score_cutoff=1) == 1)


def _well_known(name: str) -> bool:
    return name in GIVEN.names or grouped(name)


def _among_others(a: Names, b: Names) -> Agreement | None:
    """The first given name of one among all the given names of the other."""
    ours, theirs = a.all_given, b.all_given
    found = [(one, other) for one in ours[:1] for other in theirs if _stand_for(one, other)]
    found += [(one, other) for other in theirs[:1] for one in ours if _stand_for(one, other)]
    if not found:
        return None
    # The rarer shared name says more; the order of the pair must not matter.
    one, other = min(found, key=lambda pair: (max(GIVEN.of(pair[0]), GIVEN.of(pair[1])), sorted(pair)))
    return Agreement("other", one, other)


def _stands_among(name: str, others: tuple[str, ...]) -> bool:
    return any(_stand_for(name, other) for other in others)


def _stand_for(one: str, other: str) -> bool:
    return len(one) > 1 and len(other) > 1 and two_given(one, other).level in ("exact", "nickname")


def compare_family(a: Names, b: Names) -> Agreement:
    """The present names, or else the best agreement of all names of the two."""
    if a.family and b.family:
        one, other = a.family[0], b.family[0]
        if one == other:
            return Agreement("exact", one, other)
        if not a.other_family and not b.other_family:
            return two_families(one, other)
    ours, theirs = a.all_family, b.all_family
    if not ours or not theirs:
        return MISSING
    if shared := set(ours) & set(theirs):
        name = min(shared, key=lambda each: (FAMILY.of(each), each))
        return Agreement("other", name, name)
    found = min((two_families(one, other) for one in ours for other in theirs), key=lambda each: (_RANK[each.level], sorted(each[1:])))
    return Agreement("different", ours[0], theirs[0]) if found.level == "different" else found


_RANK = {level: rank for rank, level in enumerate(("near", "sounds", "doubtful", "different", "missing"))}


@lru_cache(maxsize=262144)
def two_families(one: str, other: str) -> Agreement:
    """How two family names that are not the same agree."""
    if one.isascii() != other.isascii():
        return MISSING
    near: float = JaroWinkler.similarity(one, other)
    if one in FAMILY.names and other in FAMILY.names:
        return Agreement("doubtful" if near >= SOMEWHAT else "different", one, other)
    if (near >= SPELT_ALIKE and min(len(one), len(other)) > 3) or _one_slip(one, other):
        return Agreement("near", one, other)
    if alike(one, other):
        return Agreement("sounds", one, other)
    return Agreement("doubtful" if near >= SOMEWHAT else "different", one, other)


def _crossed(a: Names, b: Names) -> NameAgreement | None:
    """Given and family name the other way round: both must agree well, or the one that there is where a person has one name only."""
    first = _cross(a.given, b.all_family)
    both = bool(a.given and a.family and b.given and b.family)
    if both and not first:
        return None
    second = _cross(b.given, a.all_family)
    if first and second:
        # Neither pair is the given name; a fixed order keeps the score the same from both sides.
        one, other = sorted((first, second[::-1]), key=sorted)
        return NameAgreement(_crossed_pair(one), _crossed_pair(other), True)
    if first and not both and not (a.all_family and b.given):
        return NameAgreement(MISSING, _crossed_pair(first), True)
    if second and not both and not (a.given and b.all_family):
        return NameAgreement(MISSING, _crossed_pair(second[::-1]), True)
    return None


def _crossed_pair(names: tuple[str, str]) -> Agreement:
    return Agreement("exact" if names[0] == names[1] else "near", *names)


def _cross(given: tuple[str, ...], family: tuple[str, ...]) -> tuple[str, str] | None:
    found = [(one, other) for one in given[:2] for other in family[:4] if _same_name(one, other)]
    if len(found) > 1:
        return min(found, key=lambda pair: (pair[0] != pair[1], sorted(pair)))
    return found[0] if found else None


@lru_cache(maxsize=262144)
def _same_name(one: str, other: str) -> bool:
    if len(one) < 2 or len(other) < 2:
        return False
    return one == other or two_families(one, other).level in ("near", "sounds") or two_given(one, other).level in ("nickname", "slip")
