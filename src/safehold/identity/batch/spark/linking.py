"""Who is who, on Spark: reading, comparing and weighing on its machines, persons out of the scored pairs on this one."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import duckdb

from safehold.identity.batch import persons
from safehold.identity.batch.components import Scored
from safehold.identity.batch.pairs import LOW
from safehold.identity.batch.spark import blocking
from safehold.identity.batch.spark.mentions import mentions
from safehold.identity.batch.spark.session import spark
from safehold.identity.batch.spark.weighing import Weigher
from safehold.identity.batch.table import FIELDS
from safehold.identity.trained import Trained

STEPS = 4


class Linked(NamedTuple):
    """`pairs` is how many were compared; `edges` are those that weigh at least LOW."""

    persons: persons.Persons
    pairs: int
    edges: Scored


def linked(con: duckdb.DuckDBPyConnection, model: Trained, rows: int, beside: Path, tell: Callable[[int], None]) -> Linked:
    """From the table `given`. What Spark writes stands beside the file `beside` until it is done. Raises NoSpark."""
    with _folder(beside) as folder:
        given = str(folder / "given").replace("'", "''")
        con.execute(f"COPY (SELECT number, {', '.join(FIELDS)} FROM given) TO '{given}' (FORMAT parquet, PER_THREAD_OUTPUT true)")
        with spark(folder) as session:
            tell(1)
            read = mentions(session, folder / "given").persist()
            pairs = blocking.pairs(read).persist()
            many = pairs.count()
            tell(1)
            weigher = Weigher(session, read, model)
            edges = weigher.score(pairs, LOW)
            tell(1)
            found = persons.grouped(edges, weigher, model, rows)
            tell(1)
    return Linked(found, many, edges)


@contextmanager
def _folder(beside: Path) -> Iterator[Path]:
    """Of this run; one that an earlier run could not take away goes first."""
    folder = beside.absolute().with_name(f".{beside.name}.spark")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
