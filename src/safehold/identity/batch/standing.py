"""Who is who as a run over a whole table left it, kept in one file, so that the mentions of the next day are placed without that run.

The file is DuckDB's: the values and keys of every mention, its person, and the model. It is written whole beside its place and then put
there; what is added later is added in one transaction. So whatever is interrupted leaves what was there.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import numpy as np

from safehold.identity.batch import reading
from safehold.identity.batch.keyed import keys
from safehold.identity.batch.persons import Persons
from safehold.identity.batch.table import BadTable
from safehold.identity.batch.values import PARTS
from safehold.identity.trained import Trained, dump, load

FORM = 1  # of the file; another is refused
VALUES = tuple(f"value_{part}" for part in PARTS)


def keep(con: duckdb.DuckDBPyConnection, model: Trained, found: Persons, path: Path) -> None:
    """All that stands: `mentions` with the person of each. A file that is there is replaced once the new one is whole."""
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    con.register("found", {"number": np.arange(len(found.person)), "person": found.person})
    con.execute(f"ATTACH {_written(part)} AS kept")
    try:
        with whole(con):
            for table in (*VALUES, "numbered"):
                con.execute(f"CREATE TABLE kept.{table} AS FROM {table}")
            con.execute(f"CREATE TABLE kept.keys AS SELECT key, number FROM ({keys()}) ORDER BY key")
            con.execute(
                "CREATE TABLE kept.standing AS SELECT g.number, g.mention_id, CAST(f.person AS INTEGER) AS person"
                " FROM given g JOIN found f USING (number) ORDER BY number"
            )
            about = [FORM, duckdb.__version__, dump(model).decode()]
            con.execute("CREATE TABLE kept.about AS SELECT $1 AS form, $2 AS duckdb, $3 AS model", about)
        con.execute("DETACH kept")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
        con.unregister("found")


@contextmanager
def whole(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """One transaction: all of it, or nothing."""
    con.execute("BEGIN")
    try:
        yield
    except BaseException:
        con.execute("ROLLBACK")
        raise
    con.execute("COMMIT")


def attach(con: duckdb.DuckDBPyConnection, path: Path) -> Trained:
    """What stands, as the database `kept`. Raises BadTable."""
    if not path.is_file():
        raise BadTable(f"{path}: there is no such file; a run over all mentions writes it (--keep)")
    try:
        con.execute(f"ATTACH {_written(path)} AS kept")
        ((form, version, model),) = con.execute("SELECT form, duckdb, model FROM kept.about").fetchall()
    except duckdb.IOException as error:
        raise BadTable(f"{path}: it cannot be opened: {str(error).splitlines()[0]}") from None
    except (duckdb.CatalogException, duckdb.BinderException):
        raise BadTable(f"{path}: it is not what a run with --keep writes") from None
    if (form, version) != (FORM, duckdb.__version__) or not _same_columns(con):
        raise BadTable(f"{path}: it was kept by another version of this program or of DuckDB; run over all mentions once more")
    return load(model)


def _same_columns(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether what is read of values is what was read of them then."""
    return all(
        [str(each[0]) for each in con.execute(f"DESCRIBE kept.value_{part}").fetchall()] == ["no", *reading.columns(part)]
        for part in PARTS[1:]
        if part != "address"
    )


def _written(path: Path) -> str:
    return "'{}'".format(str(path).replace("'", "''"))
