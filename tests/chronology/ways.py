"""The ways in which one chronology can come to be held."""

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from chronology.raws import Raw, write
from chronology.state import State, state
from harness.databases import Databases, connect_django
from safehold.chronology.deriving import derive_waiting
from safehold.chronology.envelope import read_event
from safehold.chronology.importing import import_files
from safehold.chronology.rebuilding import rebuild
from safehold.chronology.record import Given, record, record_batch


@contextmanager
def holding(databases: Databases) -> Iterator[str]:
    """An empty database with Django on it; its owner's address."""
    with databases.clone(staffed=False) as clone:
        connect_django(clone)
        yield clone.owner


def one_by_one(databases: Databases, raws: Sequence[Raw]) -> State:
    with holding(databases) as address:
        for raw in raws:
            record([raw])
        return state(address)


def in_bulk(databases: Databases, raws: Sequence[Raw], folder: Path) -> State:
    with holding(databases) as address:
        import_files([write(folder / "events.jsonl", raws)])
        return state(address)


def mixed(databases: Databases, raws: Sequence[Raw], seed: int) -> State:
    """Some recorded as they happen, between others that were taken in bulk and of which nothing is worked out until the end.

    Made again from the chronology, it is the same.
    """
    chance = random.Random(seed)
    with holding(databases) as address:
        for raw in raws:
            if chance.random() < 0.5:
                record([raw])
            else:
                record_batch([Given(read_event(raw), raw)], later=True)
            if chance.random() < 0.15:
                derive_waiting()
        derive_waiting()
        assert rebuild(check=True).differences == []
        return state(address)
