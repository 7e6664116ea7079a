"""Only one runner at work, on whichever machine: a lock of the database, which goes with the session that holds it, however that ends."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from django.db import connections

from safehold.running.stopping import Stop

_LOCK = (10, 0)  # no other advisory lock has this class
_AGAIN = 2.0  # seconds between two attempts of a runner that waits


@contextmanager
def alone(stop: Stop, waits: Callable[[], object]) -> Iterator[psycopg.Connection | None]:
    """The session that holds the lock; None where we were asked to stop before we had it. `waits` is called once if another has it."""
    parameters = connections["default"].get_connection_params()
    with psycopg.connect(**parameters, autocommit=True) as session:
        told = False
        while not stop.is_set():
            row = session.execute("SELECT pg_try_advisory_lock(%s, %s)", _LOCK).fetchone()
            if row and row[0]:
                yield session
                return
            if not told:
                waits()
                told = True
            stop.wait(_AGAIN)
        yield None


def held() -> bool:
    """Whether any runner is at work on this database."""
    query = (
        "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND objid = %s AND objsubid = 2 AND granted"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))"
    )
    with connections["default"].cursor() as cursor:
        cursor.execute(query, _LOCK)
        return bool(cursor.fetchone()[0])
