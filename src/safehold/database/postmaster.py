"""Which process, if any, is the PostgreSQL server of a data folder."""

import shutil
import subprocess
from pathlib import Path

from safehold.database.place import SOCKET_NAME, Place

_NO_PROCESS = 2_147_483_646  # beyond every kernel's greatest process number


def running(data: Path) -> int | None:
    """Its process number, if it lives and is this folder's server: after a kill the number may be someone else's."""
    try:
        number = int((data / "postmaster.pid").read_text("ascii").split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None
    return number if _works_in(number, data) else None


def forget(place: Place) -> None:
    """Clears away what a killed server left behind. Only when none runs.

    PostgreSQL refuses to start while any process of its user has the number in the file, so the number goes; the rest stays,
    for by it PostgreSQL sees whether children of the killed server still live.
    """
    path = place.data / "postmaster.pid"
    if path.exists():
        _, _, rest = path.read_text("ascii").partition("\n")
        if rest:
            path.write_text(f"{_NO_PROCESS}\n{rest}", "ascii")
        else:
            path.unlink()
    for name in (SOCKET_NAME, f"{SOCKET_NAME}.lock"):
        (place.sockets / name).unlink(missing_ok=True)


def _works_in(number: int, data: Path) -> bool:
    """A server works in its data folder."""
    if Path("/proc/self").exists():
        try:
            return Path(f"/proc/{number}/cwd").resolve(strict=True) == data.resolve()
        except OSError:
            return False
    ps = shutil.which("ps") or "/bin/ps"
    listed = subprocess.run([ps, "-p", str(number), "-o", "command="], capture_output=True, text=True, check=False)
    return str(data) in listed.stdout
