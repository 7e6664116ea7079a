"""One embedded server for a whole test run, a template migrated once, and clones of it.

Each process of the run joins the server by the same lease as Safehold's own processes do, so the last to leave stops it. Tests
sign in as the application; `owner` is for what a test must do behind the application's back. A second template has the
demonstration's staff: their password is made so that it takes long to guess, and making it anew for each test took as long. A clone
is put back as it was and given to the next test (harness/kept.py), or dropped where it cannot be.
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
from psycopg.pq import TransactionStatus

from harness.kept import WORN, Kept
from safehold.database import Database, roles
from safehold.database.address import django_settings
from safehold.database.embedded import create_database, serving

# What a test run writes is thrown away: nothing needs to reach the disk, nor to be kept in order; and nobody guesses its passwords.
FAST = {
    "fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "shared_buffers": "128MB", "max_connections": "60",
    "autovacuum": "off", "scram_iterations": "1",
}  # fmt: skip
STAFF_PASSWORD = "a long enough password"
_SECRET = "only-in-tests"


class Databases:
    def __init__(self, home: Path, worker: str) -> None:
        self._home = home
        self._template = f"template_{os.environ['SAFEHOLD_TEST_RUN']}"
        self._staffed = f"staffed_{os.environ['SAFEHOLD_TEST_RUN']}"
        self._names = (f"test_{os.environ['SAFEHOLD_TEST_RUN']}_{worker}_{number}" for number in itertools.count())
        self._stack = ExitStack()
        self._idle: dict[bool, list[Kept]] = {True: [], False: []}
        self._staff_made = False
        address = os.environ.get("SAFEHOLD_TEST_SERVER")
        if address:
            self._server = Database(app=_as(address, roles.APP), owner=_as(address, roles.OWNER), admin=address, embedded=False)
        else:
            self._server = self._stack.enter_context(serving(home, tell=_ignored, settings=FAST))
        self._make_template()

    def close(self) -> None:
        for kept in [*self._idle[True], *self._idle[False]]:
            self._drop(kept)
        self._stack.close()

    @contextmanager
    def clone(self, *, staffed: bool) -> Iterator[Database]:
        """A database of its own, migrated, and empty but for the staff who were asked for; nobody has it afterwards as it was left."""
        kept = self._idle[staffed].pop() if self._idle[staffed] else self._cloned(staffed)
        try:
            yield self._named(kept.name)
        finally:
            why = kept.put_back(_put_aside(kept.name))
            if why:
                self._drop(kept)
                _noted(self._home, why)
            else:
                self._idle[staffed].append(kept)

    def _cloned(self, staffed: bool) -> Kept:
        if staffed and not self._staff_made:
            self._make_staffed()
        name = next(self._names)
        with psycopg.connect(self._server.admin, autocommit=True) as administrator:
            create_database(administrator, name, template=self._staffed if staffed else self._template)
        return Kept(name, _in(self._server.admin, name))

    def _drop(self, kept: Kept) -> None:
        for key in [key for key in _aside if key[1] == kept.name]:
            _aside.pop(key)[1].close()
        kept.close()
        with psycopg.connect(self._server.admin, autocommit=True) as administrator:
            administrator.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(kept.name)))

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
            if administrator is not None:
                create_database(administrator, self._staffed, template=self._template)
                connect_django(self._named(self._staffed))
                demonstration.make(STAFF_PASSWORD)
                disconnect_django()
        self._staff_made = True

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


NOT_PUT_BACK = "not-put-back"  # in the run's home, where all its processes write it


def _noted(home: Path, why: str) -> None:
    if why != WORN:
        with (home / NOT_PUT_BACK).open("a", encoding="utf-8") as file:
            file.write(f"{why}\t{os.environ.get('PYTEST_CURRENT_TEST', '').partition(' ')[0]}\n")


def connect_django(database: Database, *, as_owner: bool = False) -> None:
    """Points Django's connections, in every thread, at this database; by those that were put aside with it, if there are any."""
    default = _for_django(database.owner if as_owner else database.app)
    if not as_owner:
        # What a test asks by itself is asked as programs ask, of everything; a page becomes the application for its viewer.
        default["OPTIONS"] = {**default["OPTIONS"], "options": f"-c role={roles.COMMAND}"}
    _point("default", default)
    if "owner" in connections.settings:
        _point("owner", _for_django(database.owner))


def disconnect_django() -> None:
    for connection in connections.all(initialized_only=True):
        connection.close()


# By alias, database and user: Django's connection and what it is made of. What it has read of how the tables are made takes longer to
# read again than most tests take. Django has others once a browser's loop runs in this thread, and only the same one knows its state.
_aside: dict[tuple[str, str, str], tuple[Any, psycopg.Connection]] = {}
_nowhere: dict[str, dict[str, Any]] = {}


def _point(alias: str, where: dict[str, Any]) -> None:
    settings = connections.settings[alias]
    _nowhere.setdefault(alias, {name: settings[name] for name in where})
    connections[alias].close()
    settings.update(where)
    connection, its = _aside.pop((alias, where["NAME"], where["USER"]), (None, None))
    if connection is connections[alias]:
        connection.connection = its
    elif its is not None:
        its.close()


def _put_aside(name: str) -> list[int]:
    """Django's connections of this thread to this database, each as a new one is, and Django at none; the processes that serve them."""
    for connection in connections.all(initialized_only=True):
        its = connection.connection
        if its is not None and its.info.dbname == name and _as_new(connection):
            _aside[connection.alias, name, its.info.user] = connection, its
            connection.connection = None
    disconnect_django()
    for alias, nowhere in _nowhere.items():
        connections.settings[alias].update(nowhere)
    return [its.info.backend_pid for (_, at, _), (_, its) in _aside.items() if at == name]


def _as_new(connection: Any) -> bool:
    if connection.in_atomic_block or connection.connection.info.transaction_status != TransactionStatus.IDLE:
        return False
    try:
        for statement in ("RESET ALL", "RESET ROLE", "DISCARD TEMP", "SELECT pg_advisory_unlock_all()"):
            connection.connection.execute(statement)
    except psycopg.Error:
        return False
    return True


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
