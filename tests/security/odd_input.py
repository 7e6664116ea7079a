"""What hypothesis makes of everything that is read from outside. How many of each: SAFEHOLD_FUZZ, for a long run by hand; few in the suite.

SAFEHOLD_FUZZ=20000 .venv/bin/pytest tests/security/test_fuzz_*.py -q -n0
"""

import os

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

MANY = int(os.environ.get("SAFEHOLD_FUZZ", "0"))


def some(few: int) -> settings:
    """A long run searches anew each time, and makes small what it finds; the suite's is the same each time."""
    return settings(
        max_examples=MANY or few,
        deadline=None,
        derandomize=not MANY,
        database=None,
        phases=[Phase.explicit, Phase.generate, *([Phase.shrink] if MANY else [])],
        suppress_health_check=list(HealthCheck),
    )


# Every character there is, lone halves of pairs too, and those that have broken things before.
ODD = st.sampled_from(
    ["\x00", "\ufeff", "\u202e", "\u200d", "\ud800", "İ", "ß", "ﬀ", "٣", "𝟙", "👩‍👧", "'", '"', "\\", "%s", "{}", "\n", "\t", "-", "/", ","]
)
TEXT = st.one_of(
    st.text(max_size=40), st.lists(st.one_of(ODD, st.characters(exclude_categories=())), max_size=30).map("".join), st.just("a" * 5000)
)
NUMBERS = st.one_of(st.integers(), st.sampled_from([2**63, -(2**63), 10**30]), st.floats(allow_nan=False, allow_infinity=False))
LEAVES = st.one_of(st.none(), st.booleans(), NUMBERS, TEXT)
SMALL = st.one_of(LEAVES, st.lists(LEAVES, max_size=3), st.dictionaries(TEXT, LEAVES, max_size=3))
VALUES = st.one_of(SMALL, st.lists(SMALL, max_size=3), st.dictionaries(TEXT, SMALL, max_size=3))
