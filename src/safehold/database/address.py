"""Where the database is and as whom to sign in."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from safehold.database.errors import DatabaseUnavailable

_EXAMPLE = "It looks like: postgresql://user:password@host:5432/safehold"


@dataclass(frozen=True)
class Database:
    """Connection strings; they hold passwords, so they are never shown."""

    app: str = field(repr=False)
    owner: str = field(repr=False)  # empty where only the application's is known
    admin: str = field(repr=False)  # the embedded server's superuser; empty for a server of someone else's
    embedded: bool


def url(sockets: Path, user: str, password: str, database: str) -> str:
    """An address by socket. It names the port, since libpq would otherwise take PGPORT from the environment."""
    return f"postgresql://{quote(user)}:{quote(password)}@:5432/{quote(database)}?host={quote(str(sockets), safe='')}"


def read(text: str, variable: str) -> dict[str, str]:
    """The parts of a connection URL, or of libpq's own form."""
    try:
        parts = {key: str(value) for key, value in conninfo_to_dict(text).items() if value is not None}
    except ProgrammingError as error:
        raise DatabaseUnavailable(f"{variable} is not a database's address. {_EXAMPLE}") from error
    if not parts.get("port", "5432").isdigit():
        raise DatabaseUnavailable(f"{variable} has a port that is not a number. {_EXAMPLE}")
    if not parts.get("dbname"):
        raise DatabaseUnavailable(f"{variable} names no database. {_EXAMPLE}")
    return parts


def host(text: str) -> str:
    """The host and port, for messages."""
    parts = conninfo_to_dict(text)
    name = str(parts.get("host") or "this machine's socket")
    return name if name.startswith("/") else f"{name}:{parts.get('port') or 5432}"


def django_settings(text: str, variable: str) -> dict[str, Any]:
    """One entry of Django's DATABASES."""
    parts = read(text, variable)
    named = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    options = {key: value for key, value in parts.items() if key not in named.values()}
    return {
        "ENGINE": "safehold.database.engine",
        **{name: parts.get(key, "") for name, key in named.items()},
        "OPTIONS": {"connect_timeout": 5, "prepare_threshold": 3, "server_side_binding": True, **options},
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }
