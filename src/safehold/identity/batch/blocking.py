"""Which mentions are compared: those that share a key, in SQL over the table of mentions.

A key that a great many share tells nobody apart and is left out: who has it also has rarer ones. So the pairs grow as the mentions do,
and not with their square. Wide keys (a birth date alone, a street and a year) find whom slips in several fields have hidden. In a small
table they cost nothing; in a large one only so many may share one that the pairs which they add stay a share of the others (WIDE_SHARE).
"""

from collections.abc import Callable, Iterable

import duckdb

from safehold.identity.batch.values import PARTS

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
# Each may be shared by as many as `greatest` says.
WIDE: dict[str, str] = {
    "birth": f"CASE WHEN {_FULL} THEN {_DAY} END",
    "house and birth year": "CASE WHEN house IS NOT NULL THEN (house, birth_year) END",
    "starts of the names": "(left(given, 3), left(family, 3))",
    "house and street as heard": "(house_base, coalesce(street_sounds[1], street))",
    "street and year": "(street, birth_year)",
    "street and given": f"(street, {_GIVEN})",
    "street and family": f"(street, {_HEARD})",
    "names as heard": f"({_GIVEN_HEARD}, {_HEARD})",
    "initial and family": "(given_initial, family)",
    "given and initial": "(given, left(family, 1))",
    "house and family name": f"(house, {_HEARD})",
    "house and given name": f"(house, {_GIVEN})",
    "town and given": f"(town[1], {_GIVEN})",
    "postcode": "postcode",
    "year and given": f"(birth_year, {_GIVEN_HEARD})",
    "year and family": f"(birth_year, {_HEARD})",
    "family": _HEARD,
    "given": _GIVEN,
}
WIDE_PAIRS = 250_000  # that wide keys may add to any table
WIDE_SHARE = 0.2  # of the pairs of the other keys, that they may add to a large one
MOST_WIDE = 100
ALIKE = 12  # mentions with the same in every field, beyond which keys might leave them all out
TOGETHER = 8  # keys that are made of the mentions at a time

STEPS = len(KEYS) + 2

Tell = Callable[[int], None]


def block(con: duckdb.DuckDBPyConnection, tell: Tell = lambda _step: None) -> int:
    """The table `pairs` (l, r) of numbers of `mentions`, l the smaller; how many there are."""
    parts = []
    for start in range(0, len(KEYS), TOGETHER):
        some = list(KEYS.values())[start : start + TOGETHER]
        for at, keyed in enumerate(_hashed(con, [key for key, _ in some])):
            parts.append(_pairs_of_keyed(con, keyed, f"pairs_{start + at}", some[at][1]))
            tell(1)
    key, most = FAMILIES
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE keyed AS SELECT DISTINCT hash(({key.format(given=_GIVEN)})) AS key, number FROM"
        " (SELECT number, birth_year, given, given_groups, unnest(families) AS name FROM mentions)"
        " WHERE birth_year IS NOT NULL AND given IS NOT NULL"
    )
    parts.append(_pairs_of_keyed(con, "keyed", "pairs_families", most))
    tell(1)
    parts.append(_alike(con))
    con.execute(f"CREATE OR REPLACE TABLE pairs AS {_together(parts)}")
    con.execute("DROP TABLE keyed")
    for part in parts:
        con.execute(f"DROP TABLE {part}")
    _widen(con)
    tell(1)
    return count(con)


def _alike(con: duckdb.DuckDBPyConnection) -> str:
    """A great many mentions that are the same in every field share only keys that too many share: each is held against the first."""
    fields = ", ".join(f"{part}_no" for part in PARTS)
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE pairs_alike AS WITH many AS (SELECT min(number) AS first, {fields} FROM numbered"
        f" GROUP BY {fields} HAVING count(*) > {ALIKE}) SELECT m.first AS l, n.number AS r FROM numbered n JOIN many m USING ({fields})"
        " WHERE n.number > m.first"
    )
    return "pairs_alike"


def _widen(con: duckdb.DuckDBPyConnection) -> None:
    """Adds to `pairs` those of the wide keys."""
    keyed = _hashed(con, list(WIDE.values()))
    most = greatest(_sizes(con, keyed), allowed(count(con)))
    parts = [_pairs_of_keyed(con, each, f"pairs_{number}", most) for number, each in enumerate(keyed)]
    con.execute(f"CREATE OR REPLACE TABLE pairs AS {_together(['pairs', *parts])}")
    for each in ("hashed", *parts):
        con.execute(f"DROP TABLE {each}")


def allowed(pairs: int) -> int:
    """How many pairs wide keys may add to those of the others."""
    return max(WIDE_PAIRS, round(WIDE_SHARE * pairs))


def greatest(sizes: Iterable[tuple[int, int]], most: int) -> int:
    """How many may share a wide key, so that all of them give no more pairs than `most`. `sizes`, ascending, has the pairs of each."""
    found, given = 1, 0
    for held, pairs in sizes:
        given += pairs
        if given > most or held > MOST_WIDE:
            break
        found = held
    return found


def _sizes(con: duckdb.DuckDBPyConnection, keyed: list[str]) -> list[tuple[int, int]]:
    sizes = " UNION ALL ".join(f"SELECT count(*) AS held FROM {each} GROUP BY key" for each in keyed)
    summed = f"SELECT held, count(*) * held * (held - 1) // 2 FROM ({sizes}) GROUP BY held ORDER BY held"
    return [(int(held), int(pairs)) for held, pairs in con.execute(summed).fetchall()]


def _hashed(con: duckdb.DuckDBPyConnection, keys: list[str]) -> list[str]:
    """Each key with the number of the mention, as what stands after FROM. The mentions are gone through once for all of the keys."""
    columns = ", ".join(f"CASE WHEN {_complete(key)} THEN hash({key}) END AS key_{at}" for at, key in enumerate(keys))
    con.execute(f"CREATE OR REPLACE TEMP TABLE hashed AS SELECT number, {columns} FROM mentions")
    return [f"(SELECT key_{at} AS key, number FROM hashed WHERE key_{at} IS NOT NULL)" for at in range(len(keys))]


def _together(parts: list[str]) -> str:
    return " UNION ".join(f"SELECT l, r FROM {part}" for part in parts)


def count(con: duckdb.DuckDBPyConnection) -> int:
    """Of `pairs`."""
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


def _pairs_of_keyed(con: duckdb.DuckDBPyConnection, keyed: str, table: str, most: int) -> str:
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE {table} AS WITH few AS"
        f" (SELECT key FROM {keyed} GROUP BY key HAVING count(*) BETWEEN 2 AND {most}),"
        f" held AS (SELECT k.key, k.number FROM {keyed} k SEMI JOIN few USING (key))"
        " SELECT l.number AS l, r.number AS r FROM held l JOIN held r ON l.key = r.key AND l.number < r.number"
    )
    return table
