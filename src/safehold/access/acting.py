"""What holds on this thread's connection until its transaction ends, told in one statement that is prepared once."""

from collections.abc import Mapping

from django.db import connection
from psycopg.pq import TransactionStatus

from safehold.access import asked


def configure(settings: Mapping[str, str]) -> str:
    """Returns the role before."""
    query = f"SELECT current_setting('role'), {', '.join(['set_config(%s, %s, true)'] * len(settings))}"  # nosec B608
    ((before, *_),) = asked.rows(query, [text for pair in settings.items() for text in pair])
    return str(before)


def failed() -> bool:
    """Whether the transaction can only be rolled back, and all that was configured with it; or the database is gone."""
    return connection.connection.info.transaction_status in (TransactionStatus.INERROR, TransactionStatus.UNKNOWN)
