"""The weight of each pair of mentions by a trained model, and which pairs are never joined by a score."""

from collections.abc import Callable, Iterator, Set
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import duckdb
import numpy as np

from safehold.identity.batch.components import Flags, Floats, Ints, Scored, joined
from safehold.identity.batch.weighing import Values, Weighed, Weights
from safehold.identity.contradiction import REASONS, YEARS_OF_A_SLIP, Reason
from safehold.identity.levels import COMPARISONS
from safehold.identity.limits import BORN_ALIKE, DOUBTED
from safehold.identity.model import bits, standard
from safehold.identity.trained import Trained

LOW = -4.0  # bits: weaker pairs are not kept
AT_ONCE = 16_000_000  # pairs that are weighed together: for each part of them the values are laid out anew
MANY = 500_000  # pairs, from which on two comparisons are made beside each other

Tell = Callable[[int], None]

OFTEN = 0.05  # what so great a part of one person's pairs do is no contradiction in that table: in some, another given name is a slip
_EVERY_PART = (
    f"birth_day_l > 0 AND birth_day_r > 0 AND abs(birth_year_l - birth_year_r) > {YEARS_OF_A_SLIP}"
    " AND birth_month_l <> birth_month_r AND birth_day_l <> birth_day_r"
)
_BOTH_KNOWN = "given_known_l AND given_known_r"


class Weigher:
    """Made once for a table and a model; `left` and `right` are numbers of mentions."""

    def __init__(self, con: duckdb.DuckDBPyConnection, model: Trained) -> None:
        values = Values(con)
        self.con, self.prior = con, bits(model.prior)
        also = {"date_of_birth": _EVERY_PART, "given_name": _BOTH_KNOWN}
        self.weights = [Weights(con.cursor(), model, values, each, also.get(each.name, "false")) for each in COMPARISONS]
        self.against, self.held_down = against(model, "also_date_of_birth"), held_down(model, "also_given_name")

    def __call__(self, left: Ints, right: Ints) -> tuple[Floats, Flags]:
        """Splink's weight of each pair, held down where a ceiling is, and whether the two contradict each other."""
        weight = np.full(len(left), self.prior)
        levels: dict[str, Any] = {"place": np.arange(len(left), dtype=np.int32)}
        for weights, found in zip(self.weights, self._each(left, right), strict=True):
            weight += found.weight
            name = weights.comparison.name
            if f"level_{name}" in self.against + self.held_down:
                levels |= {f"level_{name}": found.level, f"also_{name}": found.also}
        self.con.register("levels_found", levels)
        against, held_down = (self._where(condition) for condition in (self.against, self.held_down))
        self.con.unregister("levels_found")
        weight[held_down] = np.minimum(weight[held_down], most())
        return weight, against

    def parts(self, model: Trained, left: Ints, right: Ints) -> Flags:
        """Which pairs contradict each other by another model of the same table."""
        held_by = self.against
        self.against = against(model, "also_date_of_birth")
        found = self(left, right)[1]
        self.against = held_by
        return found

    def _each(self, left: Ints, right: Ints) -> Iterator[Weighed]:
        """By each comparison, in order. Where there is much to do two at a time: half of it takes one processor only."""
        if len(left) < MANY:
            yield from (weights(left, right) for weights in self.weights)
            return
        pool = ThreadPoolExecutor(2)
        try:
            yield from pool.map(lambda weights: weights(left, right), self.weights)
        finally:
            pool.shutdown(cancel_futures=True)

    def levels(self, left: Ints, right: Ints) -> tuple[Floats, dict[str, Any]]:
        """The weight of each pair, and by comparison the place of the level that holds."""
        found = {weights.comparison.name: weights(left, right) for weights in self.weights}
        weight = np.full(len(left), self.prior) + sum(each.weight for each in found.values())
        return weight, {name: each.level for name, each in found.items()}

    def _where(self, condition: str) -> Flags:
        held = np.zeros(self.con.execute("SELECT count(*) FROM levels_found").fetchall()[0][0], dtype=bool)
        held[self.con.execute(f"SELECT place FROM levels_found WHERE {condition}").fetchnumpy()["place"]] = True
        return held


def against(model: Trained, every_part: str = _EVERY_PART) -> str:
    """Why two mentions are never joined by a score: the reasons of contradiction.py, but for those that are common in this table."""
    held = [
        _reason(each, every_part)
        for each in (_left(reason, model.overruled) for reason in REASONS)
        if each and _hardly_ever(model, *each.rests_on) and each.rests_on[0] not in model.slips
    ]
    return f"({' OR '.join(held) or 'false'})"


def _left(reason: Reason, overruled: tuple[tuple[str, str], ...]) -> Reason | None:
    """What people's judgements leave of it."""
    rests_on = ".".join(reason.rests_on)
    levels = frozenset(each for each in reason.levels if (rests_on, f"{reason.beside}.{each}") not in overruled)
    return reason._replace(levels=levels) if levels or not reason.beside else None


def _reason(reason: Reason, every_part: str) -> str:
    comparison, level = reason.rests_on
    conditions = [_at(comparison, {level})]
    if reason.beside:
        conditions.append(_at(reason.beside, reason.levels))
    if reason.every_part:
        conditions.append(every_part)
    return f"({' AND '.join(conditions)})"


def held_down(model: Trained, both_known: str = _BOTH_KNOWN) -> str:
    """Whose score is held below what links: names easily taken for each other (limits.py), where nothing of the birth dates says that it
    is one person, or two that are both known, or another initial. Nobody looks at what a table of millions leaves open, so the other
    ceilings are not for it: more of one person's mentions would be parted than of two people's."""
    doubted = {level for level in DOUBTED if _hardly_ever(model, "given_name", level)}
    if not doubted:
        return "(false)"
    apart = [f"NOT {_at('date_of_birth', BORN_ALIKE)}"]
    if "initial_differs" in doubted:
        apart.append(_at("given_name", {"initial_differs"}))
    if "doubtful" in doubted:
        apart.append(f"({_at('given_name', {'doubtful'})} AND {both_known})")
    return f"({_at('given_name', doubted)} AND ({' OR '.join(apart)}))"


def most() -> float:
    """Bits that are left to a score that is held down."""
    return standard().ceilings["confusable_names"].weight


def _hardly_ever(model: Trained, comparison: str, level: str) -> bool:
    """Where nobody shares a home, and one person's mentions often have another given name altogether, there are no twins to be told apart
    by names that are nearly the same."""
    levels = {level, "different"} if comparison == "given_name" and not _homes_are_shared(model) else {level}
    return all(model.comparisons[comparison][each].m < OFTEN for each in levels)


def _homes_are_shared(model: Trained) -> bool:
    """Whether of pairs with one address more than a few are of two people."""
    same = model.comparisons["address"]["same"]
    return same.u > OFTEN * model.prior * same.m


def _at(comparison: str, levels: Set[str]) -> str:
    (found,) = (each for each in COMPARISONS if each.name == comparison)
    places = [str(at) for at, level in enumerate(found.levels) if level.name in levels]
    return f"level_{comparison} IN ({', '.join(places)})"


_against = against  # as it is called where Spark weighs


def score(con: duckdb.DuckDBPyConnection, weigher: Weigher, tell: Tell = lambda _pairs: None, low: float = LOW) -> Scored:
    """The pairs of the table `pairs` that weigh at least `low`. The table is given up on the way."""
    found = con.execute("SELECT l, r FROM pairs").fetchnumpy()
    con.execute("DROP TABLE pairs")
    left, right = (np.asarray(found.pop(side)) for side in "lr")
    kept = []
    for start in range(0, max(len(left), 1), AT_ONCE):
        part = slice(start, start + AT_ONCE)
        weight, against = weigher(left[part], right[part])
        rows = weight >= low
        kept.append(Scored(left[part][rows], right[part][rows], weight[rows], against[rows]))
        tell(len(weight))
    return joined(*kept)


def score_given(con: duckdb.DuckDBPyConnection, model: Trained, left: Ints, right: Ints) -> tuple[Floats, Flags]:
    """Of any pairs, once."""
    return Weigher(con, model)(left, right)
