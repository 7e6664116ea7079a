"""What it costs to store one more mention in a table of millions, and whether the next question finds it."""

import statistics
import time
from typing import Any

from live_population import Population

TAKEN = 200
_TABLES = {"identity_profile": "id", "identity_key": "profile_id"}


def arrive(population: Population) -> str:
    """Stores mentions that were held out, each in a transaction of its own, asks for each in the next, and takes all away again."""
    from django.db import transaction

    from safehold.chronology.session import session
    from safehold.identity.check import check
    from safehold.identity.features import query_features
    from safehold.identity.indexing import asked
    from safehold.identity.profiles import Profile, store

    first = -len(population.person_of) - 1
    took, found = [], 0
    with session("owner") as writer, session() as reader, asked(writer), asked(reader):
        for place, one in enumerate(population.known[:TAKEN]):
            number, features = first - place, query_features(**one.whole)
            began = time.perf_counter()
            with transaction.atomic(using="owner"):
                store(writer, [Profile(number, "index", f"arrived {place}", b"", features, number)])
            took.append((time.perf_counter() - began) * 1e3)
            found += number in [match.person for match in check(reader, features, most=10).matches]
        _take_away(writer, first)
    return f"one more mention is stored in {statistics.median(took):.1f} ms; {found} of {len(took)} were found by the next question"


def _take_away(cursor: Any, first: int) -> None:
    for table, column in _TABLES.items():
        cursor.execute(f"DELETE FROM {table} WHERE {column} <= %s AND {column} > %s", [first, first - TAKEN])
