"""The one door into the chronology. What goes through it is stored, sealed and followed up in one transaction, or not at all."""

import time
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import Any, NamedTuple

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from safehold.chronology.apart.agencies import whose_notes_are_kept
from safehold.chronology.apart.parting import as_left, parted
from safehold.chronology.deriving import Derived, derive, derive_later, derive_marked
from safehold.chronology.envelope import BESIDE, Event, EventId, Refused, parts, read_event
from safehold.chronology.recording import Placed, Stored, rows
from safehold.chronology.seal import same_content, seal
from safehold.chronology.session import again_if_overtaken, recorder
from safehold.chronology.store import append, held


class Conflict(Refused):
    """The same (source, id) with other content than what is already held."""


class Given(NamedTuple):
    """An event that has been read, with what it was read from and where that stood."""

    event: Event
    raw: dict[str, Any]
    origin: str = ""


class Outcome(NamedTuple):
    """What became of a given event: its number if it is new, 0 if it was held already, or why it was refused."""

    seq: int
    refused: str = ""


def record(raws: Sequence[dict[str, Any]], *, origin: str = "") -> list[EventId]:
    """Records events, all or none, and everything that follows from them. Raises Refused for one that cannot be taken.

    Ids that are held already with the same content are left as they are.
    """
    given = [Given(read_event(raw), raw, origin) for raw in raws]
    outcomes = record_batch(given, all_or_none=True)
    for outcome in outcomes:
        if outcome.refused:
            raise Conflict(outcome.refused)
    return [each.event.id for each in given]


def record_batch(given: Sequence[Given], *, all_or_none: bool = False, later: bool = False) -> list[Outcome]:
    """Records a batch in one transaction. A refused event costs the others nothing, unless it is all or none.

    With `later`, what follows is only marked, to be worked out by `derive_waiting` for many events at once.
    """
    return again_if_overtaken(lambda: _record(given, all_or_none, later))


def _record(given: Sequence[Given], all_or_none: bool, later: bool) -> list[Outcome]:
    received = time.time_ns() // 1000
    follow = derive_later if later else derive
    with recorder() as cursor:
        outcomes, fresh, sealed = _new_ones(cursor, given)
        if fresh and not (all_or_none and any(outcome.refused for outcome in outcomes)):
            numbers = rows(cursor, "SELECT nextval('chronology_event_seq_seq') FROM generate_series(1, %s)", [len(fresh)])
            seals = [seal(sealed[place]) for place in fresh]
            agencies = whose_notes_are_kept(cursor)
            partings = [parted(each, given[place].event, agencies=agencies) for each, place in zip(seals, fresh, strict=True)]
            # From here on, what is confidential is with nobody but whoever asks for it.
            left = [as_left(given[place].event, parting) for place, parting in zip(fresh, partings, strict=True)]
            stored = [Stored(number, event) for (number,), event in zip(numbers, left, strict=True)]
            origins = [given[place].origin for place in fresh]
            append(cursor, stored, partings, received, origins)
            placed = _placing()(cursor, stored)
            derived = follow(cursor, {new.seq for new in stored} | placed.moved)
            for new, place in zip(stored, fresh, strict=True):
                outcomes[place] = Outcome(new.seq)
            if placed.settle is not None:
                transaction.on_commit(partial(again_if_overtaken, partial(_settle, placed.settle, follow)), robust=True)
            _then(derived)
    return outcomes


def _settle(settle: Callable[[Any], set[int]], follow: Callable[[Any, set[int]], Derived]) -> None:
    with recorder() as cursor:
        if moved := settle(cursor):
            _then(follow(cursor, moved))


def _then(derived: Derived) -> None:
    """What bears on other people's cases is worked out in transactions of its own, since these people are not locked here."""
    if derived.marked:
        transaction.on_commit(partial(derive_marked, derived.marked), robust=True)


def _new_ones(cursor: Any, given: Sequence[Given]) -> tuple[list[Outcome], list[int], dict[int, dict[str, bytes]]]:
    """Sorts what is new from what is held already and from what contradicts it, within the batch as well as the store."""
    known = held(cursor, [each.event.id for each in given])
    outcomes: list[Outcome] = []
    fresh: list[int] = []
    contents: dict[int, dict[str, bytes]] = {}
    first: dict[EventId, int] = {}
    for place, each in enumerate(given):
        content = parts(each.raw)
        key = each.event.id
        if key in known:
            sealed, origin, _ = known[key]
            if sealed is None:
                outcomes.append(Outcome(0, f"{key} is held already, and the key to compare what it holds in confidence is not at hand"))
                continue
            same = same_content(sealed, content) or (BESIDE in content and same_content(sealed, parts(each.raw, beside=False)))
            outcomes.append(Outcome(0) if same else Outcome(0, f"{key} is held already with other content{_from(origin)}"))
        elif key in first:
            same = contents[first[key]] == content
            other = given[first[key]].origin
            outcomes.append(
                Outcome(0) if same else Outcome(0, f"{key} stands twice with different content: also in {other or 'this batch'}")
            )
        else:
            first[key] = place
            fresh.append(place)
            contents[place] = content
            outcomes.append(Outcome(0))
    return outcomes, fresh, contents


def _from(origin: str) -> str:
    return f", from {origin}" if origin else ""


@lru_cache(maxsize=1)
def _placing() -> Callable[[Any, Sequence[Stored]], Placed]:
    """Says who the people in new events are."""
    found: Callable[[Any, Sequence[Stored]], Placed] = import_string(settings.SAFEHOLD_PLACING)
    return found
