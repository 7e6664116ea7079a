"""Persons out of the scored pairs of a table, and the file that says who is who."""

from pathlib import Path
from typing import NamedTuple

import duckdb
import numpy as np

from safehold.identity.batch import clusters
from safehold.identity.batch.components import Ints, Scored
from safehold.identity.model import bits
from safehold.identity.trained import Trained


class Persons(NamedTuple):
    """For each mention the number of the first mention of its person; and how many persons there are."""

    person: Ints
    many: int


def limits(model: Trained) -> clusters.Limits:
    return clusters.Limits(threshold=bits(model.linked), low=bits(model.linked), margin=model.margin, unsure=bits(model.unsure))


def grouped(edges: Scored, weigher: clusters.ScoreMore, model: Trained, rows: int, judged: clusters.Judged | None = None) -> Persons:
    person = clusters.cluster(rows, edges, weigher, limits(model), judged).person
    return Persons(person, len(np.unique(person)))


def write(con: duckdb.DuckDBPyConnection, persons: Persons, output: Path) -> None:
    """mention_id and person_id, in the order of the input."""
    con.register("found", {"number": np.arange(len(persons.person)), "person": persons.person})
    con.execute(
        "CREATE OR REPLACE TEMP VIEW placed AS SELECT f.number, m.mention_id, p.mention_id AS person_id FROM found f"
        " JOIN given m ON m.number = f.number JOIN given p ON p.number = f.person"
    )
    write_placed(con, output)
    con.unregister("found")


def write_placed(con: duckdb.DuckDBPyConnection, output: Path) -> None:
    """From `placed` (number, mention_id, person_id). A file that is there is replaced once the new one is whole."""
    part = output.with_name(f".{output.name}.part")
    written = str(part).replace("'", "''")
    kind = "FORMAT parquet" if output.suffix == ".parquet" else "FORMAT csv, HEADER true"
    try:
        con.execute(f"COPY (SELECT mention_id, person_id FROM placed ORDER BY number) TO '{written}' ({kind})")
        part.replace(output)
    finally:
        part.unlink(missing_ok=True)  # of a run that was stopped, or found the disk full
