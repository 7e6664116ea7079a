"""When each thing that must happen regularly was last done, kept in the database so that every machine sees it."""

import time
from typing import Any

import msgspec

from safehold.chronology.recording import rows
from safehold.chronology.session import session

RUNNER, BACKUP, BASE, VERIFY = "runner", "backup", "base backup", "verify"


class Beaten(msgspec.Struct, frozen=True):
    done: int | None
    count: int
    failed: str
    failed_at: int | None


def now() -> int:
    return time.time_ns() // 1000


def done(name: str, count: int = 0, *, using: str = "default") -> None:
    _write(using, _DONE, [name, now(), count])


def failed(name: str, error: BaseException) -> None:
    """Only the kind of error: what it says may hold what somebody typed."""
    _write("default", _FAILED, [name, type(error).__name__, now()])


def beaten() -> dict[str, Beaten]:
    with session() as cursor:
        return {name: Beaten(*rest) for name, *rest in rows(cursor, "SELECT name, done, count, failed, failed_at FROM running_beat")}


def recent(beat: Beaten | None, within: float) -> bool:
    """Whether it was done in the last so many seconds. A time that lies in the future says that a clock was wrong, and proves nothing."""
    return beat is not None and beat.done is not None and abs(now() - beat.done) <= within * 1_000_000


def _write(using: str, statement: str, values: list[Any]) -> None:
    with session(using) as cursor:
        cursor.execute(statement, values)


_DONE = (
    "INSERT INTO running_beat (name, done, count, failed) VALUES (%s, %s, %s, '')"
    " ON CONFLICT (name) DO UPDATE SET done = excluded.done, count = excluded.count, failed = '', failed_at = NULL"
)
_FAILED = (
    "INSERT INTO running_beat (name, count, failed, failed_at) VALUES (%s, 0, %s, %s)"
    " ON CONFLICT (name) DO UPDATE SET failed = excluded.failed, failed_at = excluded.failed_at"
)
