"""Who uses the embedded server: a shared lock for each process, so that the last one out stops it.

The kernel drops a lock when its process dies, however it dies, so nothing here can go stale.
"""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

_PATIENCE = 2.0  # seconds of silence before a person is told what we wait for


@contextmanager
def alone(home: Path, tell: Callable[[str], None]) -> Iterator[None]:
    """Only one process at a time starts or stops the server."""
    file = _open(home / "start.lock")
    try:
        _wait(file, tell)
        yield
    finally:
        os.close(file)


class Lease:
    def __init__(self, home: Path) -> None:
        self._path = home / "users.lock"
        self._file = _open(self._path)
        fcntl.flock(self._file, fcntl.LOCK_SH)

    def leave(self) -> bool:
        """Gives the lease up; true when nobody else holds one. Closing, not unlocking: a forked worker keeps its share."""
        os.close(self._file)
        file = _open(self._path)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        finally:
            os.close(file)
        return True


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _wait(file: int, tell: Callable[[str], None]) -> None:
    began, told = time.monotonic(), False
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if not told and time.monotonic() - began > _PATIENCE:
                tell("Waiting for another Safehold process, which is starting or stopping the database.")
                told = True
            time.sleep(0.02)
        else:
            return
