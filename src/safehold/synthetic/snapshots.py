"""Cases of a made-up area as they stood at an instant, with the truth of who came to grave harm afterwards: to try ways of choosing on."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

import msgspec

from safehold.chronology.envelope import Event, EventId, read_event
from safehold.chronology.times import DAY, london
from safehold.identity.cases import MentionId, records
from safehold.risk.ranking.evaluating import Case, case_at
from safehold.risk.ranking.weights import Weights
from safehold.synthetic.area import Area
from safehold.synthetic.names import group_of
from safehold.synthetic.people import Person

_decode = msgspec.json.Decoder().decode


class Asked(NamedTuple):
    people: int
    months: int
    seed: int
    until: int
    days: int
    """How long after the instant harm counts. `until` is in seconds."""


def snapshots(
    asked: Asked, at: Sequence[int], weights: Weights, progress: Callable[[float], None] = lambda _: None
) -> dict[int, list[Case]]:
    """By instant. Who is who is the truth, and not what linking makes of it."""
    found: dict[int, list[Case]] = {each: [] for each in at}
    for events, persons, people, harms in _families(asked, progress):
        for key, record in records(events, persons).items():
            grave = [when for victim, suspect, when in harms if victim == key.victim and key.suspect in (suspect, None)]
            hurt = [event.occurred_at.latest for event in record.events if _hurt(event)]
            for each in at:
                gravely, harmed = (any(each < when <= each + asked.days * DAY for when in times) for times in (grave, grave + hurt))
                groups = groups_of(people.get(key.victim), london(each).date())
                case = case_at(record.events, each, weights, groups, harmed, gravely)
                if case is not None:
                    found[each].append(case)
    return found


def _hurt(event: Event) -> bool:
    return event.kind == "call.received" and any(event.data.get(name) is True for name in ("injuries", "strangulation"))


Family = tuple[list[Event], dict[MentionId, int], dict[int, Person], list[tuple[int, int, int]]]


def _families(asked: Asked, progress: Callable[[float], None]) -> Iterator[Family]:
    for number, ledger, truth in Area.by_family(asked.people, asked.months, asked.seed, asked.until, progress):
        events = [read_event(_decode(line.line)) for line in ledger.taken()]
        if number:
            persons = {MentionId(EventId(*named.event), named.ref): named.person for named in truth.mentions}
            when = {event.id: event.occurred_at.latest for event in events}
            harms = [(each.victim, each.suspect, when[EventId(*each.event)]) for each in truth.harms if EventId(*each.event) in when]
            yield events, persons, {person.number: person for person in truth.register.people}, harms
        truth.forget()


def groups_of(person: Person | None, day: date) -> dict[str, str]:
    if person is None:
        return {}
    years = (day - person.born).days // 365
    age = "under 25" if years < 25 else "25 to 44" if years < 45 else "45 to 64" if years < 65 else "65 and over"
    return {"sex": person.sex, "age": age, "names": group_of(person.culture).replace("_", " ")}
