"""Cases: a victim and a suspect, or a victim alone, with the events that belong to them.

An event belongs to the case of the victim and the suspect it names. One that names only a victim belongs to all her cases, one that
names only a suspect to all his, unless what it is about says which; one that names nobody belongs where the events it is about belong.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Set
from typing import NamedTuple, cast

import msgspec

from safehold.chronology.envelope import Event, EventId, Mention
from safehold.chronology.history import History


class MentionId(NamedTuple):
    """Names a mention everywhere: the event and the source's own ref for the person in it."""

    event: EventId
    ref: str


class CaseKey(NamedTuple):
    """A victim and, unless nobody has been named, a suspect; both are persons."""

    victim: int
    suspect: int | None


class Involved(NamedTuple):
    """The persons whom an event concerns, its own and those it takes from what it is about."""

    victims: frozenset[int]
    suspects: frozenset[int]


Persons = Mapping[MentionId, int]
Named = Callable[[Event], tuple[Mention, ...]]
Asking = Callable[[tuple[EventId, str]], int | None]
NOBODY = Involved(frozenset(), frozenset())


class CaseRecord(msgspec.Struct, frozen=True):
    """All that a rule may read about one case. Every tuple of events is in their total order, corrections made.

    `events` are the case's own; `victim_events` and `suspect_events` are those of the two people in any case; `agency_events` belong
    to nobody (training, coverage). `persons` says which person each mention is. `possible_since` is when the first domestic call of a case
    between people who may be these two, of which nobody has judged, was made at the earliest.
    """

    key: CaseKey
    events: tuple[Event, ...]
    victim_events: tuple[Event, ...]
    suspect_events: tuple[Event, ...]
    agency_events: tuple[Event, ...]
    persons: Persons
    history: History
    possible_since: int | None = None

    def person(self, event: Event, mention: Mention) -> int | None:
        return self.persons.get(MentionId(event.id, mention.ref))


def suspects_of(event: Event) -> tuple[Mention, ...]:
    return event.mentions("suspect")


def victims_of(event: Event) -> tuple[Mention, ...]:
    """Those whom an event treats as victim: by name, or the one who has died where no victim is named."""
    return tuple([one for one in event.people if one.role == "victim"]) or event.mentions("deceased")


def involved(history: History, persons: Persons) -> dict[EventId, Involved]:
    """Whom each standing event concerns. A role that it does not name is taken from the events that it is about, however far."""
    ask = asking(persons)
    victims: dict[EventId, frozenset[int]] = {}
    suspects: dict[EventId, frozenset[int]] = {}
    for event in history.events:
        victims[event.id] = _concerned(event, victims_of, victims, history, ask)
        suspects[event.id] = _concerned(event, suspects_of, suspects, history, ask)
    return {event.id: Involved(victims[event.id], suspects[event.id]) for event in history.events}


def asking(persons: Persons) -> Asking:
    """Who a mention is, asked by a bare pair of its event and ref: the same key as a MentionId, made in a fraction of the time."""
    return cast("Mapping[tuple[EventId, str], int]", persons).get


def _concerned(event: Event, named: Named, known: Mapping[EventId, frozenset[int]], history: History, ask: Asking) -> frozenset[int]:
    own = _persons(event, named(event), ask)
    if own:
        return own
    found: set[int] = set()
    seen = {event.id}
    waiting = [event]
    while waiting:
        for other in history.about(waiting.pop()):
            if other.id in seen:
                continue
            seen.add(other.id)
            there = known.get(other.id)
            if there is None:
                there = _persons(other, named(other), ask)
                if not there:
                    waiting.append(other)
            found |= there
    return frozenset(found)


def foremost(event: Event, named: Named, history: History, persons: Persons) -> int | None:
    """Of several whom an event concerns the one that it names first, or that is named first in what it is about."""
    seen: set[EventId] = set()
    waiting = [event]
    while waiting:
        each = waiting.pop(0)
        for mention in named(each):
            number = persons.get(MentionId(each.id, mention.ref))
            if number is not None:
                return number
        seen.add(each.id)
        waiting += [other for other in history.about(each) if other.id not in seen]
    return None


def form_cases(history: History, concern: Mapping[EventId, Involved]) -> dict[CaseKey, tuple[Event, ...]]:
    """Every case with its events, in their total order; `concern` is what `involved` found."""
    suspects_of: dict[int, set[int]] = defaultdict(set)
    victims_by: dict[int, set[int]] = defaultdict(set)
    alone: set[int] = set()
    for each in concern.values():
        for victim in each.victims:
            alone.add(victim)
            for suspect in each.suspects - {victim}:
                suspects_of[victim].add(suspect)
                victims_by[suspect].add(victim)
    found: dict[CaseKey, list[Event]] = defaultdict(list)
    for event in history.events:
        for key in keys_of(concern[event.id], suspects_of, victims_by):
            found[key].append(event)
    return {key: tuple(found[key]) for key in sorted(found, key=lambda key: (key.victim, key.suspect or 0))}


def keys_of(concern: Involved, suspects_of: Mapping[int, Iterable[int]], victims_by: Mapping[int, Iterable[int]]) -> set[CaseKey]:
    """The cases that an event belongs to, given whom each victim and each suspect is paired with."""
    if concern.victims and concern.suspects:
        pairs = {CaseKey(victim, suspect) for victim in concern.victims for suspect in concern.suspects if victim != suspect}
        if pairs:
            return pairs
    keys: set[CaseKey] = set()
    for victim in concern.victims:
        partners = set(suspects_of.get(victim, ()))
        keys |= {CaseKey(victim, suspect) for suspect in partners} if partners else {CaseKey(victim, None)}
    if not concern.victims:
        for suspect in concern.suspects:
            keys |= {CaseKey(victim, suspect) for victim in victims_by.get(suspect, ())}
    return keys


def _persons(event: Event, mentions: Iterable[Mention], ask: Asking) -> frozenset[int]:
    return frozenset([found for mention in mentions if (found := ask((event.id, mention.ref))) is not None])


def records(events: Iterable[Event], persons: Persons, possible: Iterable[tuple[int, int]] = ()) -> dict[CaseKey, CaseRecord]:
    """Every case of a set of events, each with all that rules may read about it. `possible` are pairs of persons who may be one."""
    history = History(events)
    concern = involved(history, persons)
    cases = form_cases(history, concern)
    by_victim: dict[int, list[Event]] = defaultdict(list)
    by_suspect: dict[int, list[Event]] = defaultdict(list)
    agency_events: list[Event] = []
    near: dict[int, set[int]] = defaultdict(set)
    for a, b in possible:
        near[a].add(b)
        near[b].add(a)
    domestic = {key: at for key, own in cases.items() if (at := domestic_at(own)) is not None} if near else {}
    for event in history.events:
        each = concern[event.id]
        for person in each.victims:
            by_victim[person].append(event)
        for person in each.suspects:
            by_suspect[person].append(event)
        if not event.people and not each.victims and not each.suspects:
            agency_events.append(event)
    of_agencies = tuple(agency_events)
    return {
        key: CaseRecord(
            key=key,
            events=own,
            victim_events=tuple(by_victim[key.victim]),
            suspect_events=tuple(by_suspect[key.suspect]) if key.suspect is not None else (),
            agency_events=of_agencies,
            persons=persons,
            history=history,
            possible_since=possible_since(key, near, domestic),
        )
        for key, own in cases.items()
    }


def domestic_at(events: Iterable[Event]) -> int | None:
    """When the first call of a case that was marked domestic was made, at the earliest; of a case that is restricted nothing is said, since
    duties of other cases rest on it."""
    calls = [event.occurred_at.earliest for event in events if event.kind == "call.received" and event.data.get("domestic")]
    return min(calls) if calls and restricted_to(events) is None else None


def restricted_to(events: Iterable[Event]) -> list[str] | None:
    """The staff who alone may see a case, or None where nobody restricted it."""
    staff: list[str] | None = None
    for event in events:
        if event.kind == "record.restricted":
            staff = sorted(set(event.data.get("to", ())))
        elif event.kind == "record.unrestricted":
            staff = None
    return staff


Near = dict[int, set[int]]
"""Whom else a person may be."""
# Who may be more people than this was named so shortly that it says nothing.
MOST_POSSIBLE = 8


def possible_since(key: CaseKey, near: Mapping[int, Set[int]], domestic: Mapping[CaseKey, int]) -> int | None:
    """From when on what `domestic` holds of other cases may be history of this one. `near` says whom else each of the two may be."""
    mine = {person: others for person in key if person is not None and 0 < len(others := near.get(person, NONE)) <= MOST_POSSIBLE}
    if not mine:
        return None
    return min((at for other, at in domestic.items() if may_be_of(key, other, mine)), default=None)


def may_be_of(key: CaseKey, other: CaseKey, near: Mapping[int, Set[int]]) -> bool:
    """Whether two cases may be between the same people. Where only a victim is named, the suspect may be anybody."""
    if key == other or not (key.victim == other.victim or other.victim in near.get(key.victim, NONE)):
        return False
    if key.suspect is None or other.suspect is None or key.suspect == other.suspect:
        return True
    return other.suspect in near.get(key.suspect, NONE)


NONE: frozenset[int] = frozenset()
