"""What is counted and not estimated: how often two people share what hardly any two share, and how common values are."""

from typing import NamedTuple

import duckdb

from safehold.identity.levels import COMPARISONS, RARITIES
from safehold.identity.trained import Shares

PAIRS = 1_000_000_000  # a few mentions are held against all others: so many pairs, of which only those that share something are looked at
LEAST_LEFT, MOST_LEFT = 500, 10_000
SAMPLE = 500  # mentions of which every pair is looked at, for how often two people differ plainly
MOST_VALUES = 2_000  # of the commonest values of each kind that a model keeps
COMMON = 3  # mentions that a kept value has at least


class Rare(NamedTuple):
    """Levels of a comparison that are counted among pairs that share a value; `apart` says which of them plainly are two people."""

    comparison: str
    levels: tuple[str, ...]
    sharing: str
    apart: str


_OTHER_NAMES = "given_name = 'different' AND family_name IN ('different', 'different_female')"
_OTHER_PERSON = "given_name = 'different' AND date_of_birth IN ('different', 'generation')"
RARE = (
    Rare("date_of_birth", ("exact", "swapped"), "l.birth_year = r.birth_year AND l.either_day = r.either_day", _OTHER_NAMES),
    Rare("given_name", ("swapped",), "l.given = r.family", "date_of_birth IN ('different', 'generation')"),
    Rare("address", ("postcode_and_house", "postcode"), "l.postcode = r.postcode", _OTHER_PERSON),
    Rare("address", ("same", "near"), "l.street = r.street AND l.district IS NOT DISTINCT FROM r.district", _OTHER_PERSON),
    Rare("phone", ("exact", "among"), "l.phone = r.phone", _OTHER_PERSON),
    Rare("email", ("exact",), "l.email = r.email", _OTHER_PERSON),
)


def counted_u(con: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], float]:
    """u by comparison and level. Pairs of one person would outnumber the others by far: only those that plainly are two people count."""
    ((rows,),) = con.execute("SELECT count(*) FROM mentions").fetchall()
    left = min(max(PAIRS // max(rows, 1), LEAST_LEFT), MOST_LEFT, rows)
    con.execute(
        "CREATE OR REPLACE TEMP VIEW counted AS SELECT *, least(birth_month, birth_day)::INTEGER * 32 + greatest(birth_month, birth_day)"
        " AS either_day FROM mentions"
    )
    con.execute(f"CREATE OR REPLACE TEMP TABLE counted_left AS FROM counted ORDER BY hash(number) LIMIT {left}")
    con.execute(f"CREATE OR REPLACE TEMP TABLE counted_sample AS FROM counted_left ORDER BY hash(number + 1) LIMIT {SAMPLE}")
    con.execute(f"CREATE OR REPLACE TEMP TABLE counted_random AS {_levels(_RANDOM)}")
    found = {}
    for rare in RARE:
        asked = f"{rare.comparison} <> 'missing' AND {rare.apart}"
        ((differ, looked_at),) = con.execute(f"SELECT count(*) FILTER ({asked}), count(*) FROM counted_random").fetchall()
        pairs = differ / max(looked_at, 1) * left * (rows - 1)
        con.execute(
            "CREATE OR REPLACE TEMP TABLE counted_pairs AS SELECT l.number AS a, r.number AS b"
            f" FROM counted_left l JOIN counted r ON {rare.sharing} WHERE l.number <> r.number"
        )
        seen = dict(con.execute(f"SELECT {rare.comparison}, count(*) FROM ({_levels(_SHARING)}) WHERE {asked} GROUP BY 1").fetchall())
        for level in rare.levels:
            found[rare.comparison, level] = (seen.get(level, 0) + 0.5) / (pairs + 1)
    con.execute("DROP VIEW counted")
    for table in ("counted_left", "counted_sample", "counted_random", "counted_pairs"):
        con.execute(f"DROP TABLE {table}")
    return found


_RANDOM = "counted_sample l JOIN counted_sample r ON l.number < r.number"
_SHARING = "counted_pairs p JOIN counted_left l ON l.number = p.a JOIN counted r ON r.number = p.b"


def _levels(pairs: str) -> str:
    """The level of each comparison for the pairs of l and r."""
    columns = ", ".join(f"COLUMNS({side}.*) AS '\\0_{side}'" for side in "lr")
    named = ", ".join(
        f"CASE {' '.join(_case(level.name, level.sql) for level in comparison.levels)} END AS {comparison.name}"
        for comparison in COMPARISONS
    )
    return f"SELECT {named} FROM (SELECT {columns} FROM {pairs})"


def _case(name: str, condition: str) -> str:
    return f"ELSE '{name}'" if condition == "ELSE" else f"WHEN {condition} THEN '{name}'"


def shares(con: duckdb.DuckDBPyConnection) -> dict[str, Shares]:
    """How common the commonest given names, family names, postcodes and phones are."""
    found = {}
    for column in RARITIES:
        counts = f"SELECT {column}, count(*) AS often FROM mentions WHERE {column} IS NOT NULL GROUP BY 1"
        ((values, mentions),) = con.execute(f"SELECT count(*), coalesce(sum(often), 0) FROM ({counts})").fetchall()
        common = con.execute(f"{counts} HAVING often >= {COMMON} ORDER BY often DESC, 1 LIMIT {MOST_VALUES}").fetchall()
        others = max(values - len(common), 1)
        left = mentions - sum(often for _, often in common)
        total = max(mentions, 1)
        found[column] = Shares(max(left / others, 1.0) / total, {value: round(often / total, 9) for value, often in common})
    return found
