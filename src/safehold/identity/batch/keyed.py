"""The keys of mentions side by side, so that newcomers find by them those who stand; which keys there are stands in blocking.py."""

import duckdb

from safehold.identity.batch import blocking


def make_keys(con: duckdb.DuckDBPyConnection, table: str) -> None:
    """`table` (key, most, number): each key of each of `mentions`, and how many may share it."""
    found = ", ".join(_key(at, key, most) for at, (key, most) in enumerate(blocking.KEYS.values()))
    key, most = blocking.FAMILIES
    families = "SELECT number, birth_year, given, given_groups, unnest(families) AS name FROM mentions"
    family = _key(len(blocking.KEYS), key.format(given=blocking._GIVEN), most)
    con.execute(
        f"CREATE OR REPLACE TABLE {table} AS SELECT found.key AS key, CAST(found.most AS SMALLINT) AS most, number FROM"
        f" (SELECT number, unnest([{found}]) AS found FROM mentions"
        f" UNION ALL SELECT DISTINCT number, {family} AS found FROM ({families})) WHERE found IS NOT NULL"
    )


def _key(at: int, key: str, most: int) -> str:
    return f"CASE WHEN {blocking._complete(key)} THEN {{'key': hash(({at}, {key})), 'most': {most}}} END"
