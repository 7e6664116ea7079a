"""The mentions to train on, where there are more than one machine should read: any of them are as good as all."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

MOST = 1_000_000  # in which even of fifty million every level is seen often enough


@contextmanager
def sample(con: duckdb.DuckDBPyConnection, rows: int, whole: Path) -> Iterator[Path]:
    """A file of mentions: the whole one where it is small enough, otherwise MOST of the table `given`, the same ones each time.

    How likely any two are one person is the same in both, since both of a pair are left out as often.
    """
    if rows <= MOST:
        yield whole
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "sample.parquet"
        written = str(file).replace("'", "''")
        con.execute(f"COPY (SELECT * EXCLUDE (number) FROM given ORDER BY hash(number) LIMIT {MOST}) TO '{written}' (FORMAT parquet)")
        yield file
