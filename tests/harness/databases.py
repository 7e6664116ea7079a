"""One embedded server for a whole test run, a template migrated once, and clones of it.

Each process of the run joins the server by the same lease as Safehold's own processes do, so the last to leave stops it. Tests
sign in as the application; `owner` is for what a test must do behind the application's back. A second template has the
demonstration's staff: their password is made so that it takes long to guess, and making it anew for each test took as long.
With SAFEHOLD_TEST_SERVER (the address of an administrator) the run uses that server instead, to try another version of PostgreSQL.
"""

import fcntl
import itertools
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from safehold.database import Database, roles
from safehold.database.address import django_settings
from safehold.database.embedded import create_database, serving

# What a test run writes is thrown away: nothing needs to reach the disk.
FAST = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "shared_buffers": "128MB", "max_connections": "60"}
STAFF_PASSWORD = "a long enough password"
_SECRET = "only-in-tests"


class Databases:
    def __init__(self, home: Path, worker: str) -> None:
        self._home = home
        self._template = f"template_{os.environ['SAFEHOLD_TEST_RUN']}"
        self._staffed = f"staffed_{os.environ['SAFEHOLD_TEST_RUN']}"
        self._names = (f"test_{os.environ['SAFEHOLD_TEST_RUN']}_{worker}_{number}" for number in itertools.count())
        self._stack = ExitStack()
        address = os.environ.get("SAFEHOLD_TEST_SERVER")
        if address:
            self._server = Database(app=_as(address, roles.APP), owner=_as(address, roles.OWNER), admin=address, embedded=False)
        else:
            self._server = self._stack.enter_context(serving(home, tell=_ignored, settings=FAST))
        self._make_template()

    def close(self) -> None:
        self._stack.close()

    @contextmanager
    def clone(self, *, staffed: bool) -> Iterator[Database]:
        """A database of its own, migrated, and empty but for the staff who were asked for; gone afterwards."""
        name = next(self._names)
        if staffed:
            self._make_staffed()
        with psycopg.connect(self._server.admin, autocommit=True) as administrator:
            create_database(administrator, name, template=self._staffed if staffed else self._template)
            try:
                yield self._named(name)
            finally:
                administrator.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def _make_template(self) -> None:
        with self._making(self._template) as administrator:
            if administrator is None:
                return
            if not self._server.embedded:
                roles.ensure(administrator, app_password=_SECRET, owner_password=_SECRET)
            create_database(administrator, self._template)
            connect_django(self._named(self._template), as_owner=True)
            call_command("migrate", verbosity=0, interactive=False)
            disconnect_django()

    def _make_staffed(self) -> None:
        from safehold.access import demonstration  # which needs Django set up

        with self._making(self._staffed) as administrator:
            if administrator is None:
                return
            create_database(administrator, self._staffed, template=self._template)
            connect_django(self._named(self._staffed))
            demonstration.make(STAFF_PASSWORD)
            disconnect_django()

    @contextmanager
    def _making(self, template: str) -> Iterator[psycopg.Connection | None]:
        """An administrator's connection to make a template by, which is one afterwards; None where another process has made it."""
        with alone(self._home / "template.lock"), psycopg.connect(self._server.admin, autocommit=True) as administrator:
            found = administrator.execute("SELECT datistemplate FROM pg_database WHERE datname = %s", [template]).fetchone()
            if found == (True,):
                yield None
                return
            if found is not None:  # cut off half-way
                administrator.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(template)))
            yield administrator
            administrator.execute(sql.SQL("ALTER DATABASE {} IS_TEMPLATE true").format(sql.Identifier(template)))

    def _named(self, name: str) -> Database:
        server = self._server
        return Database(app=_in(server.app, name), owner=_in(server.owner, name), admin=server.admin, embedded=server.embedded)


def connect_django(database: Database, *, as_owner: bool = False) -> None:
    """Points Django's connections, in every thread, at this database."""
    disconnect_django()
    default = _for_django(database.owner if as_owner else database.app)
    if not as_owner:
        # What a test asks by itself is asked as programs ask, of everything; a page becomes the application for its viewer.
        default["OPTIONS"] = {**default["OPTIONS"], "options": f"-c role={roles.COMMAND}"}
    connections.settings["default"].update(default)
    if "owner" in connections.settings:
        connections.settings["owner"].update(_for_django(database.owner))


def disconnect_django() -> None:
    for connection in connections.all(initialized_only=True):
        connection.close()


def _for_django(address: str) -> dict[str, Any]:
    found = django_settings(address, "the test database's address")
    return {key: found[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")}


def _in(address: str, name: str) -> str:
    return urlunsplit(urlsplit(address)._replace(path=f"/{name}"))


def _as(address: str, user: str) -> str:
    parts = urlsplit(address)
    return urlunsplit(parts._replace(netloc=f"{user}:{_SECRET}@{parts.netloc.rpartition('@')[2]}"))


@contextmanager
def alone(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _ignored(message: str) -> None:
    pass
