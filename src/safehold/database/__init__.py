"""The database's one door: a PostgreSQL server named by DATABASE_URL, or else the embedded one.

    with running() as database:
        ...                     # database.app and database.owner are connection strings

Importing this starts nothing. `connection_settings()` is for Django's settings, and `explain()` for whoever shows an error.
"""

from safehold.database.address import Database
from safehold.database.connection import connection_settings, explain, running
from safehold.database.errors import DatabaseUnavailable

__all__ = ["Database", "DatabaseUnavailable", "connection_settings", "explain", "running"]
