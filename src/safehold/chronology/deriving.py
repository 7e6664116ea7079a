"""Works out state from the chronology: at once for what is recorded live, later and each person once for what comes in bulk.

What waits is marked in the same transaction that stores the event, so an import that is cut off loses nothing: whatever is still
marked is worked out by the next import, or by `derive_waiting` itself.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from safehold.chronology.derived import write
from safehold.chronology.recording import Derivation, copy, rows
from safehold.chronology.session import again_if_overtaken, recorder, session

# How many waiting events are taken at once. All that waits for the same people comes with them, so that nobody is worked out twice.
CHUNK = 60


def derive(cursor: Any, seqs: Iterable[int]) -> frozenset[int]:
    """Works out the state around these events, in the caller's transaction, as the recorder; returns all events that this covers."""
    derivation = Derivation(cursor, seqs)
    for stage in _stages():
        stage(derivation)
    write(cursor, derivation.wanted)
    return derivation.covered


def mark(cursor: Any, seqs: Iterable[int]) -> None:
    copy(cursor, "chronology_waiting", ("event_id",), ((seq,) for seq in sorted(seqs)))


def waiting() -> int:
    with session() as cursor:
        return int(rows(cursor, "SELECT count(DISTINCT event_id) FROM chronology_waiting")[0][0])


def derive_waiting(progress: Callable[[int], None] = lambda _: None) -> int:
    """Works out everything that waits, in transactions of a few thousand events; returns how many there were."""
    done = 0
    while (worked_out := again_if_overtaken(_some)) is not None:
        done += worked_out
        progress(worked_out)
    return done


def _some() -> int | None:
    """Works out some of what waits; None where nothing does."""
    with recorder() as cursor:
        seqs = _next(cursor)
        if not seqs:
            return None
        covered = sorted(derive(cursor, seqs))
        cursor.execute("DELETE FROM chronology_waiting WHERE event_id = ANY(%s::bigint[])", [covered])
        return int(cursor.rowcount)


def _next(cursor: Any) -> list[int]:
    first = [seq for (seq,) in rows(cursor, "SELECT DISTINCT event_id FROM chronology_waiting ORDER BY event_id LIMIT %s", [CHUNK])]
    if not first:
        return []
    same_people = rows(
        cursor,
        "SELECT DISTINCT w.event_id FROM identity_mention m"
        " JOIN identity_profile q ON q.person_id = m.person_id JOIN identity_mention n ON n.profile_id = q.id"
        " JOIN chronology_waiting w ON w.event_id = n.event_id WHERE m.event_id = ANY(%s::bigint[])",
        [first],
    )
    return sorted(set(first) | {seq for (seq,) in same_people})


@lru_cache(maxsize=1)
def _stages() -> tuple[Any, ...]:
    """What follows from a recording, in order: the list of config/stages.py."""
    return tuple(import_string(path) for path in settings.SAFEHOLD_DERIVING)
