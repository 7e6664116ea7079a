"""Which looks stay since what they are at is held. What holds is decided above this room (safehold.retention.looks_held)."""

from typing import NamedTuple


class Held(NamedTuple):
    """`everything`: a hold that names nobody holds all looks."""

    everything: bool
    persons: frozenset[int]
    case_ids: frozenset[str]
