"""The weight of each pair of mentions by a trained model, and which pairs are never joined by a score."""

from collections.abc import Callable
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from safehold.identity.batch.components import Flags, Floats, Ints, Scored, joined
from safehold.identity.batch.weighing import Values, Weights
from safehold.identity.levels import COMPARISONS
from safehold.identity.model import bits
from safehold.identity.trained import Trained

LOW = -4.0  # bits: weaker pairs are not kept
AT_ONCE = 12_000_000  # pairs that are weighed together

Tell = Callable[[int], None]

OFTEN = 0.05  # what so great a part of one person's pairs do is no contradiction in that table: in some, another given name is a slip
_BORN_APART = "birth_day_l > 0 AND birth_day_r > 0 AND abs(birth_year_l - birth_year_r) > 2"
_NO_PART_SHARED = "birth_month_l <> birth_month_r AND birth_day_l <> birth_day_r"
_OTHERWISE_BORN = f"{_BORN_APART} AND {_NO_PART_SHARED}"
_ALIKE = ("exact", "nickname", "slip", "other", "initial", "swapped", "missing")


class Weigher:
    """Made once for a table and a model; `left` and `right` are numbers of mentions."""

    def __init__(self, con: duckdb.DuckDBPyConnection, model: Trained) -> None:
        values = Values(con)
        self.con, self.prior = con, bits(model.prior)
        also = {"date_of_birth": _OTHERWISE_BORN}
        self.weights = [Weights(con, model, values, each, also.get(each.name, "false")) for each in COMPARISONS]
        self.against = against(model, "also_date_of_birth")

    def __call__(self, left: Ints, right: Ints) -> tuple[Floats, Flags]:
        """Splink's weight of each pair, and whether the two contradict each other."""
        weight = np.full(len(left), self.prior)
        levels: dict[str, Any] = {"place": np.arange(len(left), dtype=np.int32)}
        for weights in self.weights:
            found = weights(left, right)
            weight += found.weight
            name = weights.comparison.name
            if f"level_{name}" in self.against:
                levels |= {f"level_{name}": found.level, f"also_{name}": found.also}
        return weight, self._against(levels)

    def levels(self, left: Ints, right: Ints) -> tuple[Floats, dict[str, Any]]:
        """The weight of each pair, and by comparison the place of the level that holds."""
        found = {weights.comparison.name: weights(left, right) for weights in self.weights}
        weight = np.full(len(left), self.prior) + sum(each.weight for each in found.values())
        return weight, {name: each.level for name, each in found.items()}

    def _against(self, levels: dict[str, Any]) -> Flags:
        held = np.zeros(len(levels["place"]), dtype=bool)
        self.con.register("levels_found", pa.table(levels))
        held[self.con.execute(f"SELECT place FROM levels_found WHERE {self.against}").fetchnumpy()["place"]] = True
        self.con.unregister("levels_found")
        return held


def against(model: Trained, otherwise_born: str = _OTHERWISE_BORN) -> str:
    """Why two mentions are never joined by a score, in SQL over the places of levels; contradiction.py says the same of two in memory."""
    reasons = {
        ("given_name", "different"): _at("given_name", "different"),
        ("sex", "different"): f"({_at('sex', 'different')} AND NOT {_at('given_name', *_ALIKE)})",
        ("date_of_birth", "generation"): _at("date_of_birth", "generation"),
        ("date_of_birth", "different"): f"({_at('date_of_birth', 'different')} AND {otherwise_born})",
    }
    held = [
        sql
        for (comparison, level), sql in reasons.items()
        if model.comparisons[comparison][level].m < OFTEN and comparison not in model.slips
    ]
    return f"({' OR '.join(held) or 'false'})"


def _at(comparison: str, *levels: str) -> str:
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
