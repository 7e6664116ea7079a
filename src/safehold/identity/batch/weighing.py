"""The weight of each level of each comparison for many pairs at once, worked out once for each two values that are held against each other.

Most pairs that share a key share values with other pairs, or have the same value twice, so that a comparison is made far fewer times than
there are pairs; and only the columns of values are joined, of which there are fewer than mentions.
"""

import re
from collections.abc import Iterable
from functools import cached_property
from typing import Any, NamedTuple

import duckdb
import numpy as np
import numpy.typing as npt

from safehold.identity.batch import reading
from safehold.identity.batch.components import Floats, Ints
from safehold.identity.batch.crossed import OWN, Crossed
from safehold.identity.batch.values import PARTS
from safehold.identity.levels import Comparison, Level
from safehold.identity.trained import Scorer, Shares, Trained

Small = npt.NDArray[np.int8]
_COLUMN = re.compile(r"\b([a-z_]+)_[lr]\b")
_PART_OF = {"sex": "sex"} | {column: part for part in PARTS[1:] for column in reading.columns(part)}


class Weighed(NamedTuple):
    """Of each pair: the weight of a comparison, the place of its level, and whether `also` holds."""

    weight: Floats
    level: Small
    also: npt.NDArray[np.bool_]


class Values:
    """Which values each mention has, by part: arrays by the number of the mention."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        found = con.execute(f"SELECT {', '.join(f'{part}_no' for part in PARTS)} FROM numbered ORDER BY number").fetchnumpy()
        self.of = {part: np.asarray(found[f"{part}_no"], dtype=np.int32) for part in PARTS}
        self.con = con

    @cached_property
    def crossed(self) -> Crossed:
        return Crossed(self.con, self.of["given"], self.of["family"])

    def sides(self, parts: Iterable[str]) -> "_Sides":
        return _sides([self.of[part] for part in parts])


class _Sides(NamedTuple):
    """What a comparison looks at of each mention: a number for each different one, and how many there are."""

    number: npt.NDArray[np.int32]
    many: int


class Levels:
    """Which level of a comparison each pair is at. `also` is a further condition, in SQL over the same columns."""

    def __init__(self, con: duckdb.DuckDBPyConnection, values: Values, comparison: Comparison, also: str = "false") -> None:
        self.con, self.comparison, self.values, self.also = con, comparison, values, also
        self.shares: dict[str, Shares] = {}
        self.weight = "0.0"
        self.columns = sorted(set(_COLUMN.findall(" ".join([*(level.sql for level in comparison.levels), also]))))
        self.parts = sorted({_PART_OF[column] for column in self.columns})
        self.sides = values.sides(self.parts)
        self.own = values.sides(OWN[comparison.name]) if comparison.name in OWN else None

    def __call__(self, left: Ints, right: Ints) -> Weighed:
        if self.own is None:
            return self._by(self.sides, left, right)
        crossed = self.values.crossed(left, right)
        found = _empty(len(left))
        for sides, rows in ((self.own, ~crossed), (self.sides, crossed)):
            part = self._by(sides, left[rows], right[rows])
            found.weight[rows], found.level[rows], found.also[rows] = part.weight, part.level, part.also
        return found

    def _by(self, sides: _Sides, left: Ints, right: Ints) -> Weighed:
        """A comparison says the same from both sides, so that each two values are asked for one way round, of any pair that has them."""
        one, other = sides.number[left], sides.number[right]
        keys, back = np.unique(np.minimum(one, other).astype(np.int64) * sides.many + np.maximum(one, other), return_inverse=True)
        some = np.empty(len(keys), dtype=np.int64)
        some[back] = np.arange(len(back))
        turned = one[some] > other[some]  # so that values which stand together are looked up together
        found = self._of(np.where(turned, right[some], left[some]), np.where(turned, left[some], right[some]))
        return Weighed(found.weight[back], found.level[back], found.also[back])

    def _of(self, left: Ints, right: Ints) -> Weighed:
        if not len(left):
            return _empty(0)
        columns: dict[str, Any] = {"place": np.arange(len(left), dtype=np.int32)}
        for part in self.parts:
            columns |= {f"{part}_no_l": self.values.of[part][left], f"{part}_no_r": self.values.of[part][right]}
        self.con.register("asked", columns)
        found = self.con.execute(self._asked()).fetchnumpy()
        self.con.unregister("asked")
        weighed = _empty(len(left))
        for name, column in weighed._asdict().items():
            column[found["place"]] = found[name]
        return weighed

    def _asked(self) -> str:
        joins = [f"JOIN value_{part} {part}_{side} ON {part}_{side}.no = a.{part}_no_{side}" for part in self.parts for side in "lr"]
        columns = [f"{_PART_OF[name]}_{side}.{name} AS {name}_{side}" for name in self.columns for side in "lr"]
        for name, shares in self.shares.items():
            for side in "lr":
                value, share = f"{_PART_OF[name]}_{side}.{name}", f"s_{name}_{side}"
                joins.append(f"LEFT JOIN listed_{name} {share} ON {share}.value = {value}")
                columns.append(f"CASE WHEN {value} IS NOT NULL THEN coalesce({share}.share, {shares.rest!r}) END AS share_{name}_{side}")
        pairs = f"SELECT a.place, {', '.join(columns)} FROM asked a {' '.join(joins)}"
        return (
            f"SELECT place, level, {self.weight} AS weight, also"
            f" FROM (SELECT *, {level_of(self.comparison)} AS level, coalesce({self.also}, false) AS also FROM ({pairs}))"
        )


class Weights(Levels):
    """What the level of each pair weighs by a model, too."""

    def __init__(self, con: duckdb.DuckDBPyConnection, model: Trained, values: Values, comparison: Comparison, also: str = "false") -> None:
        super().__init__(con, values, comparison, also)
        self.shares = {level.rarity: model.shares[level.rarity] for level in comparison.levels if level.rarity}
        self.weight = _weight(Scorer(model), comparison)
        for name, shares in self.shares.items():
            con.execute(
                f"CREATE OR REPLACE TEMP TABLE listed_{name} AS"
                " SELECT unnest(CAST($1 AS VARCHAR[])) AS value, unnest(CAST($2 AS DOUBLE[])) AS share",
                [list(shares.values), list(shares.values.values())],
            )


def _empty(many: int) -> Weighed:
    return Weighed(np.empty(many), np.empty(many, dtype=np.int8), np.empty(many, dtype=bool))


def _sides(parts: list[npt.NDArray[np.int32]]) -> _Sides:
    numbers = parts[0].astype(np.int64)
    for part in parts[1:]:
        numbers = numbers * (int(part.max(initial=0)) + 1) + part
        _, numbers = np.unique(numbers, return_inverse=True)  # numbers stay small, however many parts there are
    return _Sides(numbers.astype(np.int32), int(numbers.max(initial=0)) + 1)


def level_of(comparison: Comparison) -> str:
    """The place of the level that holds, in SQL."""
    cases = " ".join(f"ELSE {at}" if level.sql == "ELSE" else f"WHEN {level.sql} THEN {at}" for at, level in enumerate(comparison.levels))
    return f"CAST(CASE {cases} END AS TINYINT)"


def _weight(scorer: Scorer, comparison: Comparison) -> str:
    cases = " ".join(
        f"WHEN {at} THEN {_bits(scorer, comparison, level)}" for at, level in enumerate(comparison.levels) if not level.missing
    )
    return f"CAST(CASE level {cases} ELSE 0.0 END AS DOUBLE)"


def _bits(scorer: Scorer, comparison: Comparison, level: Level) -> str:
    weight = repr(scorer.weights[comparison.name, level.name])
    if not level.rarity:
        return weight
    one, other = f"share_{level.rarity}_l", f"share_{level.rarity}_r"
    same = scorer.same[comparison.name, level.rarity]
    # greatest() passes over what is missing; where both are, nothing is added.
    return f"{weight} + coalesce({same!r} - log2(greatest({one}, {other})), 0.0)"
