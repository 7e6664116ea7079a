"""What holds on this thread's connection until its transaction ends, told in one statement that is prepared once."""

from collections.abc import Mapping

import psycopg
from django.db import connection
from psycopg.pq import TransactionStatus


def configure(settings: Mapping[str, str]) -> str:
    """Returns the role before."""
    connection.ensure_connection()
    query = f"SELECT current_setting('role'), {', '.join(['set_config(%s, %s, true)'] * len(settings))}"  # nosec B608
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        row = cursor.execute(query, [text for pair in settings.items() for text in pair]).fetchone()
    return str(row[0]) if row else ""


def failed() -> bool:
    """Whether the transaction can only be rolled back, and all that was configured with it; or the database is gone."""
    return connection.connection.info.transaction_status in (TransactionStatus.INERROR, TransactionStatus.UNKNOWN)
