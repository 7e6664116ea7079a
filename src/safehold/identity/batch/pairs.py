"""Which mentions are compared, and the weight of each pair: in SQL, by the weights of a trained model.

A pair is compared where the two share a key. A key that a great many share tells nobody apart and is left out: who has it also has rarer
ones. So the pairs grow as the mentions do, and not with their square.
"""

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

# Each key, as SQL over the columns of a mention, and how many may share it. Tight ones first: in them hardly anybody but one person meets.
_DAY = "(birth_year::INTEGER * 10000 + least(birth_month, birth_day)::INTEGER * 100 + greatest(birth_month, birth_day))"
_FULL = "birth_day > 0"
_GIVEN = "coalesce(given_groups[1], given)"
_HEARD = "coalesce(family_sounds[1], family)"
_GIVEN_HEARD = "coalesce(given_sounds[1], given)"
KEYS: dict[str, tuple[str, int]] = {
    "birth and given": (f"CASE WHEN {_FULL} THEN ({_DAY}, {_GIVEN}) END", 60),
    "birth and given as heard": (f"CASE WHEN {_FULL} THEN ({_DAY}, {_GIVEN_HEARD}) END", 60),
    "birth and family": (f"CASE WHEN {_FULL} THEN ({_DAY}, {_HEARD}) END", 60),
    "birth and start of family": (f"CASE WHEN {_FULL} THEN ({_DAY}, left(family, 2)) END", 40),
    "birth and initial": (f"CASE WHEN {_FULL} THEN ({_DAY}, given_initial) END", 25),
    "phone and given": (f"(phone, {_GIVEN})", 60),
    "phone": ("phone", 30),
    "email": ("email", 30),
    "postcode and given": (f"(postcode, {_GIVEN})", 60),
    "postcode and family": (f"(postcode, {_HEARD})", 60),
    "house and given": (f"CASE WHEN house IS NOT NULL THEN (house, street, {_GIVEN}) END", 40),
    "house and family": (f"CASE WHEN house IS NOT NULL THEN (house, street, {_HEARD}) END", 20),
    "names and year": (f"(birth_year, {_GIVEN}, {_HEARD})", 60),
    "names and district": (f"(district, {_GIVEN}, {_HEARD})", 60),
    "names": (f"(least({_GIVEN}, {_HEARD}), greatest({_GIVEN}, {_HEARD}))", 12),
    "spelt names": ("(least(given, family), greatest(given, family))", 12),
    "family and birthday": (f"CASE WHEN {_FULL} THEN (birth_month, birth_day, {_HEARD}, given_initial) END", 40),
    "given and birthday": (f"CASE WHEN {_FULL} THEN (birth_month, birth_day, {_GIVEN}, left(family, 1)) END", 40),
    "month and names": (f"CASE WHEN {_FULL} THEN (birth_year, birth_month, given_initial, left(family, 2)) END", 20),
    "house and year": ("CASE WHEN house IS NOT NULL AND birth_year IS NOT NULL THEN (house, street, birth_year) END", 30),
    "postcode and year": ("(postcode, birth_year)", 30),
}
# Where a mention has several family names, each is a key too.
FAMILIES = ("(birth_year, {given}, name)", 60)

STEPS = len(KEYS) + 1  # of blocking

Tell = Callable[[int], None]


def block(con: duckdb.DuckDBPyConnection, tell: Tell = lambda _step: None) -> int:
    """The table `pairs` (l, r) of numbers of `mentions`, l the smaller; how many there are."""
    con.execute("CREATE OR REPLACE TABLE pairs (l INTEGER, r INTEGER)")
    parts = []
    for number, (key, most) in enumerate(KEYS.values()):
        con.execute(f"CREATE OR REPLACE TEMP TABLE keyed AS SELECT hash({key}) AS key, number FROM mentions WHERE {_complete(key)}")
        _pairs_of_keyed(con, f"pairs_{number}", most)
        parts.append(f"pairs_{number}")
        tell(1)
    key, most = FAMILIES
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE keyed AS SELECT DISTINCT hash(({key.format(given=_GIVEN)})) AS key, number FROM"
        " (SELECT number, birth_year, given, given_groups, unnest(families) AS name FROM mentions)"
        " WHERE birth_year IS NOT NULL AND given IS NOT NULL"
    )
    _pairs_of_keyed(con, "pairs_families", most)
    parts.append("pairs_families")
    tell(1)
    con.execute(f"CREATE OR REPLACE TABLE pairs AS {' UNION '.join(f'SELECT l, r FROM {part}' for part in parts)}")
    for part in (*parts, "keyed"):
        con.execute(f"DROP TABLE {part}")
    return int(con.execute("SELECT count(*) FROM pairs").fetchall()[0][0])


def _complete(key: str) -> str:
    """A key of several parts is one only where none of them is missing."""
    inner = key.removeprefix("CASE WHEN ").removesuffix(" END")
    if key.startswith("CASE"):
        condition, _, inner = inner.partition(" THEN ")
        return f"{condition} AND {_complete(inner)}"
    return " AND ".join(f"{part} IS NOT NULL" for part in _parts(inner))


def _parts(key: str) -> list[str]:
    """The parts of "(a, b(c, d))": a and b(c, d)."""
    if not key.startswith("("):
        return [key]
    found, depth, held = [], 0, ""
    for letter in key[1:-1]:
        depth += (letter in "([") - (letter in ")]")
        if letter == "," and depth == 0:
            found.append(held.strip())
            held = ""
        else:
            held += letter
    return [*found, held.strip()]


def _pairs_of_keyed(con: duckdb.DuckDBPyConnection, table: str, most: int) -> None:
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE {table} AS WITH few AS"
        f" (SELECT key FROM keyed GROUP BY key HAVING count(*) BETWEEN 2 AND {most}),"
        " held AS (SELECT k.key, k.number FROM keyed k SEMI JOIN few USING (key))"
        " SELECT l.number AS l, r.number AS r FROM held l JOIN held r ON l.key = r.key AND l.number < r.number"
    )


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
