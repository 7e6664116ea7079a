"""One run: the site is up, people work, and what it took is said."""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.load import processes, serving
from benchmarks.load.serving import Site

ROOT = Path(__file__).parent.parent.parent
TOGETHER = 1.5  # sign-ins a second at first


class Run(NamedTuple):
    """`asked` are the requests of the time that counts: when, what, its kind, the role, seconds, and what went wrong. Of the processors:
    seconds that each kept them busy then, and the share of the machine that was busy."""

    seconds: float
    asked: list[list[Any]]
    busy: dict[str, float]
    machine: float


class People:
    """Those at work, in a process of their own."""

    def __init__(self, site: Site, home: Path, folder: Path, *, handlers: int, others: int, seconds: float, pace: float = 1.0) -> None:
        self.out, self.notes = folder / "asked.json", folder / "acknowledged.jsonl"
        self._total = handlers + others
        self._process = subprocess.Popen(
            [
                sys.executable, "-m", "benchmarks.load.users", "--host", site.address, "--home", str(home), "--out", str(self.out),
                "--notes", str(self.notes), "--handlers", str(handlers), "--others", str(others), "--seconds", str(seconds),
                "--pace", str(pace), "--joining", str(TOGETHER),
            ],
            cwd=ROOT, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    @property
    def pid(self) -> int:
        return self._process.pid

    def await_all_in(self) -> None:
        assert self._process.stdout is not None
        if "everybody is in" not in self._process.stdout.readline():
            sys.exit("the people at work ended before they were all in")

    def wait(self) -> dict[str, Any]:
        self._process.wait()
        found = json.loads(self.out.read_text())
        assert isinstance(found, dict)
        return found

    def stop(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()


def run(site: Site, home: Path, folder: Path, *, handlers: int, others: int, seconds: float, pace: float = 1.0) -> Run:
    people = People(site, home, folder, handlers=handlers, others=others, seconds=seconds, pace=pace)
    try:
        people.await_all_in()
        watched = {"site": site.gunicorn, "database": serving.postmaster(home), "people": people.pid}
        began, before = time.monotonic(), {name: processes.busy(pid) for name, pid in watched.items()}
        machine = processes.machine()
        while time.monotonic() - began < seconds - 1:
            time.sleep(1)
        after = {name: processes.busy(pid) for name, pid in watched.items()}
        took = time.monotonic() - began
        now = processes.machine()
        found = people.wait()
    finally:
        people.stop()
    asked = [each for each in found["asked"] if found["began"] <= each[0] <= found["ended"]]
    busy = {name: (after[name] - before[name]) / took for name in watched}
    return Run(found["ended"] - found["began"], asked, busy, (now[0] - machine[0]) / (now[1] - machine[1]))


def folder_for_run() -> Path:
    return Path(tempfile.mkdtemp(prefix="safehold-load-"))
