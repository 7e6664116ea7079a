"""Replays on Spark: partitions brought together by its machines, and each batch of them judged by the same evaluator in `mapInArrow`.

Spark reads the folder itself, so it must be where every machine sees it. What is found stands beside the output until it is whole.
"""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from safehold.identity.batch.spark.session import NoSpark, spark
from safehold.replay.events import column_of
from safehold.replay.judging import Asked, judge
from safehold.replay.layout import OUTPUT, PARTITION
from safehold.replay.processes import rules_of, without_looking_for_circles
from safehold.replay.reading import BATCH, Unreadable, batch_of, key_of, opened

EVENTS = 50_000  # of one piece of work
_WANTED = ("persons", "possible")
_SETTINGS = {
    "spark.sql.execution.arrow.maxRecordsPerBatch": str(BATCH),
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",  # as the other engines write them
}
_UNREADABLE = re.compile(r"Unreadable: (.*)")


def replayed_on_spark(files: list[Path], asked: Asked, folder: Path, events: int, tell: Callable[[int], None]) -> int:
    """Writes what is found into the folder and says how many duties that is. Raises Unreadable, NoSpark."""
    with opened(files[0]) as file:
        key, names = key_of(file), file.schema_arrow.names
        there = [column_of(names), *(name for name in _WANTED if name in names)]
    work = folder / "spark"
    work.mkdir()
    try:
        with spark(work, name="safehold replay") as session:
            for setting, value in _SETTINGS.items():
                session.conf.set(setting, value)
            read = session.read.parquet(*(str(path.absolute()) for path in files))
            rows = read.selectExpr(
                f"`{key}` AS `{PARTITION}`",
                *there,
                "regexp_replace(_metadata.file_path, '^file:/*', '/') AS file",
                "_metadata.row_index AS row",
            ).where(f"`{PARTITION}` <> ''")
            together = rows.repartition(max(1, -(-events // EVENTS)), PARTITION).sortWithinPartitions("file", "row")
            found = together.mapInArrow(judging(asked), _in_sparks_words())
            found.write.option("compression", "zstd").parquet(str(folder / "found"))
    except NoSpark as error:
        if said := _UNREADABLE.search(str(error.__cause__)):
            raise Unreadable(said[1]) from None
        raise
    finally:
        shutil.rmtree(work, ignore_errors=True)
    tell(events)
    return _moved(folder)


def judging(asked: Asked) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """On Spark's machines. A batch of its may end within a partition: what belongs together is put together again."""

    def judged(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        rules, coverage = rules_of(asked), asked.coverage()
        for table in _whole(batches):
            with without_looking_for_circles():
                rows = judge(batch_of(table, 0, ""), rules, asked, coverage).rows()
            yield from rows.to_batches()

    return judged


def _whole(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.Table]:
    held: pa.Table | None = None
    for batch in batches:
        read = pa.Table.from_batches([batch])
        held = read if held is None else pa.concat_tables([held, read])
        last = held[PARTITION][-1].as_py()
        open_ = pc.index(held[PARTITION], last).as_py()
        if open_ >= BATCH:
            yield held.slice(0, open_)
            held = held.slice(open_)
    if held is not None and held.num_rows:
        yield held


def _in_sparks_words() -> Any:
    from pyspark.sql.pandas.types import from_arrow_schema

    return from_arrow_schema(OUTPUT)


def _moved(folder: Path) -> int:
    """Spark's files under the names that the other engines give theirs; what else it leaves goes."""
    found = 0
    parts = sorted((folder / "found").glob("part-*.parquet"))
    for number, path in enumerate(parts):
        found += pq.ParquetFile(path).metadata.num_rows
        path.rename(folder / f"obligations-{number:05d}.parquet")
    shutil.rmtree(folder / "found")
    return found
