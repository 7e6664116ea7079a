"""Whether Safehold is fit to be used: the database answers, its tables are of this version, and a runner has lately been at work."""

import time
from functools import lru_cache
from threading import Lock
from typing import Any

import msgspec
from django.db import Error, connections
from django.db.migrations.loader import MigrationLoader

from safehold.running import beats

# Seconds after which a runner that says nothing is taken for gone: several of its beats.
QUIET = 90.0
_KEPT = 1.0  # seconds for which an answer stands, so that asking often costs the database nothing


class Standing(msgspec.Struct, frozen=True):
    """A site that cannot reach the database, or finds the tables of another version, can serve nobody. Without a runner calls are taken and
    lists are right, only nothing is announced: the site goes on, and it is said."""

    database: bool
    tables: bool
    runner: bool

    @property
    def ready(self) -> bool:
        return self.database and self.tables


def standing() -> Standing:
    try:
        tables = _tables()
        return Standing(True, tables, tables and beats.recent(beats.beaten().get(beats.RUNNER), QUIET))
    except Error:
        connections["default"].close()
        return Standing(False, False, False)


def missing() -> set[tuple[str, str]]:
    """The migrations of this version that the database lacks."""
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        return _wanted() - set(cursor.fetchall())


def _tables() -> bool:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT to_regclass('django_migrations') IS NOT NULL")
        found: Any = cursor.fetchone()[0]
    return bool(found) and not missing()


@lru_cache(maxsize=1)
def _wanted() -> set[tuple[str, str]]:
    return set(MigrationLoader(None).disk_migrations or ())


_lock = Lock()
_last: list[tuple[float, Standing]] = []


def lately() -> Standing:
    with _lock:
        if not _last or time.monotonic() - _last[0][0] > _KEPT:
            _last[:] = [(time.monotonic(), standing())]
        return _last[0][1]
