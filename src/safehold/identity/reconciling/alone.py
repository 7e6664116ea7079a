"""One run at a time, on whichever machine it is started: a lock of the database, which goes with the session that holds it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from safehold.chronology.recording import rows

_LOCK = (9, 0)  # no other advisory lock has this class


class AlreadyRunning(Exception):
    """Another run of the same is under way."""


@contextmanager
def alone(cursor: Any) -> Iterator[None]:
    """`cursor` is of a session that lasts as long as the run."""
    if not rows(cursor, "SELECT pg_try_advisory_lock(%s, %s)", _LOCK)[0][0]:
        raise AlreadyRunning("Another `safehold reconcile` is under way. It is left to finish.")
    try:
        yield
    finally:
        cursor.execute("SELECT pg_advisory_unlock(%s, %s)", _LOCK)
