"""Each fault in turn, under twenty people at work: what was acknowledged against what is stored, and whether the chains hold."""

import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.load import counting, loading, running, serving
from benchmarks.load.faults import clock, crowding, keeping, killing
from benchmarks.load.faults.scene import Fault, Scene

HANDLERS, OTHERS, PACE, BEFORE = 6, 14, 0.25, 12.0
EVENTS, ON_FILE, ROOM = 6_000, 1_200, "900m"
HEAD = (
    "| fault | acknowledged | stored | lost | doubled | stored and not heard of | chains | what came of it | what people saw |\n"
    "|---|---|---|---|---|---|---|---|---|"
)


def faults() -> list[Fault]:
    return [*killing.FAULTS, *crowding.FAULTS, *clock.faults(), *keeping.FAULTS]


def run(folder: Path, only: str | None) -> str:
    loading.load(folder / "small", EVENTS, ON_FILE)
    lines = [HEAD]
    for fault in faults():
        if only in (None, fault.name):
            with _home(folder, fault) as home:
                lines.append(_tried(fault, home))
            print(lines[-1], flush=True)
    return "\n".join(lines)


@contextmanager
def _home(folder: Path, fault: Fault) -> Iterator[Path]:
    """The small area's home; on a disk of its own, a copy, where that is to be filled."""
    home = loading.begin(folder / "small")
    if not fault.small:
        yield home
        return
    disk = folder / "disk"
    disk.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", str(disk)], check=True)
    try:
        disk.chmod(0o711)
        subprocess.run(["cp", "-a", str(home), str(disk / "home")], check=True)
        yield loading.begin(disk)
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def _tried(fault: Fault, home: Path) -> str:
    import django
    from django.db import connections

    serving.use_keys(home)
    folder = running.folder_for_run()
    with serving.served(home, variables=fault.variables) as site:
        django.setup()
        loading.connect(home)
        since = counting.last_event()
        connections.close_all()
        people = running.People(site, home, folder, handlers=HANDLERS, others=OTHERS, seconds=fault.seconds, pace=PACE)
        try:
            people.await_all_in()
            time.sleep(BEFORE)
            came = fault.do(Scene(site, home, folder))
            found = people.wait()
        finally:
            people.stop()
        loading.connect(home)
        counted = counting.count(folder / "acknowledged.jsonl", since)
        connections.close_all()
        if counted.examples:
            print("  lost or doubled:", ", ".join(counted.examples), flush=True)
        whole = "whole" if serving.holds(home) else "BROKEN"
    wrong = Counter(each[5] for each in found["asked"] if each[5])
    asked = sum(1 for each in found["asked"] if each[2] != "file")
    saw = f"{asked:,} requests; " + (", ".join(f"{what}: {n}" for what, n in wrong.most_common()) or "nothing")
    shutil.rmtree(folder)
    return (
        f"| {fault.what} | {counted.acknowledged} | {counted.stored} | {counted.lost} | {counted.doubled} | {counted.unsaid} | {whole} |"
        f" {came} | {saw} |"
    )
