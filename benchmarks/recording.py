"""How long one event takes with everything that follows from it: who it is about, the cases, state, duties and seals, committed.

    python benchmarks/recording.py [--people 150000] [--events 400]

A made-up area is taken in but for the last events that its agencies wrote down; these are recorded one by one, as they would come. The
peer does the least that any system must: it stores the same event as JSON in an indexed table of the same database, and commits.
"""

import argparse
import json
import statistics
import sys
import time
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import areas  # noqa: E402  (it lies beside this file)

FIRST = 20  # these start the server's caches and the connection's prepared statements, and are not counted


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--people", type=int, default=150_000, help="residents of the area")
    given.add_argument("--events", type=int, default=400, help="events that are recorded one by one")
    asked = given.parse_args()
    from safehold.commands import starting

    with areas.home(), areas.area(asked.people) as files, starting.ready():
        last = hold_back(files, asked.events + FIRST)
        took(files)
        ours: list[float] = []
        floor: list[float] = []
        kinds: dict[str, list[float]] = defaultdict(list)
        measure(last, ours, floor, kinds)
    print(f"{len(ours)} events recorded one by one, each with all that follows:")
    print(f"  Safehold:  {areas.spread(ours)}")
    print(f"  one table: {areas.spread(floor)}")
    print(f"  ratio of the medians {statistics.median(ours) / statistics.median(floor):.1f}")
    for kind in sorted(kinds, key=lambda kind: -len(kinds[kind]))[:6]:
        print(f"  {kind}: {areas.spread(kinds[kind])} ({len(kinds[kind])})")


def hold_back(files: list[Path], count: int) -> list[dict[str, object]]:
    """Takes the last events by when they were recorded out of the files."""
    lines = [(json.loads(line), file) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    lines.sort(key=lambda each: str(each[0].get("recorded_at") or each[0]["occurred_at"]))
    for file in files:
        kept = [json.dumps(event) for event, of in lines[:-count] if of == file]
        file.write_text("\n".join(kept) + "\n", encoding="utf-8")
    return [event for event, _ in lines[-count:]]


def took(files: list[Path]) -> None:
    from django.db import connections

    from safehold.chronology.importing import import_files

    began = time.monotonic()
    new = sum(report.new for report in import_files(files))
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("CREATE TABLE floor (source text, id text, event jsonb, PRIMARY KEY (source, id))")
    print(f"{new:,} events on record after {time.monotonic() - began:.0f} s")


def measure(last: list[dict[str, object]], ours: list[float], floor: list[float], kinds: dict[str, list[float]]) -> None:
    from django.db import connections

    from safehold.chronology.record import record

    for number, event in enumerate(last):
        began = time.perf_counter()
        with connections["owner"].cursor() as cursor:
            cursor.execute("INSERT INTO floor VALUES (%s, %s, %s)", [event["source"], event["id"], json.dumps(event)])
        between = time.perf_counter()
        record([event])
        done = time.perf_counter()
        if number >= FIRST:
            floor.append((between - began) * 1e3)
            ours.append((done - between) * 1e3)
            kinds[str(event["kind"])].append(ours[-1])


if __name__ == "__main__":
    main()
