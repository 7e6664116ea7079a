"""The keys of mentions side by side, so that newcomers find by them those who stand; which keys there are stands in blocking.py."""

from safehold.identity.batch import blocking


def keys() -> str:
    """A query for (key, most, number): each key of each of `mentions`, and how many may share it."""
    found = ", ".join(f"{_key(at, key)} AS key_{at}" for at, (key, _) in enumerate(blocking.KEYS.values()))
    most = " ".join(f"WHEN 'key_{at}' THEN {most}" for at, (_, most) in enumerate(blocking.KEYS.values()))
    name, many = blocking.FAMILIES
    families = "SELECT number, birth_year, given, given_groups, unnest(families) AS name FROM mentions"
    family = _key(len(blocking.KEYS), name.format(given=blocking._GIVEN))
    return (
        f"SELECT key, CAST(CASE which {most} END AS SMALLINT) AS most, number FROM"
        f" (UNPIVOT (SELECT number, {found} FROM mentions) ON COLUMNS(* EXCLUDE (number)) INTO NAME which VALUE key)"
        f" UNION ALL SELECT key, CAST({many} AS SMALLINT) AS most, number FROM"
        f" (SELECT DISTINCT number, {family} AS key FROM ({families})) WHERE key IS NOT NULL"
    )


def _key(at: int, key: str) -> str:
    return f"CASE WHEN {blocking._complete(key)} THEN hash(({at}, {key})) END"
