"""What is counted and not estimated: how often two people share what hardly any two share, and how common values are."""

from typing import NamedTuple

import duckdb
import numpy as np

from safehold.identity.batch.components import Ints
from safehold.identity.batch.weighing import Levels, Values
from safehold.identity.levels import COMPARISONS, MISSING, RARITIES
from safehold.identity.trained import Shares

PAIRS = 1_000_000_000  # a few mentions are held against all others: so many pairs, of which only those that share something are looked at
LEAST_LEFT, MOST_LEFT = 500, 10_000
SAMPLE = 500  # mentions of which every pair is looked at, for how often two people differ plainly
MOST_VALUES = 2_000  # of the commonest values of each kind that a model keeps
COMMON = 3  # mentions that a kept value has at least


Apart = tuple[tuple[str, tuple[str, ...]], ...]  # the levels of comparisons at which two mentions plainly are of two people


class Rare(NamedTuple):
    """Levels of a comparison that are counted among pairs that share a value."""

    comparison: str
    levels: tuple[str, ...]
    sharing: str
    apart: Apart


class Counted(NamedTuple):
    """u of a level among pairs that plainly are `apart`; `least` is what half a pair of them makes."""

    u: float
    least: float
    apart: Apart


_OTHER_NAMES: Apart = (("family_name", ("different", "different_female")), ("given_name", ("different",)))
_OTHER_DATE: Apart = (("date_of_birth", ("different", "generation")),)
_OTHER_PERSON: Apart = (*_OTHER_DATE, ("given_name", ("different",)))
RARE = (
    Rare("date_of_birth", ("exact", "swapped"), "l.born = r.born", _OTHER_NAMES),
    Rare("given_name", ("swapped",), "l.given = r.family", _OTHER_DATE),
    Rare("address", ("postcode_and_house", "postcode_and_street", "postcode"), "l.postcode = r.postcode", _OTHER_PERSON),
    Rare("address", ("same", "near"), "l.street = r.street", _OTHER_PERSON),
    Rare("phone", ("exact", "among"), "l.phone = r.phone", _OTHER_PERSON),
    Rare("email", ("exact",), "l.email = r.email", _OTHER_PERSON),
)
# What is shared, as numbers: a table of millions is gone through once, and what is held against what are not texts.
_SHARED = {
    "born": "(birth_year, least(birth_month, birth_day), greatest(birth_month, birth_day))",
    "given": "given",
    "family": "family",
    "postcode": "postcode",
    "street": "(street, coalesce(district, ''))",
    "phone": "phone",
    "email": "email",
}
_THERE = {"born": "birth_year", "street": "street"}


def counted_u(con: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], Counted]:
    """u by comparison and level. Pairs of one person would outnumber the others by far: only those that plainly are two people count."""
    shared = ", ".join(f"CASE WHEN {_THERE.get(name, name)} IS NOT NULL THEN hash({sql}) END AS {name}" for name, sql in _SHARED.items())
    con.execute(f"CREATE OR REPLACE TEMP TABLE counted AS SELECT number, {shared} FROM mentions")
    ((rows,),) = con.execute("SELECT count(*) FROM counted").fetchall()
    left = min(max(PAIRS // max(rows, 1), LEAST_LEFT), MOST_LEFT, rows)
    con.execute(f"CREATE OR REPLACE TEMP TABLE counted_left AS FROM counted ORDER BY hash(number) LIMIT {left}")
    sample = con.execute(f"SELECT number FROM counted_left ORDER BY hash(number + 1) LIMIT {SAMPLE}").fetchnumpy()["number"]
    one, other = (sample[at] for at in np.triu_indices(len(sample), 1))
    looking = _Looking(con)
    by_chance = {apart: looking.apart(apart, one, other) for apart in dict.fromkeys(rare.apart for rare in RARE)}
    found = {}
    for rare in RARE:
        differ = sum(looking.seen(rare.comparison, *by_chance[rare.apart]).values())
        pairs = differ / max(len(one), 1) * left * (rows - 1)
        sharing = con.execute(
            f"SELECT l.number AS a, r.number AS b FROM counted_left l JOIN counted r ON {rare.sharing} WHERE l.number <> r.number"
        ).fetchnumpy()
        seen = looking.seen(rare.comparison, *looking.apart(rare.apart, sharing["a"], sharing["b"]))
        for level in rare.levels:
            found[rare.comparison, level] = Counted((seen[level] + 0.5) / (pairs + 1), 0.5 / (pairs + 1), rare.apart)
    for table in ("counted_left", "counted"):
        con.execute(f"DROP TABLE {table}")
    return found


class _Looking:
    """At which levels pairs are."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        values = Values(con)
        self.levels = {each.name: Levels(con, values, each) for each in COMPARISONS}
        self.names = {each.name: [level.name for level in each.levels] for each in COMPARISONS}

    def apart(self, apart: Apart, left: Ints, right: Ints) -> tuple[Ints, Ints]:
        """Those that plainly are of two people."""
        for comparison, wanted in apart:
            level = self.levels[comparison](left, right).level
            rows = np.isin(level, [self.names[comparison].index(each) for each in wanted])
            left, right = left[rows], right[rows]
        return left, right

    def seen(self, comparison: str, left: Ints, right: Ints) -> dict[str, int]:
        """How many are at each level, where it is not missing."""
        names = self.names[comparison]
        many = np.bincount(self.levels[comparison](left, right).level, minlength=len(names)).tolist()
        return {name: often for name, often in zip(names, many, strict=True) if name != MISSING}


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
