"""Partitions that stand in one batch by chance, each judged as if it stood alone.

What a partition comes to must depend on nothing but itself and what all share; which others are judged beside it differs from engine to
engine. Where an event of one names an event or a person of another, the two would be taken for one history, and so are parted.
"""

from collections import defaultdict
from itertools import chain

from safehold.chronology.envelope import POINTING, Event
from safehold.replay.reading import Batch


def apart(batch: Batch) -> list[Batch]:
    """The batch itself where nothing leads from one partition into another, which is nearly always."""
    mixed = _by_events(batch) | _by_people(batch)
    if not mixed:
        return [batch]
    own: dict[str, list[Event]] = defaultdict(list)
    for event in batch.events:
        name = batch.partition[event.id]
        own[name if name in mixed else ""].append(event)
    return [_only(batch, events) for events in own.values()]


def _by_events(batch: Batch) -> set[str]:
    found: set[str] = set()
    of = batch.partition
    for event in batch.events:
        name = of[event.id]
        if name and (event.about or event.corrects or event.kind in POINTING):
            for key in (*event.references, *((event.corrects,) if event.corrects else ())):
                if of.get(key, name) not in (name, ""):
                    found |= {name, of[key]}
    return found


def _by_people(batch: Batch) -> set[str]:
    """The same person in two partitions, or two who may be one."""
    found: set[str] = set()
    first: dict[int, str] = {}
    for mention, person in batch.persons.items():
        name = batch.partition[mention.event]
        if name and first.setdefault(person, name) != name:
            found |= {name, first[person]}
    for name, pairs in batch.possible.items():
        for person in chain.from_iterable(pairs):
            if name and first.get(person, name) != name:
                found |= {name, first[person]}
    return found


def _only(batch: Batch, events: list[Event]) -> Batch:
    here = {event.id: batch.partition[event.id] for event in events}
    persons = {mention: person for mention, person in batch.persons.items() if mention.event in here}
    possible = {name: batch.possible[name] for name in {*here.values()} & batch.possible.keys()}
    return Batch(events, persons, possible, here)
