"""The two engines of `safehold link` on the same mentions: the same pairs, the same weights, the same persons, and how long each takes.

    python -m benchmarks.linkage.spark_parity [--size 3000] [--write]

Every pair that one keeps is held beside the other's. Seconds are of the whole run, processor time too, with the Java that Spark starts.
It exits with 1 where a pair, a weight (beyond a billionth of a bit) or a person differs. It needs pyspark (make bench-install) and a Java.
"""

import argparse
import os
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow.parquet as pq
from benchmarks.linkage.table import HEAD, PAGE

from safehold.identity.batch import blocking, pairs, persons, table
from safehold.identity.batch.components import Scored, scored
from safehold.identity.batch.spark import linking
from safehold.identity.batch.spark.session import NoSpark, ready
from safehold.identity.trained import shipped
from safehold.synthetic.population_records import draw_mentions

START, END = "<!-- linking on spark -->", "<!-- end of linking on spark -->"
CLOSE = 1e-9  # bits


class Run(NamedTuple):
    edges: Scored
    person: np.ndarray
    pairs: int
    seconds: float
    cpu: float


def main() -> None:
    given = argparse.ArgumentParser(
        prog="python -m benchmarks.linkage.spark_parity", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    given.add_argument("--size", type=int, default=3_000, help="mentions of the made-up population")
    given.add_argument("--write", action="store_true", help="write what was found into docs/benchmarks.md")
    asked = given.parse_args()
    try:
        ready()
    except NoSpark as error:
        sys.exit(str(error))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "mentions.parquet"
        pq.write_table(draw_mentions(asked.size, 1).mentions, file)
        here, there = duckdb(file), spark(file)
    same, text = compared(here, there, asked.size)
    print(text)
    if asked.write and same:
        write(text)
    sys.exit(0 if same else "the engines differ")


def duckdb(file: Path) -> Run:
    model, clock = shipped(), Clock()
    con = table.connect()
    read = table.read(con, file)
    many = blocking.block(con)
    weigher = pairs.Weigher(con, model)
    edges = pairs.score(con, weigher)
    found = persons.grouped(edges, weigher, model, read.rows)
    return Run(scored(*edges), found.person, many, *clock.passed())


def spark(file: Path) -> Run:
    clock = Clock()
    con = table.connect()
    read = table.load(con, file)
    found = linking.linked(con, shipped(), read.rows, file.with_name("persons.parquet"), lambda _step: None)
    return Run(scored(*found.edges), found.persons.person, found.pairs, *clock.passed())


class Clock:
    def __init__(self) -> None:
        self.started, self.cpu = time.perf_counter(), _processor()

    def passed(self) -> tuple[float, float]:
        return time.perf_counter() - self.started, _processor() - self.cpu


def _processor() -> float:
    """Of this process and of all below it that still run, with those that they have waited for; Java runs until the end."""
    parents, used = {}, {}
    for each in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = each.read_text().rpartition(")")[2].split()
        except OSError:  # it has ended
            continue
        parents[int(each.parent.name)], used[int(each.parent.name)] = int(fields[1]), sum(int(field) for field in fields[11:15])
    mine, before = {os.getpid()}, 0
    while len(mine) > before:
        before = len(mine)
        mine |= {child for child, parent in parents.items() if parent in mine}
    return sum(used.get(each, 0) for each in mine) / os.sysconf("SC_CLK_TCK")


def compared(here: Run, there: Run, size: int) -> tuple[bool, str]:
    alike = np.array_equal(here.edges.left, there.edges.left) and np.array_equal(here.edges.right, there.edges.right)
    apart = float(np.abs(here.edges.weight - there.edges.weight).max()) if alike else float("inf")
    against = alike and np.array_equal(here.edges.against, there.edges.against)
    moved = int((here.person != there.person).sum())
    same = here.pairs == there.pairs and against and apart <= CLOSE and not moved
    lines = [
        f"{size:,} mentions: {here.pairs:,} pairs compared by DuckDB and {there.pairs:,} by Spark, {len(here.edges.left):,} and"
        f" {len(there.edges.left):,} kept; {'the same ones' if alike else 'NOT the same ones'}. Their weights differ by {apart:.1e} bits at"
        f" most, contradictions {'not at all' if against else 'DO'}. Of {moved:,} mentions the person differs.",
        "",
        "| engine | seconds | CPU s |",
        "|---|---|---|",
        f"| DuckDB | {here.seconds:.1f} | {here.cpu:.1f} |",
        f"| Spark, on the same machine | {there.seconds:.1f} | {there.cpu:.1f} |",
        "",
        f"Spark takes {there.cpu / here.cpu:.0f} times the processor time here. It is for tables beyond one machine alone. Seconds"
        " are with other work on the machine: trust processor time more.",
    ]
    return same, "\n".join(lines)


def write(text: str, page: Path = PAGE) -> None:
    """Between its own marks; what else stands on the page stays."""
    when = f"Written by `python -m benchmarks.linkage.spark_parity --write` on {datetime.now(tz=UTC):%-d %B %Y}, {os.cpu_count()} cores."
    part = "\n".join([START, "## Linking on Spark", "", when, "", text, END])
    said = page.read_text(encoding="utf-8") if page.exists() else HEAD
    before, start, rest = said.partition(START)
    page.write_text(before + part + rest.partition(END)[2] if start else f"{said.rstrip()}\n\n{part}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
