"""How linking in batch grows: seconds of each step, memory, and a day's newcomers, for tables of several sizes.

    python -m benchmarks.linkage.growth [--sizes 100000,300000,1000000,5000000] [--drawn DIR] [--write]

Each run is a process of its own: `safehold link --train` as benchmarks.linkage.safehold_run does it, over all but the last 0.05 % of the
mentions, and `safehold link-nightly` over these, beginning with the start of the program. --drawn names a folder in which the made-up
tables lie, or are put, to be used again. --write puts the table into docs/benchmarks.md.
"""

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pyarrow.parquet as pq
from benchmarks.linkage import table
from benchmarks.linkage.runs import ROOT, Failed

SAFEHOLD = str(Path(sys.executable).with_name("safehold"))
SIZES = "100000,300000,1000000,5000000"
A_DAY = 2000  # mentions of which one is a day's
STEPS = ("read", "train", "score", "cluster", "keep")
SAID = """\
CPU seconds of each step, of all its processes; training finds which mentions are compared. Growth is the exponent of the CPU seconds from
one size to the next, and in brackets that of n log n between the two. Linked says how many seconds passed until everybody was clustered,
and seconds how many until what a night needs was kept and all was written. A day is the last 0.05 % of the mentions, placed by
`safehold link-nightly` among the others, from the start of the program to its end; its share is of the CPU seconds of the whole run.\
""".splitlines()


class Used(NamedTuple):
    """Of one process: seconds that passed, CPU seconds and GB at most."""

    wall: float
    cpu: float
    memory: float


class Grown(NamedTuple):
    """`linked` is the seconds that passed until the mentions were clustered."""

    size: int
    steps: dict[str, float]
    linked: float
    whole: Used
    day: Used


def main() -> None:
    given = argparse.ArgumentParser(
        prog="python -m benchmarks.linkage.growth", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    given.add_argument("--sizes", default=SIZES)
    given.add_argument("--drawn", type=Path)
    given.add_argument("--write", action="store_true", help="write the table into docs/benchmarks.md")
    asked = given.parse_args()
    found = []
    with _folder(asked.drawn) as drawn:
        for size in sorted(int(each) for each in asked.sizes.split(",")):
            found.append(measured(size, drawn))
            print(rows(found)[-1], flush=True)
    text = [f"`python -m benchmarks.linkage.growth --sizes {asked.sizes}`, on {os.cpu_count()} cores.", "", *rows(found)]
    print("\n".join(["", *text]))
    if asked.write:
        table.write("tables of several sizes", text, by="linkage.growth", said=SAID)


@contextmanager
def _folder(chosen: Path | None) -> Iterator[Path]:
    if chosen is not None:
        yield chosen
        return
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def measured(size: int, drawn: Path) -> Grown:
    mentions = drawn / f"{size}-1" / "mentions.parquet"
    if not mentions.exists():
        _run(SAFEHOLD, "synthesise", "--mentions", str(size), "--seed", "1", "--out", str(mentions.parent))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        read = pq.read_table(mentions)
        day = max(size // A_DAY, 1)
        pq.write_table(read.slice(0, size - day), folder / "old.parquet")
        pq.write_table(read.slice(size - day), folder / "new.parquet")
        del read
        kept = folder / "people.duckdb"
        whole = _run(sys.executable, "-m", "benchmarks.linkage.safehold_run", str(folder / "old.parquet"), str(folder), str(kept))
        steps = json.loads((folder / "cpu.json").read_text())
        passed = json.loads((folder / "times.json").read_text())
        given = ("--kept", kept, "--input", folder / "new.parquet", "--output", folder / "placed.parquet")
        placed = _run(SAFEHOLD, "link-nightly", *(str(each) for each in given))
    return Grown(size, steps, sum(passed[step] for step in STEPS[:-1]), whole, placed)


def _run(*command: str) -> Used:
    with tempfile.TemporaryFile() as log:
        start = os.times().elapsed
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = os.times().elapsed - start
        if process.returncode:
            log.seek(0)
            raise Failed(f"{command[0]} ended with {process.returncode}: {log.read().decode(errors='replace')[-1500:]}")
    return Used(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1e6)


def rows(found: list[Grown]) -> list[str]:
    head = ["mentions", *STEPS, "CPU s", "linked", "seconds", "GB", "growth", "a day, CPU s", "share"]
    lines = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    for at, each in enumerate(found):
        grown = ""
        if at:
            before = found[at - 1]
            exponent = math.log(each.whole.cpu / before.whole.cpu) / math.log(each.size / before.size)
            allowed = 1 + math.log(math.log(each.size) / math.log(before.size)) / math.log(each.size / before.size)
            grown = f"{exponent:.2f} ({allowed:.2f})"
        steps = " | ".join(f"{each.steps[step]:.1f}" for step in STEPS)
        lines.append(
            f"| {each.size:,} | {steps} | {each.whole.cpu:.1f} | {each.linked:.1f} | {each.whole.wall:.1f} | {each.whole.memory:.2f} |"
            f" {grown} | {each.day.cpu:.2f} | {each.day.cpu / each.whole.cpu:.2%} |"
        )
    return lines


if __name__ == "__main__":
    main()
