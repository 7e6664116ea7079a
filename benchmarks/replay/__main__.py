"""Every engine of `safehold replay` on the same events: the same rows, how long, how much memory.

    python -m benchmarks.replay [--events 10000000] [--engines processes,columns,spark] [--folder DIR] [--write]

Of each process the greatest memory is taken; of Spark the workers in Python, since Java takes what it is given. Rows are held beside those
of the first engine, whatever their order. Exits with 1 where they differ. --folder keeps the events for another time.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import NamedTuple

import duckdb
from benchmarks.replay import page
from benchmarks.replay.making import make

ROOT = Path(__file__).parents[2]
NOW = "2026-11-02"


class Run(NamedTuple):
    engine: str
    seconds: float
    cpu: float
    worker: float
    duties: int


def main() -> None:
    given = argparse.ArgumentParser(
        prog="python -m benchmarks.replay", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    given.add_argument("--events", type=int, default=10_000_000)
    given.add_argument("--engines", default="processes,columns", help="by commas, of processes, columns and spark")
    given.add_argument("--folder", type=Path, help="where the events lie, or are to be kept")
    given.add_argument("--write", action="store_true", help="write what was found into docs/benchmarks.md")
    asked = given.parse_args()
    with tempfile.TemporaryDirectory() as beside:
        folder = asked.folder or Path(beside) / "events"
        events = make(folder, asked.events)
        print(f"{events:,} events", flush=True)
        runs, differ = [], []
        for engine in asked.engines.split(","):
            out = Path(beside) / engine
            runs.append(run(engine, folder, out))
            print(line(runs[-1], events), flush=True)
            if runs[1:]:
                differ.append(different(Path(beside) / runs[0].engine, out))
                print(f"{differ[-1]} rows differ from those of {runs[0].engine}", flush=True)
    if asked.write and not any(differ):
        page.write(f"{asked.engines}, {asked.events}", f"Replay of {events:,} events", command(), told(runs, events))
    sys.exit(1 if any(differ) else 0)


def run(engine: str, folder: Path, out: Path) -> Run:
    """The program as whoever uses it starts it, in a process of its own."""
    safehold = [sys.executable, "-c", "from safehold.cli import main; main()", "replay", "--input", str(folder), "--output", str(out)]
    started = time.perf_counter()
    process = subprocess.Popen([*safehold, "--engine", engine, "--now", NOW, "--json"], cwd=ROOT, stdout=subprocess.PIPE)
    greatest = [0.0]
    done = threading.Event()
    watching = threading.Thread(target=watch, args=(process.pid, greatest, done), daemon=True)
    watching.start()
    assert process.stdout is not None
    said = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    done.set()
    watching.join()
    if status:
        sys.exit(f"{engine} did not finish")
    duties = int(said.partition(b'"duties":')[2].split(b",")[0])
    return Run(engine, seconds, used.ru_utime + used.ru_stime, greatest[0], duties)


def watch(pid: int, greatest: list[float], done: threading.Event) -> None:
    """The greatest memory, in GB, of any Python below a process, itself included: asked of the kernel, which keeps it for each."""
    while not done.wait(1.0):
        parents = {}
        for each in Path("/proc").glob("[0-9]*/stat"):
            try:
                parents[int(each.parent.name)] = int(each.read_text().rpartition(")")[2].split()[1])
            except OSError:  # it has ended
                continue
        mine, before = {pid}, 0
        while len(mine) > before:
            before = len(mine)
            mine |= {child for child, parent in parents.items() if parent in mine}
        for each_pid in mine:
            try:
                # By the program, not by the name: what Java starts has its memory for a moment, and another name.
                program, text = os.readlink(f"/proc/{each_pid}/exe"), Path(f"/proc/{each_pid}/status").read_text()
            except OSError:
                continue
            if "java" not in program:
                peak = next((part for part in text.splitlines() if part.startswith("VmHWM")), "VmHWM: 0 kB")
                greatest[0] = max(greatest[0], int(peak.split()[1]) / 1e6)


def different(one: Path, other: Path) -> int:
    """Rows that only one of the two has, as often as it has them."""
    first, second = (f"SELECT * FROM read_parquet('{folder}/*.parquet')" for folder in (one, other))
    query = f"SELECT (SELECT count(*) FROM ({first} EXCEPT ALL {second})) + (SELECT count(*) FROM ({second} EXCEPT ALL {first}))"
    with duckdb.connect(config={"memory_limit": "4GB", "temp_directory": str(one.parent / "duckdb")}) as con:
        found = con.execute(query).fetchone()
    assert found is not None
    return int(found[0])


def command() -> str:
    return f"python -m benchmarks.replay {' '.join(sys.argv[1:])}".strip()


def line(found: Run, events: int) -> str:
    # Spark's work is done in processes that outlive whoever started it, so that nobody tells what they took.
    cpu = "not told | not told" if found.engine == "spark" else f"{found.cpu:,.0f} | {found.cpu / events * 1e6:.0f}"
    speed = f"{events / found.seconds:,.0f} | {found.seconds:,.0f} | {cpu}"
    return f"| {found.engine} | {speed} | {found.worker:.2f} | {found.duties:,} |"


def told(runs: list[Run], events: int) -> list[str]:
    head = ["| engine | events a second | seconds | CPU s | µs of CPU an event | GB of the largest process | duties |", "|---" * 7 + "|"]
    same = "All give the same rows. " if runs[1:] else ""
    said = "The whole rulebook, on a made-up area whose like is repeated, each with people and events of its own."
    return [
        f"{said} {same}Seconds are with other work on the machine: trust CPU time more.",
        "",
        *head,
        *(line(each, events) for each in runs),
    ]


if __name__ == "__main__":
    main()
