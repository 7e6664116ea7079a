"""Choosing between the embedded database and a server, and saying plainly what is wrong with either."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from safehold.database import embedded, roles
from safehold.database.address import Database, django_settings, host, read
from safehold.database.errors import DatabaseUnavailable
from safehold.database.place import default_home, find
from safehold.database.refusals import free
from safehold.database.server import Tell
from safehold.database.transport import must_be_safe


def _to_standard_error(message: str) -> None:
    sys.stderr.write(f"{message}\n")


@contextmanager
def running(*, tell: Tell = _to_standard_error) -> Iterator[Database]:
    """A database that answers, with its roles in place, for as long as the block lasts."""
    if not os.environ.get("DATABASE_URL"):
        with embedded.serving(default_home(), tell=tell) as database:
            yield database
        return
    database = _named()
    if database.owner:
        with _connected(database.owner, "DATABASE_OWNER_URL") as connection:
            # A password that works is left alone: others may share it.
            password = None if _can_sign_in(database.app) else read(database.app, "DATABASE_URL").get("password")
            roles.ensure(connection, app_password=password)
            _check_owner(connection)
    with _connected(database.app, "DATABASE_URL"):
        pass
    yield database


@contextmanager
def answering(*, tell: Tell = _to_standard_error) -> Iterator[Database]:
    """The same for whoever only looks: a server's roles are left as they are."""
    if not os.environ.get("DATABASE_URL"):
        with running(tell=tell) as database:
            yield database
        return
    database = _named()
    for address, variable in ((database.app, "DATABASE_URL"), (database.owner, "DATABASE_OWNER_URL")):
        if address:
            with _connected(address, variable):
                pass
    yield database


def connection_settings() -> dict[str, dict[str, Any]]:
    """Django's DATABASES: the application's role, and the owner's where it is known. Starts nothing."""
    database = _named() if os.environ.get("DATABASE_URL") else embedded.address(default_home())
    found = {"default": django_settings(database.app, "DATABASE_URL")}
    if database.owner:
        found["owner"] = django_settings(database.owner, "DATABASE_OWNER_URL")
    return found


def explain(error: BaseException) -> str | None:
    """What a person can do about a database error met later on; nothing for other errors. Takes Django's wrappers too."""
    cause = error if isinstance(error, psycopg.Error) else error.__cause__
    if not isinstance(cause, psycopg.Error):
        return None
    address = os.environ.get("DATABASE_URL")
    folder = find(default_home()).server
    where = host(address) if address else str(folder)
    if isinstance(cause, psycopg.errors.DiskFull):
        room = "" if address else f": {free(folder)} MB free"
        return f"The disk of the database at {where} is full{room}. Nothing of this was kept; make room and try again."
    if isinstance(cause, psycopg.OperationalError) and (cause.sqlstate is None or cause.sqlstate[:3] in ("57P", "080")):
        return f"The database at {where} has gone away or is recovering. Nothing half done was kept; try again in a moment."
    return None


def _named() -> Database:
    app, owner = os.environ["DATABASE_URL"], os.environ.get("DATABASE_OWNER_URL", "")
    must_be_safe(read(app, "DATABASE_URL"), "DATABASE_URL")
    if owner:
        must_be_safe(read(owner, "DATABASE_OWNER_URL"), "DATABASE_OWNER_URL")
    return Database(app=app, owner=owner, admin="", embedded=False)


def _check_owner(connection: roles.Connection) -> None:
    row = connection.execute("SELECT has_schema_privilege('public', 'CREATE'), current_user, current_database()").fetchone()
    if row and not row[0]:
        raise DatabaseUnavailable(
            f"{row[1]} (DATABASE_OWNER_URL) may not make tables in {row[2]}. "
            f"Ask an administrator to run: ALTER DATABASE {row[2]} OWNER TO {row[1]};"
        )


def _can_sign_in(dsn: str) -> bool:
    try:
        with psycopg.connect(dsn, connect_timeout=5):
            return True
    except psycopg.OperationalError:
        return False


@contextmanager
def _connected(dsn: str, variable: str) -> Iterator[roles.Connection]:
    parts = read(dsn, variable)
    try:
        connection = psycopg.connect(dsn, connect_timeout=5, autocommit=True)
    except psycopg.OperationalError as error:
        raise DatabaseUnavailable(_refusal(str(error), variable, parts, host(dsn))) from error
    with connection:
        yield connection


def _refusal(said: str, variable: str, parts: dict[str, str], where: str) -> str:
    user, name = parts.get("user", ""), parts["dbname"]
    if "password authentication failed" in said or "no password supplied" in said:
        return f"The database at {where} does not take the password of {user or 'the user'} in {variable}."
    if "does not exist" in said:
        return f"The database at {where} has no {'role ' + user if 'role' in said else 'database ' + name}, which {variable} names."
    if "could not translate host name" in said or "resolve" in said:
        return f"The host of {variable}, {where}, is not known. Check its name."
    if "starting up" in said or "shutting down" in said or "recovery" in said:
        return f"The database at {where} is starting or stopping. Try again in a moment."
    return f"The database at {where} ({variable}) does not answer. Check that it runs and that this machine may reach it."
