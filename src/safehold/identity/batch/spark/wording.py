"""Conditions and keys in Spark's words: they are written once, in DuckDB's.

sqlglot parses them. What it would leave in words that Spark does not know, or knows for something else, is put right here; a test runs
both wordings over the same mentions.
"""

from sqlglot import exp, parse_one

from safehold.identity.columns import GROUPS, columns_of

SIMILARITY = "jaro_winkler_of_duckdb"  # Splink's own jaro_winkler for Spark counts letters changed round by halves, and so differs
_LISTS = {name for group in GROUPS.values() for name, kind in columns_of(group).items() if kind.endswith("[]")}


def in_spark(sql: str) -> str:
    return parse_one(sql, read="duckdb").transform(_word).sql(dialect="spark")


def columns_named(sql: str) -> list[str]:
    """The columns that a condition looks at, in order."""
    return sorted({column.name for column in parse_one(sql, read="duckdb").find_all(exp.Column)})


def _word(node: exp.Expression) -> exp.Expression:
    match node:
        case exp.JarowinklerSimilarity():
            return _call(SIMILARITY, node.this, node.expression)
        case exp.ArrayOverlaps():
            return _call("arrays_overlap", node.this, node.expression)
        case exp.Length(this=exp.Column() as column) if _bare(column.name) in _LISTS:
            return _call("size", column)
        case exp.Bracket():
            # Where there is no such element, this is NULL, and Spark's own brackets an error. sqlglot counts from 0.
            return _call("get", node.this, *node.expressions)
        case exp.Anonymous(this=str(name)) if name.lower() == "hash":
            return _call("xxhash64", *node.expressions)
    return node


def _call(name: str, *arguments: exp.Expression) -> exp.Expression:
    return exp.Anonymous(this=name, expressions=[each.transform(_word) for each in arguments])


def _bare(column: str) -> str:
    """Without the side of the pair."""
    return column.removesuffix("_l").removesuffix("_r")
