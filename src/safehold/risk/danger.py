"""The danger of what has no case yet, such as a call that is being taken, on the scale of ranking/ by which cases are ordered: a person's
grade first, then what is said, as if it had been said now. Pure."""

from collections.abc import Iterable

from safehold.risk.ranking.scoring import OF_A_BAND
from safehold.risk.ranking.weights import weights

CALLED = {"order_or_bail_breached": "breach"}


def danger(grade: str, said_or_done: Iterable[str]) -> int:
    """Higher is more dangerous. An ungraded case stands above medium: nobody has yet said that it is not high."""
    table = weights()
    names = {CALLED.get(name, name) for name in said_or_done}
    points = sum(
        max((tier.points for tier in tiers if tier.at_least == 1), default=0) for part, tiers in table.parts.items() if part in names
    )
    return OF_A_BAND * table.band(grade) + points
