"""When events may answer duties, and whether they came in time, for many pairs of the two at once. Spans are pairs of columns: earliest and
latest. What is said here of columns `rulebook/timing.py` and `rulebook/duty.py` say of one event and one duty."""

from typing import NamedTuple

import numpy as np

from safehold.replay.columns.chronicle import Flags, Ints
from safehold.rulebook.truth import NO, UNSURE, YES


class Span(NamedTuple):
    earliest: Ints
    latest: Ints

    def at(self, places: Ints | Flags) -> "Span":
        return Span(self.earliest[places], self.latest[places])


def overlaps(at: Span, start: Span) -> Flags:
    """Whether it is not sure by dates alone which came first."""
    flags: Flags = (at.earliest < start.latest) & (at.latest >= start.earliest)
    return flags


def later(at: Span, start: Span, about_it: Flags) -> Ints:
    """Whether each came at or after its trigger; where dates overlap, what is about the trigger came after it."""
    doubt = np.where(about_it, YES, UNSURE)
    return np.where(at.earliest >= start.latest, YES, np.where(at.latest < start.earliest, NO, doubt))


def by(at: Span, due: Span) -> Ints:
    """Windows are closed: what happens at the due instant is in time."""
    return np.where(at.latest <= due.earliest, YES, np.where(at.earliest > due.latest, NO, UNSURE))


def earlier(at: Span, start: Span, back: Span | None) -> Ints:
    """Whether each came at or before its trigger, and no further back than `back`, which is reckoned from the trigger."""
    truth = np.where(at.earliest > start.latest, NO, np.where(at.latest <= start.earliest, YES, UNSURE))
    if back is None:
        return truth
    near = at.earliest >= back.latest
    far = at.latest < back.earliest
    return np.where(truth == NO, NO, np.where(near, truth, np.where(far, NO, np.minimum(truth, UNSURE))))


def standing(after: Ints, before: Ints) -> Ints:
    """Of what may have been done after the trigger or before it: one or the other is sure where both are not."""
    either = np.maximum(after, before)
    return np.where((after == UNSURE) & (before == UNSURE), YES, either)
