"""What each role may do with each table, as operations of migrations. The owner may do everything; nobody else may do anything unless
it is granted here. The chronology is only ever added to: nobody but the owner can change or delete in it.
"""

from collections.abc import Sequence

from django.db.migrations.operations import RunSQL

from safehold.database.roles import APP, RECORDER


def append_only(*tables: str) -> RunSQL:
    """The recorder adds, the application reads, and neither changes nor deletes."""
    return _sql(
        [f"GRANT SELECT, INSERT ON {table} TO {RECORDER}" for table in tables] + [f"GRANT SELECT ON {table} TO {APP}" for table in tables]
    )


def derived(*tables: str) -> RunSQL:
    """The recorder writes, the application reads."""
    return _sql(
        [f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {RECORDER}" for table in tables]
        + [f"GRANT SELECT ON {table} TO {APP}" for table in tables]
    )


def sequences(*names: str) -> RunSQL:
    return _sql([f"GRANT USAGE ON SEQUENCE {name} TO {RECORDER}" for name in names])


def _sql(statements: Sequence[str]) -> RunSQL:
    return RunSQL(";\n".join(statements), RunSQL.noop)
