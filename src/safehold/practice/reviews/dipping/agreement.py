"""How far two reviewers who did not see each other's answers gave the same. Pure."""

from collections import Counter
from collections.abc import Sequence

import msgspec

Pair = tuple[str, str]


class Agreement(msgspec.Struct, frozen=True):
    """`percent` is nothing where nobody answered; `kappa` nothing where chance alone makes everybody agree, so that it says nothing."""

    cases: int
    same: int
    percent: float | None
    kappa: float | None


def agreement(pairs: Sequence[Pair]) -> Agreement:
    """Of the first and the second reviewer's answer in each case. Kappa is Cohen's (1960): what they agree beyond what two who answer as
    often yes as these did would agree by chance, as a share of what there was to agree beyond it."""
    count = len(pairs)
    if not count:
        return Agreement(0, 0, None, None)
    same = sum(first == second for first, second in pairs)
    firsts, seconds = Counter(first for first, _ in pairs), Counter(second for _, second in pairs)
    # In whole numbers, so that "everybody agrees by chance" is told exactly.
    chance = sum(firsts[each] * seconds[each] for each in firsts)
    left = count * count - chance
    return Agreement(count, same, 100 * same / count, (same * count - chance) / left if left else None)
