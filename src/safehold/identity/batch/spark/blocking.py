"""Which mentions are compared: those that share one of the keys of `batch.blocking`, and no more than may share it, in one shuffle."""

from typing import Any

from safehold.identity.batch import blocking
from safehold.identity.batch.spark.wording import in_spark


def pairs(mentions: Any) -> Any:
    """(l, r), l the smaller, each pair once."""
    most = [most for _, most in (*alone(), families())]
    keyed = mentions.selectExpr("number", f"explode({_keys()}) AS key").where("key.hash IS NOT NULL")
    shared = keyed.groupBy("key").agg({"number": "collect_list"}).toDF("key", "members")
    caps = f"array({', '.join(str(each) for each in most)})"
    shared = shared.where(f"size(members) BETWEEN 2 AND get({caps}, key.which)")
    both = shared.selectExpr("members", "explode(members) AS l").selectExpr("l", "explode(members) AS r")
    return both.where("l < r").distinct()


def alone() -> list[tuple[str, int]]:
    """Each key, NULL where it lacks a part, and how many may share it."""
    return [(in_spark(f"CASE WHEN {blocking._complete(key)} THEN hash({key}) END"), most) for key, most in blocking.KEYS.values()]


def families() -> tuple[str, int]:
    """The key of each family name, `name`."""
    key, most = blocking.FAMILIES
    key = key.format(given=blocking._GIVEN)
    return in_spark(f"CASE WHEN birth_year IS NOT NULL AND given IS NOT NULL THEN hash({key}) END"), most


def _keys() -> str:
    """All keys of a mention, each with the place of its kind among the kinds."""
    each = [_named(which, sql) for which, (sql, _) in enumerate(alone())]
    return f"concat(array({', '.join(each)}), transform(array_distinct(families), name -> {_named(len(each), families()[0])}))"


def _named(which: int, key: str) -> str:
    return f"named_struct('which', {which}, 'hash', {key})"
