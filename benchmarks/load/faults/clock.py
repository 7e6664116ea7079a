"""The wall clock of the site, its runner and its database goes back by two hours, and later forward again, as when somebody sets it."""

import shutil
import struct
import subprocess
import tempfile
import time
from pathlib import Path

from benchmarks.load.faults.scene import Fault, Scene

SOURCE = Path(__file__).with_name("clock.c")
BACK = -2 * 3600  # seconds


def faults() -> list[Fault]:
    compiler = shutil.which("cc")
    if compiler is None:
        return [Fault("clock", "the clock set back", lambda _: "not tried: there is no C compiler (apt-get install gcc)")]
    folder = Path(tempfile.mkdtemp(prefix="safehold-load-clock-"))
    folder.chmod(0o755)  # the database's user reads both
    shift, library = folder / "shift", folder / "clock.so"
    shift.write_bytes(struct.pack("l", 0))
    subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", library, SOURCE], check=True)

    def back(scene: Scene) -> str:
        _by(shift, BACK)
        time.sleep(25)
        there = scene.again(30)
        _by(shift, 0)
        return f"two hours back for 25 s and forward again; a page was answered after {there:.1f} s meanwhile"

    return [Fault("clock", "the clock set back", back, variables={"LD_PRELOAD": str(library), "CLOCK_SHIFT": str(shift)})]


def _by(shift: Path, seconds: int) -> None:
    """In place: whoever has mapped it sees it at once."""
    with shift.open("r+b") as out:
        out.write(struct.pack("l", seconds))
