"""The embedded database: PostgreSQL started and stopped by Safehold itself, shared by the processes that use it."""

import os
import signal
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import psycopg
from psycopg import sql

from safehold.database import roles
from safehold.database.address import Database, url
from safehold.database.errors import DatabaseUnavailable
from safehold.database.lease import Lease, alone
from safehold.database.place import ELSEWHERE, Place, find, make_home, prepare
from safehold.database.programs import programs
from safehold.database.server import SUPERUSER, Server, Tell, passwords

NAME = "safehold"


@dataclass
class _Use:
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
    with _stopped_by_signals():
        database = _enter(home, tell, settings or {}, elsewhere)
        try:
            yield database
        finally:
            _leave(home, tell)


def address(home: Path) -> Database:
    """How to reach the server of this home, whether or not it runs."""
    place = find(home.absolute())
    secrets = passwords(place) if place.passwords.exists() else dict.fromkeys(("superuser", "owner", "app"), "")
    return _database(place, secrets)


def _database(place: Place, secrets: Mapping[str, str]) -> Database:
    return Database(
        app=url(place.sockets, roles.APP, secrets["app"], NAME),
        owner=url(place.sockets, roles.OWNER, secrets["owner"], NAME),
        admin=url(place.sockets, SUPERUSER, secrets["superuser"], "postgres"),
        embedded=True,
    )


def _enter(home: Path, tell: Tell, settings: Mapping[str, str], elsewhere: Path) -> Database:
    with _uses_lock:
        use = _uses.get(home)
        if use and use.process == os.getpid():
            use.count += 1
            return _database(use.server.place, passwords(use.server.place))
        try:
            make_home(home)
            with alone(home, tell):
                place = prepare(home, elsewhere=elsewhere)
                lease = Lease(home)
                server = Server(place, programs(place), tell, settings)
                try:
                    server.ensure()
                    database = _database(place, passwords(place))
                    _furnish(database, passwords(place))
                except BaseException:
                    if lease.leave():
                        server.stop()
                    raise
        except OSError as error:
            raise DatabaseUnavailable(
                f"Safehold cannot use {error.filename or home}: {error.strerror}. Set SAFEHOLD_HOME to a folder that you may write to."
            ) from error
        _uses[home] = _Use(server, lease, os.getpid())
        return database


def _leave(home: Path, tell: Tell) -> None:
    with _uses_lock:
        use = _uses[home]
        if use.process != os.getpid():
            return  # a forked worker's exit is not the parent's
        use.count -= 1
        if use.count:
            return
        del _uses[home]
        if not home.exists():
            return
        with alone(home, tell):
            if use.lease.leave():
                use.server.stop()


def _furnish(database: Database, secrets: Mapping[str, str]) -> None:
    """The roles and the database itself, where they are missing."""
    with psycopg.connect(database.admin, autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
            return
        roles.ensure(connection, app_password=secrets["app"], owner_password=secrets["owner"])
        create_database(connection, NAME)


def create_database(connection: psycopg.Connection[tuple[object, ...]], name: str, *, template: str = "template0") -> None:
    """A database of the owner's; a clone of the template, which nobody may be connected to meanwhile."""
    statement = "CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY FILE_COPY" if template != "template0" else (
        "CREATE DATABASE {} OWNER {} TEMPLATE {} ENCODING 'UTF8' LOCALE 'C'"
    )
    connection.execute(sql.SQL(statement).format(sql.Identifier(name), sql.Identifier(roles.OWNER), sql.Identifier(template)))


@contextmanager
def _stopped_by_signals() -> Iterator[None]:
    """Being asked to end ends the `with`, so that the server is stopped; who has a handler of their own keeps it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    mine = [number for number in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(number) is signal.SIG_DFL]
    for number in mine:
        signal.signal(number, _end)
    try:
        yield
    finally:
        for number in mine:
            if signal.getsignal(number) is _end:
                signal.signal(number, signal.SIG_DFL)


def _end(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)
