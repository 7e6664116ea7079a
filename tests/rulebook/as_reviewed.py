"""Duties as a review finds them in a set of events, and as they stand in the database, told alike."""

from collections.abc import Iterable
from typing import Any

from safehold.chronology.deriving import waiting
from safehold.chronology.envelope import Event
from safehold.chronology.models import StoredEvent
from safehold.chronology.rebuilding import rebuild
from safehold.chronology.session import session
from safehold.chronology.store import load
from safehold.chronology.times import When
from safehold.identity.cases import records
from safehold.identity.link import link
from safehold.rulebook.evaluate import complete
from safehold.rulebook.loader import standard_rules
from safehold.rulebook.models import Obligation, reach
from safehold.rulebook.obligation import merged, settle
from safehold.rulebook.settled import state_at

Found = set[tuple[Any, ...]]


def reviewed(events: Iterable[Event], now: int | None) -> Found:
    """By the standard of the time, all records complete: how duties are stored. With no time, as they will be in the end."""
    found = list(events)
    linked = link(found)
    cases = records(found, linked.persons, linked.possible)
    duties = merged(duty for case in cases.values() for duty in complete(case, standard_rules(), standard="then", today=0))
    return {
        (each.rule, each.version, "\n".join(map(str, each.trigger)), each.subject, each.each, str(each.due), each.who, each.agency)
        + (each.state if now is None else settle(each, now).state, each.says)
        for each in duties
    }


def stored(now: int | None) -> Found:
    return {
        (each.rule, each.version, each.trigger, each.subject, each.each, _span(each.due_earliest, each.due_latest), each.who, each.agency)
        + (each.state if now is None else each.state_now, each.says)
        for each in Obligation.everything.annotate(state_now=state_at(now or 0, reach()))
    }


def _span(earliest: int | None, latest: int | None) -> str:
    return str(None if earliest is None or latest is None else When(earliest, latest))


def assert_stored_as_reviewed() -> None:
    """Whatever stands in the database is what a rebuild, and a review of all events in it, would give."""
    assert waiting() == 0
    assert rebuild(check=True).differences == []
    with session() as cursor:
        events = load(cursor, StoredEvent.objects.values_list("seq", flat=True))
    assert stored(None) == reviewed(events.values(), None)
