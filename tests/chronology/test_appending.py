"""Many rows at once go by way of a table that nobody else sees; a transaction that does so thousands of times must not run out of locks."""

from django.db import transaction

from safehold.chronology.recording import MANY, copy, rows
from safehold.chronology.session import recorder

LOCKS = "SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'relation'"


def append(cursor, first: int) -> None:
    copy(cursor, "chronology_waiting", ("event_id",), ((seq,) for seq in range(first, first + MANY)))


def test_a_long_transaction_takes_no_more_locks_the_more_it_appends(database):
    with transaction.atomic(), recorder() as cursor:
        append(cursor, 10**9)
        once = rows(cursor, LOCKS)
        for time in range(1, 4):
            append(cursor, 10**9 + time * MANY)
        assert rows(cursor, LOCKS) == once
        assert rows(cursor, "SELECT count(*), count(DISTINCT event_id) FROM chronology_waiting WHERE event_id >= 1000000000") == [
            (4 * MANY, 4 * MANY)
        ]
        transaction.set_rollback(True)
