"""Events that another system sends: what of them is taken, and what becomes of each. Told as `safehold import` tells it."""

import time
from collections.abc import Sequence

import msgspec

from safehold.access.systems.limits import standard
from safehold.access.viewer import Viewer
from safehold.chronology.ahead import to_come
from safehold.chronology.envelope import Event, EventId, Refused, read_event
from safehold.chronology.holders import holders
from safehold.chronology.importing import decode
from safehold.chronology.least import lacked_by
from safehold.chronology.record import Given, record_batch


class Became(msgspec.Struct, frozen=True):
    """`event` counts from 1. `outcome` is new, duplicate or refused; `why` is told of what was refused alone."""

    event: int
    source: str
    id: str
    outcome: str
    why: str = ""
    warnings: tuple[str, ...] = ()


def send(viewer: Viewer, raws: Sequence[bytes]) -> list[Became]:
    """One transaction with all that follows; what is refused costs the others nothing."""
    found: dict[int, Became] = {}
    read: dict[int, Given] = {}
    for place, raw in enumerate(raws, 1):
        try:
            value = decode(raw, "the event")
            event = read_event(value)
            read[place] = Given(event, value, f"event {place} from {viewer.name}")
        except Refused as refusal:
            found[place] = Became(place, _text_in(raw, "source"), _text_in(raw, "id"), "refused", str(refusal))
    theirs = _held_by([each.event for each in read.values()])
    for place, given in list(read.items()):
        if why := _not_to_send(viewer, given.event, *theirs):
            found[place] = _became(place, given.event, "refused", why)
            del read[place]
    for (place, given), outcome in zip(read.items(), record_batch(list(read.values())), strict=True):
        key = given.event.id
        if outcome.refused:
            # Where it came from is for those who have the database.
            held = outcome.refused.startswith(f"{key} is held already")
            found[place] = _became(place, given.event, "refused", f"{key} is held already with other content" if held else outcome.refused)
        else:
            found[place] = _became(place, given.event, "new" if outcome.seq else "duplicate")
    return [found[place] for place in sorted(found)]


def _became(place: int, event: Event, outcome: str, why: str = "") -> Became:
    return Became(place, event.id.source, event.id.id, outcome, why, (*event.warnings, *lacked_by(event)) if outcome == "new" else ())


def _held_by(events: Sequence[Event]) -> tuple[dict[EventId, str], dict[str, str]]:
    pointed = {key for event in events for key in (*event.references, *([event.corrects] if event.corrects else []))}
    return holders(pointed, {event.id.source for event in events})


def _not_to_send(viewer: Viewer, event: Event, held: dict[EventId, str], sources: dict[str, str]) -> str:
    """Why this system may not send it; nothing where it may."""
    limits, own = standard(), viewer.agency
    if event.agency != own:
        return f"agency {event.agency!r} is not that of this token, which is {own}"
    if event.kind in limits.decided_by_people:
        return f"kind {event.kind!r} is decided by people in Safehold, and by no other system"
    if event.actor is not None and event.actor.id and (lacked := lacked_by(event)):
        return lacked[0]
    if ahead := to_come(event, time.time_ns() // 1000):
        return ahead
    source = event.id.source
    if source in limits.not_theirs or sources.get(source, own) != own:
        return f"source {source!r} is not this agency's"
    if event.corrects is not None and (event.corrects.source != source or held.get(event.corrects, own) != own):
        return "corrects: an event of this source and agency alone can be corrected"
    if event.kind in limits.own_alone and any(held.get(key, own if key.source == source else "") != own for key in event.references):
        return f"about: kind {event.kind!r} may point to events of this agency alone, and to those of another source once they are held"
    return ""


def _text_in(raw: bytes, name: str) -> str:
    try:
        value = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ""
    found = value.get(name) if isinstance(value, dict) else None
    return found[:200] if isinstance(found, str) else ""
