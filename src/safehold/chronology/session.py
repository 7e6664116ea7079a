"""The database connection of this thread as psycopg gives it: its statements are prepared once, and several can be sent in one go."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connections


@contextmanager
def session(using: str = "default") -> Iterator[Any]:
    """A cursor on Django's own connection, in whatever transaction that is. Errors become Django's, as they do through its cursors."""
    connection = connections[using]
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        yield cursor
