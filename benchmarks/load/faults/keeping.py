"""An import that is killed, and backups while people work, restored."""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.load.faults.scene import Fault, Scene
from benchmarks.load.people import event
from benchmarks.load.serving import PROGRAM, program

LINES = 3_000
ARCHIVED = 70.0  # seconds until what was changed stands in the archive (archive_timeout), and a few more


def _import(scene: Scene) -> str:
    """Killed twice, and then run to its end."""
    file, key = scene.folder / "killed.jsonl", f"k{random.randrange(10**9)}"
    rows = [{"given_name": f"Given{n % 97}", "family_name": f"Family{n}", "sex": "female"} for n in range(LINES)]
    at = datetime.now(UTC).isoformat()
    file.write_text("".join(json.dumps(event(f"{key}-{n}", at, [row])) + "\n" for n, row in enumerate(rows)))
    environment = {**os.environ, "SAFEHOLD_HOME": str(scene.home)}
    for _ in range(2):
        process = subprocess.Popen([PROGRAM, "import", str(file)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
        time.sleep(6)
        process.kill()
        process.wait()
    said = program("import", file, home=scene.home)["files"][0]  # type: ignore[index]
    again = program("import", file, home=scene.home)["files"][0]  # type: ignore[index]
    whole = again["duplicate"] == LINES and not said["refused"]
    return f"{LINES:,} lines, {said['duplicate']:,} held when it was run again, {'all' if whole else 'NOT ALL'} held in the end"


def _backup(scene: Scene) -> str:
    """A copy and a base backup while people work; both restored into new homes, the second as it was at a time."""
    with tempfile.TemporaryDirectory(prefix="safehold-kept-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        before = time.time()
        copied = _timed(scene.home, "backup", folder / "copy")
        based = _timed(scene.home, "backup", "--base", folder / "bases")
        time.sleep(10)
        moment = datetime.now(UTC)
        time.sleep(ARCHIVED)
        read = _restored(scene, before, folder / "one", "restore", folder / "copy")
        led = _restored(scene, moment.timestamp(), folder / "two", "restore", folder / "bases", "--to", moment.isoformat())
    return f"copy {copied:.0f} s, base {based:.0f} s; the copy read back and verified {read}; as it was at a time and verified {led}"


def _restored(scene: Scene, until: float, home: Path, *command: object) -> str:
    """`until` is when what was kept was begun to be copied, or the time that is gone back to: what was acknowledged by then is in it."""
    began = time.monotonic()
    subprocess.run([PROGRAM, *map(str, command)], check=True, env={**os.environ, "SAFEHOLD_HOME": str(home)}, stdout=subprocess.DEVNULL)
    took = time.monotonic() - began
    events = program("verify", home=home)["events"]
    asked = [sys.executable, "-m", "benchmarks.load.faults.held", str(scene.folder / "acknowledged.jsonl"), str(until)]
    held = subprocess.run(
        asked, check=True, env={**os.environ, "SAFEHOLD_HOME": str(home)}, stdout=subprocess.PIPE, text=True
    ).stdout.strip()
    return f"{took:.0f} s ({events:,} events, {held})"


def _timed(home: Path, *command: object) -> float:
    began = time.monotonic()
    subprocess.run([PROGRAM, *map(str, command)], check=True, env={**os.environ, "SAFEHOLD_HOME": str(home)}, stdout=subprocess.DEVNULL)
    return time.monotonic() - began


FAULTS = [
    Fault("import", "an import killed, twice", _import, seconds=90),
    Fault("backup", "backup while serving, then restore", _backup, seconds=180),
]
