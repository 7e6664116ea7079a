"""By when a request is answered: calendar months from the day on which it came, or on which what was asked for to know who asks had come.
The days on which whoever asks was asked what they mean do not count. Pure."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta

import msgspec

from safehold.chronology.times import end_of_day, london


class Terms(msgspec.Struct, frozen=True):
    """In months; `pauses_from` is the first day on which a request came whose clock stops, as an instant."""

    answer: int
    extend: int
    pauses_from: int


def months_after(at: int, months: int) -> int:
    """The end of the same day of a later month, or of its last day where it has none so late."""
    day = london(at).date()
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return end_of_day(date(year, month, min(day.day, monthrange(year, month)[1])))


def due(received: int, did: Sequence[tuple[str, int]], terms: Terms, now: int, *, extended: bool) -> int:
    """`did` is what was done and when, in order. Where whoever asks still has to say something it is as if they said it now."""
    first = next((at for what, at in did if what == "identity_asked"), None)
    began = received if first is None else next((at for what, at in did if what == "identity" and at >= first), now)
    last = months_after(max(began, received), terms.answer + (terms.extend if extended else 0))
    if received < terms.pauses_from:
        return last
    return end_of_day(london(last).date() + timedelta(days=_paused(did, now)))


def waiting(did: Sequence[tuple[str, int]]) -> str:
    """What whoever asks still has to say: identity, more, or nothing."""
    what = [each for each, _ in did]
    if "identity_asked" in what and "identity" not in what[what.index("identity_asked") :]:
        return "identity"
    asked = [each for each in what if each in ("more_asked", "more_told")]
    return "more" if asked[-1:] == ["more_asked"] else ""


def _paused(did: Sequence[tuple[str, int]], now: int) -> int:
    """In days: the first and the last are among those that do not count."""
    since, days = None, 0
    for what, at in [*did, ("more_told", now)]:
        if what == "more_asked" and since is None:
            since = at
        elif what == "more_told" and since is not None:
            days += (london(at).date() - london(since).date()).days + 1
            since = None
    return days
