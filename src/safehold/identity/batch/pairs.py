"""The weight of each pair of mentions, in SQL, by the weights of a trained model."""

import math
from collections.abc import Callable
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from safehold.identity.levels import COMPARISONS, RARITIES, Comparison, Level
from safehold.identity.model import bits
from safehold.identity.trained import Scorer, Trained

LOW = -4.0  # bits: weaker pairs are not kept
AT_ONCE = 4_000_000  # pairs that are scored together

Tell = Callable[[int], None]


def prepare(con: duckdb.DuckDBPyConnection, model: Trained) -> None:
    """The table `weighed`: the mentions, with how common each of their values is by the model."""
    columns, joins = [], []
    for name in RARITIES:
        shares = model.shares[name]
        con.register("listed", pa.table({"value": list(shares.values), "share": pa.array(list(shares.values.values()), pa.float64())}))
        con.execute(f"CREATE OR REPLACE TEMP TABLE listed_{name} AS SELECT CAST(value AS VARCHAR) AS value, share FROM listed")
        con.unregister("listed")
        columns.append(f"CASE WHEN m.{name} IS NOT NULL THEN coalesce(s_{name}.share, {shares.rest!r}) END AS share_{name}")
        joins.append(f"LEFT JOIN listed_{name} s_{name} ON s_{name}.value = m.{name}")
    con.execute(f"CREATE OR REPLACE TABLE weighed AS SELECT m.*, {', '.join(columns)} FROM mentions m {' '.join(joins)}")
    for name in RARITIES:
        con.execute(f"DROP TABLE listed_{name}")


def score(con: duckdb.DuckDBPyConnection, model: Trained, tell: Tell = lambda _pairs: None, low: float = LOW) -> int:
    """The table `edges` (l, r, weight, against) of the pairs that weigh at least `low`; how many there are. `prepare` comes first."""
    con.execute("CREATE OR REPLACE TABLE edges (l INTEGER, r INTEGER, weight DOUBLE, against BOOLEAN)")
    ((pairs,),) = con.execute("SELECT count(*) FROM pairs").fetchall()
    parts = math.ceil(pairs / AT_ONCE)
    for part in range(parts):
        con.execute(
            f"INSERT INTO edges SELECT l, r, weight, against FROM ({_scored(model, f'(FROM pairs WHERE (l + r) % {parts} = {part})')})"
            f" WHERE weight >= {low!r}"
        )
        tell(pairs // parts)
    return int(con.execute("SELECT count(*) FROM edges").fetchall()[0][0])


def score_given(con: duckdb.DuckDBPyConnection, model: Trained, left: Any, right: Any) -> tuple[Any, Any]:
    """Weights, and whether the two contradict each other, of any pairs, given and answered as arrays."""
    asked = pa.table({"place": np.arange(len(left)), "l": np.asarray(left, np.int32), "r": np.asarray(right, np.int32)})
    con.register("asked", asked)
    found = con.sql(f"SELECT weight, against FROM ({_scored(model, 'asked', 'p.place, ')}) ORDER BY place").to_arrow_table()
    con.unregister("asked")
    return found["weight"].to_numpy(), found["against"].to_numpy()


def _scored(model: Trained, pairs: str, more: str = "") -> str:
    """Splink's weight of each pair of a table. The level of each comparison is worked out once and used for both."""
    scorer = Scorer(model)
    columns = ", ".join(f"COLUMNS({side}.*) AS '\\0_{side}'" for side in "lr")
    levels = ", ".join(f"{_level(each)} AS level_{each.name}" for each in COMPARISONS)
    weights = " + ".join(f"({_weight(scorer, each)})" for each in COMPARISONS)
    kept = ", ".join(f"share_{name}_{side}" for name in RARITIES for side in "lr")
    births = ", ".join(f"birth_{part}_{side}" for part in ("year", "month", "day") for side in "lr")
    out = more.replace("p.", "")
    return (
        f"SELECT {out}l, r, {bits(model.prior)!r} + {weights} AS weight, {_against(model)} AS against"
        f" FROM (SELECT {out}l, r, {kept}, {births}, {levels}"
        f" FROM (SELECT {more}p.l, p.r, {columns} FROM {pairs} p JOIN weighed l ON l.number = p.l JOIN weighed r ON r.number = p.r))"
    )


def _level(comparison: Comparison) -> str:
    cases = " ".join(f"ELSE {at}" if level.sql == "ELSE" else f"WHEN {level.sql} THEN {at}" for at, level in enumerate(comparison.levels))
    return f"CAST(CASE {cases} END AS TINYINT)"


def _weight(scorer: Scorer, comparison: Comparison) -> str:
    cases = " ".join(
        f"WHEN {at} THEN {_bits(scorer, comparison, level)}" for at, level in enumerate(comparison.levels) if not level.missing
    )
    return f"CASE level_{comparison.name} {cases} ELSE 0.0 END"


def _bits(scorer: Scorer, comparison: Comparison, level: Level) -> str:
    weight = repr(scorer.weights[comparison.name, level.name])
    if not level.rarity:
        return weight
    one, other = f"share_{level.rarity}_l", f"share_{level.rarity}_r"
    same = scorer.same[comparison.name, level.rarity]
    # greatest() passes over what is missing; where both are, nothing is added.
    return f"{weight} + coalesce({same!r} - log2(greatest({one}, {other})), 0.0)"


def _at(comparison: str, *levels: str) -> str:
    (found,) = (each for each in COMPARISONS if each.name == comparison)
    places = [str(at) for at, level in enumerate(found.levels) if level.name in levels]
    return f"level_{comparison} IN ({', '.join(places)})"


OFTEN = 0.05  # what so great a part of one person's pairs do is no contradiction in that table: in some, another given name is a slip
_BORN_APART = "birth_day_l > 0 AND birth_day_r > 0 AND abs(birth_year_l - birth_year_r) > 2"
_NO_PART_SHARED = "birth_month_l <> birth_month_r AND birth_day_l <> birth_day_r"
_ALIKE = ("exact", "nickname", "slip", "other", "initial", "swapped", "missing")


def _against(model: Trained) -> str:
    """Why two mentions are never joined by a score; contradiction.py says the same of two mentions in memory."""
    reasons = {
        ("given_name", "different"): _at("given_name", "different"),
        ("sex", "different"): f"({_at('sex', 'different')} AND NOT {_at('given_name', *_ALIKE)})",
        ("date_of_birth", "generation"): _at("date_of_birth", "generation"),
        ("date_of_birth", "different"): f"({_at('date_of_birth', 'different')} AND {_BORN_APART} AND {_NO_PART_SHARED})",
    }
    held = [sql for (comparison, level), sql in reasons.items() if model.comparisons[comparison][level].m < OFTEN]
    return f"({' OR '.join(held) or 'false'})"
