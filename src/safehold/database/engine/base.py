"""Django's engine for PostgreSQL, which keeps more statements prepared: planning one, with the conditions of row security, costs more than
most of them take to run."""

from typing import Any

from django.db.backends.postgresql import base

from safehold.database.engine import lists, plans

PREPARED = 500  # statements of a connection; the pages have some three hundred between them

lists.sent_whole()


class DatabaseWrapper(base.DatabaseWrapper):
    plans_kept = False  # by the workers that make pages (config/gunicorn.py)

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        if self.plans_kept:
            conn_params = {**conn_params, "options": f"{conn_params.get('options', '')} {plans.KEPT}".strip()}
        connection = super().get_new_connection(conn_params)
        connection.prepared_max = PREPARED
        return connection
