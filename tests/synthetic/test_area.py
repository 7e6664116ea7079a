"""The synthetic area: what it makes can be read, is made again alike, and names nobody real."""

from datetime import date

from safehold.chronology.envelope import read_event
from safehold.synthetic.area import synthesise

UNTIL = date(2026, 11, 2)


def test_every_event_can_be_read() -> None:
    events = [read_event(raw) for raw in synthesise(3000, 6, 1, UNTIL)]
    assert len(events) > 500
    assert len({event.id for event in events}) == len(events)


def test_the_same_seed_gives_the_same_events() -> None:
    assert list(synthesise(1000, 3, 7, UNTIL)) == list(synthesise(1000, 3, 7, UNTIL))
