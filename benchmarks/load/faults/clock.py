"""The clock of the site's processes goes back by two hours, and later forward again (libfaketime, where it is installed)."""

import tempfile
import time
from pathlib import Path

from benchmarks.load.faults.scene import Fault, Scene

LIBRARY = next(iter(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")), None)
OFFSET = Path(tempfile.gettempdir()) / f"safehold-load-clock-{Path(__file__).stat().st_ino}"


def _back(scene: Scene) -> str:
    if LIBRARY is None:
        return "not tried: libfaketime is not installed (apt-get install libfaketime)"
    OFFSET.write_text("-2h\n")
    time.sleep(25)
    there = scene.again(30)
    OFFSET.write_text("+0\n")
    return f"two hours back for 25 s and forward again; a page was answered after {there:.1f} s meanwhile"


def faults() -> list[Fault]:
    OFFSET.write_text("+0\n")
    variables = {
        "LD_PRELOAD": str(LIBRARY or ""),
        "FAKETIME_TIMESTAMP_FILE": str(OFFSET),
        "FAKETIME_CACHE_DURATION": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "DONT_FAKE_MONOTONIC": "1",
    }
    return [Fault("clock", "the clock set back", _back, variables={name: value for name, value in variables.items() if value})]
