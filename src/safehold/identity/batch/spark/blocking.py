"""Which mentions are compared: those that share one of the keys of `batch.blocking`, and no more than may share it."""

from typing import Any

from safehold.identity.batch import blocking
from safehold.identity.batch.spark.wording import in_spark


def pairs(mentions: Any) -> Any:
    """(l, r), l the smaller, each pair once. What the others bring together says how many may share a wide key."""
    few = _both(_shared(mentions, keys(), families())).distinct().persist()
    wide = _shared(mentions, wide_keys()).persist()
    counted = wide.selectExpr("size(members) AS held").groupBy("held").count().collect()
    sizes = sorted((row["held"], row["count"] * row["held"] * (row["held"] - 1) // 2) for row in counted)
    most = blocking.greatest(sizes, blocking.allowed(few.count()))
    return few.union(_both(wide.where(f"size(members) <= {most}"))).distinct()


def _shared(mentions: Any, alone: list[tuple[str, int]], of_family: tuple[str, int] | None = None) -> Any:
    """The `members` of each key that at least two share, and no more than may."""
    each = [_named(which, sql) for which, (sql, _) in enumerate(alone)]
    all_keys, most = f"array({', '.join(each)})", [most for _, most in alone]
    if of_family:
        named = _named(len(each), of_family[0])
        all_keys, most = f"concat({all_keys}, transform(array_distinct(families), name -> {named}))", [*most, of_family[1]]
    keyed = mentions.selectExpr("number", f"explode({all_keys}) AS key").where("key.hash IS NOT NULL")
    shared = keyed.groupBy("key").agg({"number": "collect_list"}).toDF("key", "members")
    return shared.where(f"size(members) BETWEEN 2 AND get(array({', '.join(str(each) for each in most)}), key.which)")


def _both(shared: Any) -> Any:
    return shared.selectExpr("members", "explode(members) AS l").selectExpr("l", "explode(members) AS r").where("l < r")


def _named(which: int, key: str) -> str:
    return f"named_struct('which', {which}, 'hash', {key})"


def keys() -> list[tuple[str, int]]:
    """Each key, NULL where it lacks a part, and how many may share it."""
    return [(_hashed(key), most) for key, most in blocking.KEYS.values()]


def wide_keys() -> list[tuple[str, int]]:
    return [(_hashed(key), blocking.MOST_WIDE) for key in blocking.WIDE.values()]


def families() -> tuple[str, int]:
    """The key of each family name, `name`."""
    key, most = blocking.FAMILIES
    key = key.format(given=blocking._GIVEN)
    return in_spark(f"CASE WHEN birth_year IS NOT NULL AND given IS NOT NULL THEN hash({key}) END"), most


def _hashed(key: str) -> str:
    return in_spark(f"CASE WHEN {blocking._complete(key)} THEN hash({key}) END")
