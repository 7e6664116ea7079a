"""The database connection of this thread as psycopg gives it: its statements are prepared once, and several can be sent in one go."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import psycopg
from django.db import IntegrityError, OperationalError, connections, transaction
from psycopg.pq import TransactionStatus

from safehold.chronology.recording import Overtaken
from safehold.database import narrowed
from safehold.database.roles import RECORDER

Done = TypeVar("Done")
ATTEMPTS = 5
# What another writer can bring about and a second try can mend: a deadlock, a serialisation failure, and the same id stored meanwhile.
_PASSING = {"40P01", "40001", "23505"}

# Everything on the write path is found by index. Without fresh statistics the planner would read whole tables for it.
_BY_INDEX = ("enable_seqscan", "enable_hashjoin", "enable_mergejoin")
_FAILED = (TransactionStatus.INERROR, TransactionStatus.UNKNOWN)
_SETTINGS = "".join(f", set_config('{name}', 'off', true)" for name in _BY_INDEX)
_BECOME = f"SELECT current_setting('role'), set_config('role', '{RECORDER}', true){_SETTINGS}"  # nosec B608
_BE_AS_BEFORE = "; ".join(["SET LOCAL ROLE {}", *(f"RESET {name}" for name in _BY_INDEX)])


@contextmanager
def recorder() -> Iterator[Any]:
    """A cursor that acts as the recorder, inside the caller's transaction; afterwards the connection is what it was again."""
    with narrowed.otherwise(), session() as cursor:
        before = cursor.execute(_BECOME).fetchone()[0]
        try:
            yield cursor
        finally:
            # Where the transaction has failed it is rolled back, and this with it.
            if cursor.connection.info.transaction_status not in _FAILED:
                cursor.execute(_BE_AS_BEFORE.format(before))


@contextmanager
def session(using: str = "default") -> Iterator[Any]:
    """A cursor on Django's own connection, in whatever transaction that is. Errors become Django's, as they do through its cursors."""
    connection = connections[using]
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        yield cursor


def again_if_overtaken(work: Callable[[], Done]) -> Done:
    """Does something in one transaction, and again from the beginning where another writer came in between."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with transaction.atomic():
                return work()
        except Overtaken:
            if attempt == ATTEMPTS:
                raise
        except (OperationalError, IntegrityError) as error:
            if getattr(error.__cause__, "sqlstate", None) not in _PASSING or attempt == ATTEMPTS:
                raise
    raise AssertionError("unreachable")
