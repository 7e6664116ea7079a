"""Migrating while the site goes on: a migration that would wait for a lock gives up after moments, since everybody who comes after it would
wait too, and is tried again."""

from collections.abc import Callable
from threading import Event
from typing import Any

from django.core.management import call_command
from django.db import OperationalError, connections
from django.db.migrations.executor import MigrationExecutor

from safehold.chronology.recording import rows

_LOCK = (11, 0)  # no other advisory lock has this class
LOCK_TIMEOUT = "3s"
ATTEMPTS, PAUSE = 20, 5.0  # seconds between two attempts


class Busy(Exception):
    """The tables were in use for as long as we tried; what was applied until then stands."""


def migrate(tell: Callable[[str], object], *, attempts: int = ATTEMPTS, pause: float = PAUSE) -> list[str]:
    """As the owner; returns what was applied."""
    connection = connections["owner"]
    with connection.cursor() as cursor:
        if not rows(cursor, "SELECT pg_try_advisory_lock(%s, %s)", _LOCK)[0][0]:
            raise Busy("Another `safehold migrate` is under way. It is left to finish.")
        try:
            cursor.execute(f"SET lock_timeout = '{LOCK_TIMEOUT}'")
            return _applied(connection, tell, attempts, pause)
        finally:
            cursor.execute("RESET lock_timeout")
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", _LOCK)


def _applied(connection: Any, tell: Callable[[str], object], attempts: int, pause: float) -> list[str]:
    executor = MigrationExecutor(connection)
    plan = [str(migration) for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    for attempt in range(1, attempts + 1):
        try:
            _forget_half_made(connection)
            call_command("migrate", database="owner", verbosity=0)
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", "") != "55P03":
                raise
            if attempt == attempts:
                raise Busy(
                    "The tables are in use: something has held them for as long as was tried. pg_stat_activity shows what is open longest;"
                    " end it and run `safehold migrate` again. Nothing half done was kept."
                ) from error
            tell(f"The tables are in use. Trying again, {attempt} of {attempts - 1}.")
            Event().wait(pause)
        else:
            return plan
    raise AssertionError("unreachable")


def _forget_half_made(connection: Any) -> None:
    """An index that was being made concurrently when its lock was not to be had is left behind, unused and in the way."""
    with connection.cursor() as cursor:
        found = rows(
            cursor,
            "SELECT i.indexrelid::regclass::text FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
            " WHERE NOT i.indisvalid AND pg_has_role(c.relowner, 'USAGE')",
        )
        for (name,) in found:
            cursor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
