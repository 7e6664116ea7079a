"""Linking on Spark without Spark: its words for our conditions and keys mean what DuckDB's do, and it reads mentions as they are recorded.

What Spark itself makes of them is held by `python -m benchmarks.linkage.spark_parity`, pair by pair.
"""

import re
import stat

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from splink.internals.settings_creator import SettingsCreator

from identity.test_levels import people, rows_of, table
from safehold.identity.batch import blocking
from safehold.identity.batch.spark import mentions, session, weighing, wording
from safehold.identity.batch.spark.blocking import families, keys, wide_keys
from safehold.identity.batch.table import connect, read
from safehold.identity.levels import COMPARISONS
from safehold.identity.trained import shipped
from safehold.synthetic.population_records import draw_mentions

# What Spark's manual says of each function that is not DuckDB's too, said in DuckDB.
SPARKS = {
    "arrays_overlap(a, b)": "list_has_any(a, b)",
    "array_contains(a, b)": "list_contains(a, b)",
    "startswith(a, b)": "starts_with(a, b)",
    "size(a)": "len(a)",
    "get(a, place)": "a[place + 1]",
    "xxhash64(a)": "hash(a)",
    f"{wording.SIMILARITY}(a, b)": "jaro_winkler_similarity(a, b)",
}
# Of these names both have one, with one meaning; damerau_levenshtein is the one in Splink's jar.
BOTH = {"abs", "coalesce", "damerau_levenshtein", "greatest", "least", "left", "length", "levenshtein", "cast"}
WORDS = {"and", "or", "not", "in", "then", "between", "when"}


def spark_in_duckdb() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect(":memory:")
    con.execute("SET threads = 1")
    for name, meaning in SPARKS.items():
        con.execute(f"CREATE OR REPLACE MACRO {name} AS {meaning}")
    return con


def conditions() -> dict[tuple[str, str], str]:
    return {
        (comparison.name, level.name): wording.in_spark(level.sql)
        for comparison in COMPARISONS
        for level in comparison.levels
        if level.sql != "ELSE"
    }


def every_key() -> list[str]:
    return [sql for sql, _ in (*keys(), *wide_keys(), families())]


def test_spark_is_asked_for_nothing_that_it_does_not_know():
    known = {name.partition("(")[0] for name in SPARKS} | BOTH | WORDS
    for sql in [*conditions().values(), *every_key()]:
        assert {name.lower() for name in re.findall(r"(\w+) ?\(", sql)} <= known, sql
        assert "&&" not in sql
        assert "[" not in sql


def levels(worded) -> str:
    def case(level):
        return f"ELSE '{level.name}'" if level.sql == "ELSE" else f"WHEN {worded(level.sql)} THEN '{level.name}'"

    return ", ".join(f"CASE {' '.join(case(each) for each in comparison.levels)} END" for comparison in COMPARISONS)


OURS, SPARK = levels(lambda sql: sql), levels(wording.in_spark)


@given(st.lists(people(), min_size=10, max_size=10))
@settings(max_examples=10, deadline=None)
def test_a_level_holds_in_sparks_words_where_it_holds_in_duckdbs(given):
    with spark_in_duckdb() as con:
        table(con, rows_of(given))
        columns = [str(each[0]) for each in con.execute("DESCRIBE mentions").fetchall()]
        both = ", ".join(f"{side}.{column} AS {column}_{side}" for side in "lr" for column in columns)
        pairs = f"SELECT number_l, number_r, [{OURS}] AS ours, [{SPARK}] AS sparks FROM (SELECT {both} FROM mentions l, mentions r)"
        assert con.execute(f"SELECT * FROM ({pairs}) WHERE ours <> sparks").fetchall() == []


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    path = tmp_path_factory.mktemp("spark") / "mentions.parquet"
    pq.write_table(draw_mentions(600, 3).mentions, path)
    return path


def test_a_key_in_sparks_words_is_shared_by_the_same_mentions(drawn):
    with spark_in_duckdb() as con:
        read(con, drawn)
        ours = [*(key for key, _ in blocking.KEYS.values()), *blocking.WIDE.values()]
        for (sparks, _), key in zip([*keys(), *wide_keys()], ours, strict=True):
            wanted = f"SELECT hash({key}) AS key, number FROM mentions WHERE {blocking._complete(key)} ORDER BY number"
            found = f"SELECT * FROM (SELECT {sparks} AS key, number FROM mentions) WHERE key IS NOT NULL ORDER BY number"
            assert con.execute(found).fetchall() == con.execute(wanted).fetchall()


def test_spark_reads_a_mention_as_duckdb_does(drawn):
    with connect() as con:
        read(con, drawn)
        ours = con.sql(f"SELECT {', '.join(mentions.COLUMNS)} FROM mentions ORDER BY number").to_arrow_table()
    given = pq.read_table(drawn)
    given = given.append_column("number", pa.array(range(given.num_rows), pa.int32()))
    theirs = pa.Table.from_batches(mentions.read(iter(given.to_batches(max_chunksize=250))))
    assert theirs.to_pylist() == ours.to_pylist()


def test_splink_takes_the_model_in_sparks_words_and_counts_levels_as_we_do():
    chosen = weighing.settings(shipped())
    assert isinstance(chosen, SettingsCreator)
    found = chosen.get_settings("spark")
    for comparison, theirs in zip(COMPARISONS, found.comparisons, strict=True):
        sql = weighing._level(comparison)
        for level, each in zip(comparison.levels, theirs.comparison_levels, strict=True):
            assert level.name == each.label_for_charts
            counted = re.search(rf"WHEN {each.comparison_vector_value} THEN (\d+)|ELSE (\d+) END", sql)
            assert comparison.levels[int(counted[1] or counted[2])] is level


def test_without_pyspark_it_is_said_how_to_install_it(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(session.NoSpark, match="make spark-install"):
        session.ready()


@pytest.mark.parametrize(
    ("java", "says"), [(None, "there is none"), ('openjdk version "11.0.2"', "is Java 11"), ('version "1.8.0_4"', "is Java 8")]
)
def test_without_a_java_that_is_new_enough_it_is_said_which_to_install(monkeypatch, tmp_path, java, says):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: object())
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    if java:
        program = tmp_path / "bin" / "java"
        program.parent.mkdir()
        program.write_text(f"#!/bin/sh\necho '{java}' >&2\n")
        program.chmod(program.stat().st_mode | stat.S_IEXEC)
    with pytest.raises(session.NoSpark, match=f"needs Java 17 or later.*{says}"):
        session.ready()
