"""Works through all profiles, or those that are new, some components at a time, each in a transaction of its own: first only to see what a
full run would change, then to change it. A run that is cut off leaves nothing half done, and the next one goes on.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from typing import Any

import msgspec
from django.db import transaction

from safehold.chronology.deriving import derive, derive_marked, derive_waiting
from safehold.chronology.recording import rows
from safehold.chronology.session import again_if_overtaken, recorder, session
from safehold.identity.profiles import load
from safehold.identity.reconciling import noted
from safehold.identity.reconciling.alone import alone
from safehold.identity.reconciling.judging import examine
from safehold.identity.reconciling.putting_right import Done, put_right
from safehold.identity.reconciling.sharing import crossed

AT_ONCE = 100  # profiles, with all that hang together with them
Progress = Callable[[int], None]
Stage = Callable[[str, int], Progress]


class Found(msgspec.Struct):
    """What is to change, or has changed, together: `seeds` are profiles of it, one of each component."""

    seeds: list[int]
    done: Done


class Seen(msgspec.Struct):
    """`run` is the number under which it is kept; `profiles` were looked at, `compared` pairs of them scored."""

    run: int = 0
    profiles: int = 0
    compared: int = 0
    found: list[Found] = []


class _Shown(Exception):
    """Ends the transaction in which something was only tried."""


def _silent(_stage: str, _total: int) -> Progress:
    return lambda _: None


def reconcile(*, change: Callable[[Seen], bool], everything: bool = False, stage: Stage = _silent) -> tuple[Seen, Seen | None]:
    """What a full run would change, and what was changed: None where `change`, which is told the first, does not want it.

    `stage` is told of "comparing" and of "changing" as they begin, with how much there is to do, and gives whom to tell as it is done.
    """
    with session() as cursor, alone(cursor):
        derive_waiting()
        begun = _noted(partial(noted.begin, now=_now(), shown_only=True, everything=everything))
        would = Seen(begun.run)
        for found in _would_change(begun.since, would, stage):
            would.found.append(found)
            _noted(partial(noted.add, run=begun.run, done=found.done))
        _noted(partial(noted.end, run=begun.run, now=_now(), profiles=would.profiles, compared=would.compared))
        if not change(would):
            return would, None
        begun = _noted(partial(noted.begin, now=_now(), shown_only=False, everything=everything))
        did = Seen(begun.run, would.profiles, would.compared)
        progress = stage("changing", len(would.found))
        for found in would.found:
            did.found.append(Found(found.seeds, _put_right(found.seeds, begun.run)))
            progress(1)
        _noted(partial(noted.end, run=begun.run, now=_now(), profiles=did.profiles, compared=did.compared))
        return would, did


def _would_change(since: int, seen: Seen, stage: Stage) -> Iterator[Found]:
    """Each finding is of components of its own, so that none depends on what another would do."""
    done: set[int] = set()
    waiting = [number for (number,) in _read("SELECT id FROM identity_profile WHERE id >= %s ORDER BY id", [since])]
    progress = stage("comparing", len(waiting))
    again: set[int] = set()
    place = 0
    while place < len(waiting):
        seeds = waiting[place : place + AT_ONCE]
        place += AT_ONCE
        if since:
            with session() as cursor:
                fresh = load(cursor, [number for number in seeds if number >= since])
                older = crossed(cursor, list(fresh.values()), since) - again
            again |= older
            waiting += sorted(older)
        wanted = [number for number in seeds if number not in done]
        if wanted:
            examined, compared, tried = _tried(wanted, done)
            done |= examined
            seen.profiles += len(examined)
            seen.compared += compared
            if not tried.nothing:
                yield Found(wanted, tried)
        progress(len(seeds))


def _tried(seeds: list[int], done: set[int]) -> tuple[set[int], int, Done]:
    kept: list[tuple[set[int], int, Done]] = []

    def trying() -> None:
        with recorder() as cursor:
            found = examine(cursor, seeds, done)
            kept[:] = [(set(found.profiles), found.compared, put_right(cursor, found, lambda *of: dict(derive(*of).written)))]
            raise _Shown

    with suppress(_Shown):
        again_if_overtaken(trying)
    return kept[0]


def _put_right(seeds: list[int], run: int) -> Done:
    """In one transaction; then once more, since somebody may have recorded of the same people meanwhile, whom it could not see."""
    done, marked = again_if_overtaken(partial(_changed, seeds, run))
    derive_marked(marked)
    _, marked = again_if_overtaken(partial(_changed, seeds, run))
    derive_marked(marked)
    return done


def _changed(seeds: list[int], run: int) -> tuple[Done, frozenset[int]]:
    marked: set[int] = set()

    def follow(cursor: Any, events: set[int]) -> dict[str, int]:
        derived = derive(cursor, events)
        marked.update(derived.marked)
        return dict(derived.written)

    with recorder() as cursor:
        done = put_right(cursor, examine(cursor, seeds, ()), follow)
        if not done.nothing:
            noted.add(cursor, run, done)
    return done, frozenset(marked)


def _noted(write: Callable[[Any], Any]) -> Any:
    with transaction.atomic(), recorder() as cursor:
        return write(cursor)


def _read(query: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    with session() as cursor:
        return rows(cursor, query, parameters)


def _now() -> int:
    return time.time_ns() // 1000
