"""Safehold's clusters out of pairs that it has scored already, at any threshold."""

import numpy as np

from safehold.identity.batch.clusters import Judged, Limits, cluster
from safehold.identity.batch.components import Flags, Floats, Ints, Scored
from safehold.identity.model import bits
from safehold.identity.trained import shipped

LOW = 0.0  # bits: what makes a component in which every pair is scored, so that any threshold from there on can be tried
NEVER = -12.0  # bits of a pair in a component that was not scored, where a threshold below LOW makes components larger


def limits(threshold: float | None = None, low: float | None = None) -> Limits:
    """Those of the model that ships, with another threshold and what counts as unsure as far below it."""
    model = shipped()
    own = bits(model.linked)
    threshold = own if threshold is None else threshold
    return Limits(threshold, threshold if low is None else low, model.margin, threshold - own + bits(model.unsure))


def unscored(left: Ints, _right: Ints) -> tuple[Floats, Flags]:
    return np.full(len(left), NEVER), np.zeros(len(left), dtype=bool)


def clusters(pairs: Scored, count: int, threshold: float | None = None, judged: Judged | None = None) -> Ints:
    return cluster(count, pairs, unscored, limits(threshold), judged).person
