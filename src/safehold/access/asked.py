"""What every request asks of access itself, in words of its own: putting a few such questions together anew took a tenth of each page. The
database narrows them to the viewer as it does everything else; `python -m safehold.access.lint` names who may ask so."""

from collections.abc import Sequence
from typing import Any

import psycopg
from django.db import connection

# Below `safehold`.
ASKING = frozenset(
    (
        "access/acting.py",
        "access/looking/openings.py",
        "access/looking/pace.py",
        "access/looks.py",
        "access/often.py",
        "access/postings.py",
        "access/signing_in/store.py",
        "access/standing_in.py",
    )
)


def rows(query: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        return cursor.execute(query, parameters).fetchall()
