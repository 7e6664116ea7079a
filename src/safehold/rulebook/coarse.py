"""Counts of what not everybody may see, told so that no two of them, taken from each other, give away a case.

A count is rounded to a multiple of five after up to four were added or taken, by a keyed digest of what it counts: the same cases are
always told alike, so that asking again teaches nothing, and one case more or less is told afresh, so that a difference of two counts is no
count. The national statistics of Australia are told so (the cell key method, Fraser and Wooton 2005). Pure.
"""

import hmac
from collections.abc import Collection
from hashlib import sha256

STEP = 5
FEW = STEP  # told as few or none: what lies beneath could be anything from none to nine


class Coarse:
    """`key` is a secret that whoever reads the counts does not have."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def __call__(self, counted: Collection[object]) -> int:
        """A multiple of five, and never the count itself but by chance."""
        said = "\n".join(sorted(map(repr, counted))).encode()
        drawn = int.from_bytes(hmac.new(self._key, said, sha256).digest()[:8], "big")
        return nearest(len(counted) + drawn % (2 * STEP - 1) - (STEP - 1))


def nearest(count: int) -> int:
    return max(0, (2 * count + STEP) // (2 * STEP) * STEP)
