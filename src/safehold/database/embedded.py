"""The embedded database: PostgreSQL started and stopped by Safehold itself, shared by the processes that use it."""

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from safehold.database import passwords, roles, signals
from safehold.database.address import Database, url
from safehold.database.errors import DatabaseUnavailable
from safehold.database.lease import Lease, alone
from safehold.database.place import ELSEWHERE, Place, find, make_home, prepare
from safehold.database.programs import programs
from safehold.database.refusals import why
from safehold.database.server import SUPERUSER, Server, Tell

NAME = "safehold"


@dataclass
class _Use:
    """This process's use of a server, however many are inside."""

    server: Server
    lease: Lease
    process: int
    count: int = 1


_uses: dict[Path, _Use] = {}
_uses_lock = threading.RLock()


@contextmanager
def serving(home: Path, *, tell: Tell, settings: Mapping[str, str] | None = None, elsewhere: Path = ELSEWHERE) -> Iterator[Database]:
    """The server of this home, running for as long as anyone is inside; `settings` override PostgreSQL's own."""
    home = home.absolute()
    with signals.unwound():
        place = _enter(home, tell, settings or {}, elsewhere)
        try:
            yield _database(place, passwords.read(place))
        finally:
            _leave(home, tell)


def address(home: Path) -> Database:
    """How to reach the server of this home, whether or not it runs."""
    place = find(home.absolute())
    return _database(place, passwords.read(place) if place.passwords.exists() else passwords.UNKNOWN)


def revive() -> None:
    """Starts the server again that this process uses, where it has ended though nobody stopped it."""
    with _uses_lock:
        use = next(iter(_uses.values()), None)
        if use is None or use.process != os.getpid():
            return
        home = use.server.place.home
        with alone(home, lambda _: None):
            use.server.ensure()


def create_database(connection: roles.Connection, name: str, *, template: str | None = None) -> None:
    """A database of the owner's; a clone of the template, which nobody may be connected to meanwhile."""
    made = "TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'" if template is None else "TEMPLATE {template} STRATEGY FILE_COPY"
    names = {"name": sql.Identifier(name), "owner": sql.Identifier(roles.OWNER), "template": sql.Identifier(template or "")}
    connection.execute(sql.SQL(f"CREATE DATABASE {{name}} OWNER {{owner}} {made}").format(**names))


def empty(database: Database) -> None:
    """Drops the database of an embedded server with all that is in it, cutting off whoever uses it, and makes it again."""
    with psycopg.connect(database.admin, autocommit=True) as administrator:
        administrator.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(NAME)))
        create_database(administrator, NAME)


def _enter(home: Path, tell: Tell, settings: Mapping[str, str], elsewhere: Path) -> Place:
    with _uses_lock:
        use = _uses.get(home)
        if use and use.process == os.getpid():
            use.count += 1
            return use.server.place
        try:
            make_home(home)
            with alone(home, tell):
                place = prepare(home, elsewhere=elsewhere)
                server = Server(place, programs(place), tell, settings)
                lease = Lease(home)
                try:
                    server.ensure()
                    _furnish(place)
                except BaseException:
                    if lease.leave():
                        server.stop()
                    raise
        except OSError as error:
            raise DatabaseUnavailable(
                f"Safehold cannot use {error.filename or home}: {error.strerror}. Set SAFEHOLD_HOME to a folder that you may write to."
            ) from error
        _uses[home] = _Use(server, lease, os.getpid())
        return place


def _leave(home: Path, tell: Tell) -> None:
    with _uses_lock:
        use = _uses[home]
        if use.process != os.getpid():
            return  # a forked worker's exit is not its parent's
        use.count -= 1
        if use.count:
            return
        del _uses[home]
        if not home.exists():
            return
        with alone(home, tell):
            if use.lease.leave():
                use.server.stop()


def _furnish(place: Place) -> None:
    """The roles and the database itself, where they are missing."""
    secrets = passwords.read(place)
    try:
        with psycopg.connect(_database(place, secrets).admin, autocommit=True) as connection:
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
                roles.ensure(connection)  # a database of an earlier version may lack one
                return
            roles.ensure(connection, app_password=secrets["app"], owner_password=secrets["owner"])
            create_database(connection, NAME)
    except psycopg.OperationalError as error:
        raise DatabaseUnavailable(why(str(error), place)) from error


def _database(place: Place, secrets: Mapping[str, str]) -> Database:
    return Database(
        app=url(place.sockets, roles.APP, secrets["app"], NAME),
        owner=url(place.sockets, roles.OWNER, secrets["owner"], NAME),
        admin=url(place.sockets, SUPERUSER, secrets["superuser"], "postgres"),
        embedded=True,
    )
