"""How the names of two people agree: a level for each of given and family names, and the values that it rests on.

Symmetric: swapping the two people swaps the values and changes nothing else.
"""

from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import JaroWinkler

from safehold.identity.frequencies import FAMILY, GIVEN
from safehold.identity.names import Names
from safehold.identity.nicknames import grouped, groups
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


@lru_cache(maxsize=262144)
def compare_names(a: Names, b: Names) -> NameAgreement:
    given, family = compare_given(a, b), compare_family(a, b)
    if (given.level in _WEAK_GIVEN or family.level in _WEAK_FAMILY) and (crossed := _crossed(a, b)):
        return crossed
    return NameAgreement(given, family, False)


_WEAK_GIVEN = frozenset(("missing", "doubtful", "initial_differs", "different", "other", "confusable"))
_WEAK_FAMILY = frozenset(("missing", "doubtful", "different", "other"))


def compare_given(a: Names, b: Names) -> Agreement:
    """By the first given name; a middle name, an alias or a family name of the other that equals it keeps them from being different."""
    if not a.given or not b.given:
        return _among_others(a, b) or MISSING
    one, other = a.given[0], b.given[0]
    if one == other or "".join(a.given) == "".join(b.given):
        return Agreement("exact", one, other)
    if len(one) == 1 or len(other) == 1:
        return Agreement("initial" if one[0] == other[0] else "initial_differs", one, other)
    if groups(one) & groups(other):
        return Agreement("nickname", one, other)
    if found := _among_others(a, b):
        return found
    if one.isascii() != other.isascii():
        return MISSING  # two scripts, one of which has no letters to compare
    near: float = JaroWinkler.similarity(one, other)
    if near >= SOMEWHAT or alike(one, other):
        if _well_known(one) and _well_known(other):
            return Agreement("confusable", one, other)
        return Agreement("near" if near >= GIVEN_ALIKE or alike(one, other) else "doubtful", one, other)
    if near >= GIVEN_SOMEWHAT or (len(one) > 2 and len(other) > 2 and (one.startswith(other) or other.startswith(one))):
        return Agreement("doubtful", one, other)
    return Agreement("different", one, other)


def _well_known(name: str) -> bool:
    return name in GIVEN.names or grouped(name)


def _among_others(a: Names, b: Names) -> Agreement | None:
    """The first name of one among the other names of the other. Family names count only against an alias's or a middle name's place."""
    ours, theirs = a.all_given, b.all_given
    found = [(one, other) for one in ours[:1] for other in theirs if _stand_for(one, other)]
    found += [(one, other) for other in theirs[:1] for one in ours if _stand_for(one, other)]
    if not found:
        return None
    # The rarer shared name says more; the order of the pair must not matter.
    one, other = min(found, key=lambda pair: (max(GIVEN.of(pair[0]), GIVEN.of(pair[1])), sorted(pair)))
    return Agreement("other", one, other)


def _stand_for(one: str, other: str) -> bool:
    return len(one) > 1 and len(other) > 1 and (one == other or bool(groups(one) & groups(other)))


def compare_family(a: Names, b: Names) -> Agreement:
    ours, theirs = a.all_family, b.all_family
    if not ours or not theirs:
        return MISSING
    if a.family and b.family and a.family[0] == b.family[0]:
        return Agreement("exact", ours[0], theirs[0])
    if shared := set(ours) & set(theirs):
        name = min(shared, key=lambda each: (FAMILY.of(each), each))
        return Agreement("other", name, name)
    pairs = [(one, other) for one in ours for other in theirs if one.isascii() == other.isascii()]
    if not pairs:
        return MISSING
    ranked = [(float(JaroWinkler.similarity(one, other)), one, other) for one, other in pairs]
    near, one, other = min(ranked, key=lambda each: (-each[0], sorted(each[1:])))
    if near >= SPELT_ALIKE and min(len(one), len(other)) > 3:
        return Agreement("near", one, other)
    heard = [pair for pair in pairs if alike(*pair)]
    if heard:
        return Agreement("sounds", *min(heard, key=sorted))
    if near >= SOMEWHAT:
        return Agreement("doubtful", one, other)
    return Agreement("different", ours[0], theirs[0])


def _crossed(a: Names, b: Names) -> NameAgreement | None:
    """Given and family name the other way round: both must agree well, or the one that there is where a person has one name only."""
    first = _cross(a.given, b.all_family)
    second = _cross(a.all_family, b.given)
    one_name = not (a.given and a.family) or not (b.given and b.family)
    if first and second:
        # Neither pair is the given name; a fixed order keeps the score the same from both sides.
        one, other = sorted((first, second), key=sorted)
        return NameAgreement(Agreement("exact", *one), Agreement("exact", *other), True)
    if one_name and first and not (a.all_family and b.given):
        return NameAgreement(MISSING, Agreement("exact", *first), True)
    if one_name and second and not (a.given and b.all_family):
        return NameAgreement(MISSING, Agreement("exact", *second), True)
    return None


def _cross(ours: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[str, str] | None:
    found = [
        (one, other)
        for one in ours[:2]
        for other in theirs[:4]
        if len(one) > 1 and (one == other or (min(len(one), len(other)) > 3 and JaroWinkler.similarity(one, other) >= SPELT_ALIKE))
    ]
    return min(found, key=lambda pair: (pair[0] != pair[1], sorted(pair))) if found else None
