"""Where a marker says that somebody's address is confidential: in which records, and until when. Pure.

It reaches every record of that person, and of what concerns her as the victim, that was recorded until the marker was lifted or ran out:
those from before it was set as well, since she may live there still. Whoever is one with her is she: so it follows when people are linked.
"""

import math
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from typing import Protocol

from safehold.chronology.apart.table import standard
from safehold.chronology.envelope import Event, EventId
from safehold.chronology.history import History
from safehold.chronology.times import BadTime, read_when
from safehold.identity.cases import Involved, MentionId

MARKER = "confidential_address"
ADDRESS = frozenset(("address",))
OF_ALL = ""  # of the event as a whole, whomever it names
Listed = dict[str, frozenset[str]]


class Known(Protocol):
    """What involvement knows of some people's events."""

    @property
    def seqs(self) -> Mapping[EventId, int]: ...
    @property
    def history(self) -> History: ...
    @property
    def mentions(self) -> Mapping[MentionId, int]: ...
    @property
    def concern(self) -> Mapping[EventId, Involved]: ...


def until(known: Known, persons: Collection[int]) -> dict[int, float]:
    """Of those of these persons whose address is or was confidential by a marker: up to when it was recorded, an instant."""
    found: dict[int, float] = {}
    for event in known.history.events:
        if event.kind == "marker.set" and event.data.get("marker") == MARKER:
            for person in _marked(event, known) & set(persons):
                end = _end(event, person, known)
                found[person] = max(end, found.get(person, end))
    return found


def listed(known: Known, ends: Mapping[int, float]) -> dict[int, Listed]:
    """By number of the event and ref, what is confidential by that; former wordings and what was struck out among them."""
    found: dict[int, Listed] = {}
    roles = {*standard().moved.roles} - {"victim"}
    for key, event in known.history.by_id.items() if ends else ():
        concern = known.concern.get(key)
        hers = {mention.ref: known.mentions.get(MentionId(key, mention.ref)) for mention in event.people}
        names = {ref: ADDRESS for ref, person in hers.items() if person is not None and event.recorded_at <= ends.get(person, -1)}
        if names or any(event.recorded_at <= ends.get(person, -1) for person in (concern.victims if concern else ())):
            children = {mention.ref: ADDRESS for mention in event.people if mention.role in roles}
            found[known.seqs[key]] = children | names | {OF_ALL: ADDRESS}
    return found


def _marked(event: Event, known: Known) -> set[int]:
    """As practice/safeguarding/markers.py has it: whoever alone is named, else the victim."""
    if len(event.people) == 1:
        alone = known.mentions.get(MentionId(event.id, event.people[0].ref))
        return {alone} if alone is not None else set()
    concern = known.concern[event.id]
    return {*(concern.victims or concern.suspects)}


def _end(event: Event, person: int, known: Known) -> float:
    ends: list[float] = [each.recorded_at for each in _lifting(event, person, known)]
    with suppress(BadTime):  # a marker whose end nobody can read stands
        ends += [read_when(event.data["expires"]).latest] if "expires" in event.data else []
    return min(ends, default=math.inf)


def _lifting(event: Event, person: int, known: Known) -> Iterable[Event]:
    for lifted in known.history.events:
        if lifted.kind == "marker.lifted" and lifted.order >= event.order and person in _of(lifted, known):
            targets = known.history.about(lifted)
            if event in targets or (not targets and lifted.data.get("marker") == MARKER):
                yield lifted


def _of(event: Event, known: Known) -> set[int]:
    named = {number for one in event.people if (number := known.mentions.get(MentionId(event.id, one.ref))) is not None}
    return named | known.concern[event.id].victims | known.concern[event.id].suspects
