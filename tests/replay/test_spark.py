"""Replay on Spark without Spark: what it gives in batches that end anywhere comes to the same rows.

That Spark itself does is held by `python -m benchmarks.replay --engines processes,spark`, row by row.
"""

import pyarrow as pa
import pytest

from replay.chronologies import by_evaluator, table
from replay.test_columns import ASKED
from safehold.replay import spark
from safehold.replay.layout import OUTPUT
from safehold.replay.reading import Unreadable
from safehold.rulebook.loader import standard_rules

CASES = [["b: bail.breach_reported @0", f"bail.breach_decided @+{hours}h about b {{arrest: true}}"] for hours in range(20, 28)]


def as_spark_gives_it(rows: int) -> list[pa.RecordBatch]:
    """Cut wherever so many rows are full, with where each stood."""
    given = table(CASES).select(["partition", "persons", "event"])
    placed = given.append_column("file", pa.repeat("events.parquet", len(given))).append_column("row", pa.array(range(len(given))))
    batches: list[pa.RecordBatch] = placed.to_batches(max_chunksize=rows)
    return batches


@pytest.mark.parametrize("rows", [1, 3, 100])
def test_a_case_that_a_batch_cuts_is_put_together_again(rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spark, "BATCH", 4)
    found = [*spark.judging(ASKED)(iter(as_spark_gives_it(rows)))]
    assert pa.Table.from_batches(found, OUTPUT).to_pylist() == by_evaluator(table(CASES), standard_rules(), ASKED)


def test_what_cannot_be_read_is_told_by_where_it_stood() -> None:
    batch = as_spark_gives_it(100)[0]
    broken = batch.set_column(2, "event", pa.array([b"", *batch["event"].to_pylist()[1:]], pa.binary())).slice(0)
    with pytest.raises(Unreadable, match=r"events.parquet row 1: Input data was truncated"):
        list(spark.judging(ASKED)(iter([broken])))
