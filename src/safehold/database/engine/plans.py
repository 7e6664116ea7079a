"""How the database plans what it is asked. The pages ask the same few hundred questions all day, each narrowed by row security, so that
planning one takes longer than answering it: their workers keep one plan for each. Where a plan must know what is asked for, it is made
anew."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

KEPT = "-c plan_cache_mode=force_generic_plan"  # an option of a connection
_ANEW = "SELECT set_config('plan_cache_mode', 'force_custom_plan', true)"


@contextmanager
def anew() -> Iterator[None]:
    """For what is few among very many, and found by an index that holds only those. Inside a transaction; at its end at the latest all is
    as before."""
    with connection.cursor() as cursor:
        cursor.execute(_ANEW)
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET plan_cache_mode")
