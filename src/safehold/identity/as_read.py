"""What a person is called to whoever looks, where they may not read all that is on record of them: by the events that they may read, as the
database decides it, put together as it is for all events (persons_stored.py). A list of people costs no more for it than two queries, and
none where everybody in it is read whole."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models
from django.db.models.query import ModelIterable

from safehold.access.scope import ScopedQuerySet
from safehold.chronology.envelope import Event, Mention
from safehold.chronology.recording import rows
from safehold.chronology.session import session
from safehold.chronology.store import decoded
from safehold.identity.persons_stored import SAID, row_of
from safehold.identity.placing import MENTIONS_AN_EVENT


def complete(people: Iterable[Any]) -> None:
    """Fills in those of whom the viewer reads a part."""
    parted = {person.id: person for person in people if not person.__dict__.get("whole", True)}
    if not parted:
        return
    with session() as cursor:
        mentions = rows(cursor, "SELECT * FROM access.said_of(%s::bigint[])", [sorted(parted)])
        events = decoded(cursor, {event: tuple(version) for _, event, _, *version in mentions})
    said: dict[int, list[tuple[Event, Mention]]] = defaultdict(list)
    for number, event, mention, *_ in sorted(mentions, key=lambda row: row[2]):
        if event in events:
            said[number].append((events[event], events[event].people[mention % MENTIONS_AN_EVENT]))
    for number, listed in said.items():
        listed.sort(key=lambda each: each[0].order)
        for name, value in zip(SAID, row_of(listed), strict=True):
            setattr(parted[number], name, value)


class _Completed(ModelIterable):
    def __iter__(self) -> Iterator[Any]:
        people = list(super().__iter__())
        complete(people)
        return iter(people)


class _Completing(models.QuerySet[Any]):
    complete = staticmethod(complete)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._iterable_class = _Completed


class People(_Completing):
    pass


class PeopleSeen(_Completing, ScopedQuerySet):
    pass
