"""Works out what waits and nobody is working out: what an import stores it works out itself, so only what has not moved since the last
look was left behind by a program that ended."""

from django.db import connection

from safehold.chronology.deriving import derive_waiting
from safehold.chronology.recording import rows
from safehold.running import beats

_SEEN = "seen waiting"
_MANY = 10**8  # more than ever wait at once: by it two numbers are kept in one


def work_out() -> int:
    count, first = waiting()
    seen, before = first * _MANY + count, beats.beaten().get(_SEEN)
    beats.done(_SEEN, seen)
    stands = count > 0 and before is not None and before.count == seen
    return derive_waiting() if stands else 0


def waiting() -> tuple[int, int]:
    """How many events wait, and the first of them."""
    with connection.cursor() as cursor:
        count, first = rows(cursor, "SELECT count(*), coalesce(min(event_id), 0) FROM chronology_waiting")[0]
    return int(count), int(first)
