"""What contradicts, held against what people judged in a table: where they called most of the pairs that a reason parts one person, it
parts none there. Only of reasons for which two things must come together: that a name or a generation differs altogether is never
overruled."""

from collections.abc import Mapping

import numpy as np

from safehold.identity.batch.components import Flags, Ints
from safehold.identity.contradiction import REASONS
from safehold.identity.levels import COMPARISONS

LEAST = 8  # judgements of such pairs, of which that many at least
MOSTLY = 0.7  # of them, counted as if one more had been judged each way, say that it is one person

Overruled = tuple[tuple[str, str], ...]  # two levels that contradict when they come together, as comparison.level
_PLACE = {f"{each.name}.{level.name}": at for each in COMPARISONS for at, level in enumerate(each.levels)}


def overruled(levels: Mapping[str, Ints], same: Flags) -> Overruled:
    """`levels` are places by comparison, of the pairs that were judged."""
    found = []
    for reason in REASONS:
        for beside in sorted(reason.levels):
            both = (".".join(reason.rests_on), f"{reason.beside}.{beside}")
            held = np.logical_and.reduce([levels[each.partition(".")[0]] == _PLACE[each] for each in both])
            judged, linked = int(held.sum()), int((held & same).sum())
            if judged >= LEAST and (linked + 1) / (judged + 2) >= MOSTLY:
                found.append(both)
    return tuple(found)
