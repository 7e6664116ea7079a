"""All that a case holds, to be read: what was corrected under what corrects it, and what was struck out with the reason.

Whoever calls this has found the case among those that the viewer may see.
"""

import re
from collections.abc import Iterable
from typing import Any

import msgspec

from safehold.access.reading import matching
from safehold.chronology.apart.opening import opened
from safehold.chronology.envelope import Event, EventId
from safehold.chronology.history import History, as_known
from safehold.chronology.recording import rows
from safehold.chronology.session import session
from safehold.chronology.store import load

_CASE = re.compile(r"(\d{1,18})(?:-(\d{1,18}))?")


class Entry(msgspec.Struct, frozen=True):
    """What stands, or was struck out. `earlier` are its former wordings, the latest first; `struck` the event that struck it out."""

    seq: int
    event: Event
    earlier: tuple[Event, ...] = ()
    struck: Event | None = None


def chronicle(case: str, victim: int, suspect: int | None, *, known_at: int | None = None) -> list[Entry]:
    """The newest first. With `known_at`, as the sources knew it at that instant."""
    with session() as cursor:
        own = {seq for (seq,) in rows(cursor, "SELECT event_id FROM identity_case_event WHERE case_id = %s", [case])}
        with matching():
            earlier = {seq for (seq,) in rows(cursor, _EARLIER, [sorted(own)])}
            struck = _struck(cursor, sorted(own), victim, suspect)
        events = opened(cursor, load(cursor, own | earlier | struck.keys() | set(struck.values())))
    seqs = {event.id: seq for seq, event in events.items()}
    history = History(events.values() if known_at is None else as_known(events.values(), known_at))
    shown = own | earlier
    found = [
        Entry(seqs[event.id], event, _earlier(event, history))
        for event in history.events
        if seqs[event.id] in shown and event.kind != "event.voided"
    ]
    for seq, by in struck.items():
        if by in events and seq in events and events[by].id in history.by_id and events[seq].id in history.by_id:
            found.append(Entry(seq, events[seq], _earlier(events[seq], history), events[by]))
    return sorted(found, key=lambda entry: entry.event.order, reverse=True)


def now_called(case: str) -> str:
    """What the case of an old address is called since its people were linked or split; nothing where it never was one. A person's number
    is that of a mention of theirs, and every mention has a person."""
    match = _CASE.fullmatch(case)
    if match is None:
        return ""
    numbers = [int(number) for number in match.groups() if number is not None]
    with matching(), session() as cursor:
        persons = dict(rows(cursor, "SELECT id, person_id FROM identity_mention WHERE id = ANY(%s::bigint[])", [numbers]))
    if any(number not in persons for number in numbers):
        return ""
    return "-".join(str(persons[number]) for number in numbers)


def _earlier(event: Event, history: History) -> tuple[Event, ...]:
    found: dict[EventId, Event] = {}
    while event.corrects is not None and event.corrects in history.by_id and event.corrects not in found:
        event = history.by_id[event.corrects]
        found[event.id] = event
    return tuple(found.values())


_EARLIER = """
WITH RECURSIVE earlier AS (
    SELECT old.seq, old.corrects_source, old.corrects_id FROM chronology_event e
      JOIN chronology_event old ON old.source = e.corrects_source AND old.source_id = e.corrects_id WHERE e.seq = ANY(%s::bigint[])
  UNION
    SELECT old.seq, old.corrects_source, old.corrects_id FROM earlier e
      JOIN chronology_event old ON old.source = e.corrects_source AND old.source_id = e.corrects_id
)
SELECT seq FROM earlier
"""
_STRUCK = """
WITH near AS (
    SELECT event_id AS seq FROM identity_involvement WHERE person_id = ANY(%s::bigint[])
  UNION
    SELECT a.event_id FROM chronology_event e JOIN chronology_about a ON a.source = e.source AND a.source_id = e.source_id
     WHERE e.seq = ANY(%s::bigint[])
)
SELECT DISTINCT ON (e.seq) e.seq, v.seq FROM near JOIN chronology_event e ON e.seq = near.seq
  JOIN chronology_about a ON a.source = e.source AND a.source_id = e.source_id
  JOIN chronology_event v ON v.seq = a.event_id AND v.kind = 'event.voided' ORDER BY e.seq, v.recorded
"""


def _struck(cursor: Any, own: list[int], victim: int, suspect: int | None) -> dict[int, int]:
    """What was struck out of this case, by what. Such an event stands in no case: it is of this one if it names nobody but its pair."""
    found = dict(rows(cursor, _STRUCK, [[person for person in (victim, suspect) if person is not None], own]))
    people = rows(
        cursor,
        "SELECT event_id, person_id, role FROM identity_involvement WHERE event_id = ANY(%s::bigint[]) AND role IN ('victim', 'suspect')",
        [list(found)],
    )
    return {seq: by for seq, by in found.items() if _of_pair([row for row in people if row[0] == seq], victim, suspect)}


def _of_pair(people: Iterable[tuple[Any, ...]], victim: int, suspect: int | None) -> bool:
    victims = {person for _, person, role in people if role == "victim"}
    suspects = {person for _, person, role in people if role == "suspect"}
    return (not victims or victim in victims) and (not suspects or suspect in suspects)
