"""Works out state from the chronology: at once for what is recorded live, later and each person once for what comes in bulk.

What waits is marked in the same transaction that stores the event, so an import that is cut off loses nothing: whatever is still
marked is worked out by the next import, or by `derive_waiting` itself. What an event bears on in other people's cases (the training of an
officer who attended them) is marked likewise, and worked out at once when its own transaction is over.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache, partial
from types import MappingProxyType
from typing import Any, NamedTuple

from django.conf import settings
from django.utils.module_loading import import_string

from safehold.chronology import statistics
from safehold.chronology.derived import write
from safehold.chronology.recording import Derivation, copy, rows
from safehold.chronology.session import again_if_overtaken, recorder, session

# How many waiting events are taken at once. All that waits for the same people comes with them, so that nobody is worked out twice.
CHUNK = 60


class Derived(NamedTuple):
    """All events whose consequences are worked out, those that were marked since these bear on them, and how many rows of each table became
    otherwise."""

    covered: frozenset[int]
    marked: frozenset[int]
    written: Mapping[str, int] = MappingProxyType({})


def derive(cursor: Any, seqs: Iterable[int]) -> Derived:
    """Works out the state around these events, in the caller's transaction, as the recorder."""
    derivation = Derivation(cursor, seqs)
    for stage in _stages():
        stage(derivation)
    written = write(cursor, derivation.wanted)
    for bring_together in derivation.afterwards:
        bring_together()
    if derivation.marked:
        mark(cursor, derivation.marked)
    return Derived(derivation.covered, frozenset(derivation.marked), written)


def mark(cursor: Any, seqs: Iterable[int]) -> None:
    copy(cursor, "chronology_waiting", ("event_id",), ((seq,) for seq in sorted(seqs)))


def derive_later(cursor: Any, seqs: Iterable[int]) -> Derived:
    """Only marks these events: `derive_waiting` must follow."""
    mark(cursor, seqs)
    return Derived(frozenset(), frozenset())


def waiting() -> int:
    with session() as cursor:
        return int(rows(cursor, "SELECT count(DISTINCT event_id) FROM chronology_waiting")[0][0])


def derive_waiting(progress: Callable[[int], None] = lambda _: None) -> int:
    """Works out everything that waits, in transactions of a few thousand events; returns how many there were."""
    done = 0
    while (worked_out := again_if_overtaken(_some)) is not None:
        done += worked_out
        progress(worked_out)
    statistics.refresh(done)
    return done


def derive_marked(seqs: Iterable[int]) -> None:
    """Works out what a recording has marked, and what that marks in turn, a few dozen events a transaction; what else waits is left."""
    waiting = sorted(seqs)
    while waiting:
        chunk, waiting = waiting[:CHUNK], waiting[CHUNK:]
        found = again_if_overtaken(partial(_these, chunk))
        waiting = sorted({*waiting, *found.marked} - found.covered)


def derive_all_waiting(cursor: Any) -> None:
    """The same as `derive_waiting`, in the caller's transaction."""
    while seqs := _next(cursor):
        _work_out(cursor, seqs)


def _some() -> int | None:
    """Works out some of what waits; None where nothing does."""
    with recorder() as cursor:
        seqs = _next(cursor)
        if not seqs:
            return None
        _work_out(cursor, seqs)
        return int(cursor.rowcount)


def _these(seqs: list[int]) -> Derived:
    """Works these out, as far as nobody else has done it meanwhile."""
    with recorder() as cursor:
        query = "SELECT DISTINCT event_id FROM chronology_waiting WHERE event_id = ANY(%s::bigint[])"
        still = [seq for (seq,) in rows(cursor, query, [seqs])]
        done = _work_out(cursor, still) if still else Derived(frozenset(), frozenset())
        return Derived(done.covered | frozenset(seqs), done.marked)


def _work_out(cursor: Any, seqs: Iterable[int]) -> Derived:
    derived = derive(cursor, seqs)
    cursor.execute("DELETE FROM chronology_waiting WHERE event_id = ANY(%s::bigint[])", [sorted(derived.covered)])
    return derived


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
