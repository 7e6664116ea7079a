"""Django's engine for PostgreSQL, which keeps more statements prepared: planning one, with the conditions of row security, costs more than
most of them take to run."""

from typing import Any

from django.db.backends.postgresql import base

from safehold.database.engine import lists

PREPARED = 500  # statements of a connection; the pages have some three hundred between them

lists.sent_whole()


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        connection.prepared_max = PREPARED
        return connection
