"""Why two mentions cannot be of one person, whatever a score says. A person's judgement overrides it; a machine's never does.

The reasons go by the levels at which the two agree (levels.py), so that one list serves two mentions in memory and millions in SQL.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from safehold.identity.columns import Row, row
from safehold.identity.features import Features
from safehold.identity.levels import COMPARISONS, GIVEN_NAME, MISSING

Levels = Mapping[str, str]  # by comparison, those that are not missing

YEARS_OF_A_SLIP = 2  # between two birth dates; more, with another month and another day, are two dates
_SAME_GIVEN = frozenset((MISSING, "exact", "swapped", "nickname", "initial", "other", "slip"))


class Reason(NamedTuple):
    """It rests on a level that two mentions of one person are hardly ever at: where a table shows that they often are, it is no reason.

    It holds where `beside` is at one of these levels as well, and with `every_part` where year, month and day of birth all differ.
    """

    words: str
    rests_on: tuple[str, str]
    beside: str = ""
    levels: frozenset[str] = frozenset()
    every_part: bool = False

    def holds(self, levels: Levels, a: Row, b: Row) -> bool:
        if self.beside and levels.get(self.beside, MISSING) not in self.levels:
            return False
        return not self.every_part or _every_part(a, b)


_DIFFERENT, _EXACT = frozenset(("different",)), frozenset(("exact",))
_OTHER_GIVEN = frozenset(level.name for level in GIVEN_NAME.levels) - _SAME_GIVEN
REASONS = (
    Reason("another given name and another sex", ("given_name", "different"), "sex", _DIFFERENT),
    Reason("the same birth date but another given name, as twins have", ("given_name", "different"), "date_of_birth", _EXACT),
    Reason("the same birth date and given names alike, as twins may have", ("given_name", "confusable"), "date_of_birth", _EXACT),
    Reason("another given name", ("given_name", "different")),
    Reason("given names alike but another sex, as a brother and a sister may have", ("sex", "different"), "given_name", _OTHER_GIVEN),
    Reason("born so many years apart that they may be parent and child of one name", ("date_of_birth", "generation")),
    Reason("another date of birth in every part", ("date_of_birth", "different"), every_part=True),
)
_RESTING: dict[str, dict[str, list[Reason]]] = defaultdict(dict)
for _each in REASONS:
    _RESTING[_each.rests_on[0]].setdefault(_each.rests_on[1], []).append(_each)
_DECIDING = tuple(each for each in COMPARISONS if each.name in _RESTING)


def contradict(a: Features, b: Features) -> str | None:
    """The reason in words, or None. Symmetric."""
    ours, theirs = row(a), row(b)
    return contradiction({each.name: each.level(ours, theirs) for each in _DECIDING}, ours, theirs)


def contradiction(levels: Levels, a: Row, b: Row) -> str | None:
    for comparison, resting in _RESTING.items():
        for reason in resting.get(levels.get(comparison, MISSING), ()):
            if reason.holds(levels, a, b):
                return reason.words
    return None


def _every_part(a: Row, b: Row) -> bool:
    one, other = a.birth, b.birth
    if not one.birth_day or not other.birth_day or abs((one.birth_year or 0) - (other.birth_year or 0)) <= YEARS_OF_A_SLIP:
        return False
    return one.birth_month != other.birth_month and one.birth_day != other.birth_day
