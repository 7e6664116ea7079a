"""Load on a large area: `python -m benchmarks.load make | run | ramp | faults [--folder FOLDER]`. Needs `make bench-install`.

`make` fills a database once and keeps it in the folder; the others use it as it stands. All of it stays on this machine.
"""

import argparse
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.load import counting, figures, loading, peer, running, serving, writing

FOLDER = Path(tempfile.gettempdir()) / "load-area"


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("do", choices=["make", "run", "ramp", "faults"])
    given.add_argument("--folder", type=Path, default=FOLDER)
    given.add_argument("--events", type=int, default=500_000)
    given.add_argument("--people", type=int, default=620_000, help="mentions of people who stand in no case")
    given.add_argument("--handlers", type=int, default=50)
    given.add_argument("--others", type=int, default=200)
    given.add_argument("--minutes", type=float, default=15.0)
    given.add_argument("--pace", type=float, default=1.0, help="times that everybody thinks")
    given.add_argument("--workers", type=int, help="as many as `safehold serve` starts unless given")
    given.add_argument("--only", help="one fault")
    given.add_argument("--write", action="store_true", help="put the tables into docs/benchmarks.md")
    asked = given.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that whatever was started here is ended too
    if asked.do == "make":
        loading.load(asked.folder, asked.events, asked.people)
        return
    if asked.do in ("run", "ramp"):
        home = loading.begin(asked.folder)
        serving.use_keys(home)
        loading.leave_as_found(asked.folder)
        run(home, asked) if asked.do == "run" else ramp(home, asked)
    else:  # each home that is made for it has keys of its own
        from benchmarks.load.faults.running import run as try_faults

        table = try_faults(asked.folder, asked.only)
        if asked.write:
            writing.part("faults", "Faults under load", f"python -m benchmarks.load faults{writing.given(asked)} --write", table)


def run(home: Path, asked: argparse.Namespace) -> None:
    folder = running.folder_for_run()
    with serving.served(home, workers=asked.workers) as site:
        import django

        django.setup()
        since = counting.last_event()
        size = loading.counted()
        many = {"handlers": asked.handlers, "others": asked.others, "pace": asked.pace}
        found = running.run(site, home, folder, seconds=asked.minutes * 60, **many)
        counted = counting.count(folder / "acknowledged.jsonl", since)
        floor = peer.floor()
    shutil.rmtree(folder)
    chains = "every chain holds" if serving.holds(home) else "A CHAIN DOES NOT HOLD"
    middle = figures.percentile([each[4] * 1000 for each in found.asked if each[2] == "page"], 0.5)
    told = [
        ", ".join(f"{count:,} {what}" for what, count in size.items()) + ".",
        figures.said(found),
        f"{counted.acknowledged:,} writes were acknowledged, {counted.stored:,} of them are stored, {counted.lost} lost, {counted.doubled}"
        f" doubled; {chains}.",
        f"A bare page of Django that asks the same server SELECT 1 takes {floor:.1f} ms in the middle: a page of Safehold takes"
        f" {middle / floor:.0f} times as long.",
        "",
        figures.tables(found),
    ]
    print("\n".join(told))
    print("lost or doubled:", counted.examples)
    print(figures.wrong(found))
    if asked.write:
        writing.part(
            "load", "People at work on a large area", f"python -m benchmarks.load run{writing.given(asked)} --write", "\n".join(told)
        )


def ramp(home: Path, asked: argparse.Namespace) -> None:
    """The same people think for half as long, step by step, until what is promised is not kept."""
    lines = [figures.RAMP]
    with serving.served(home, workers=asked.workers) as site:
        for faster in (0.5, 1.0, 1.5, 2.0, 3.0, 4.0):
            folder = running.folder_for_run()
            pace = asked.pace / faster
            found = running.run(site, home, folder, handlers=asked.handlers, others=asked.others, seconds=asked.minutes * 60, pace=pace)
            shutil.rmtree(folder)
            lines.append(figures.step(faster, found))
            print(lines[-1], figures.wrong(found), sep="\n", flush=True)
            if figures.kept(found)["page"] > 4 * figures.PROMISED["page"]:
                break
    if asked.write:
        writing.part("ramp", "Where it saturates", f"python -m benchmarks.load ramp{writing.given(asked)} --write", "\n".join(lines))


if __name__ == "__main__":
    began = time.monotonic()
    main()
    print(f"{time.monotonic() - began:.0f} s", file=sys.stderr)
