"""Events with what is kept apart of them, for whoever may read it, and whole parts for what proves, compares or writes out every byte."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from safehold.chronology.apart.cipher import NoKey, Ring, Tampered
from safehold.chronology.apart.parting import names_in, rejoined
from safehold.chronology.apart.ring import ring
from safehold.chronology.apart.stored import Kept, unlocked
from safehold.chronology.envelope import Event, joined, read_event
from safehold.chronology.recording import rows
from safehold.chronology.seal import Sealed


def opened(cursor: Any, events: Mapping[int, Event]) -> dict[int, Event]:
    """The same events, each with what whoever is looking may read of what it withholds; a key that is not at hand opens nothing. Never
    remembered: it is another for everybody."""
    found = dict(events)
    closed = [seq for seq, event in events.items() if event.withheld]
    if not closed:
        return found
    kept: dict[int, list[Kept]] = defaultdict(list)
    parts: dict[int, tuple[list[str], list[bytes | None]]] = {}
    for names, bodies, event, part, place, may, key, sealed in rows(cursor, _OPENED, [closed]):
        each = Kept(event, part, place, may, bytes(key), bytes(sealed))
        kept[each.event].append(each)
        parts[each.event] = (names, [bytes(body) if body is not None else None for body in bodies])
    for seq, listed in kept.items():
        found[seq] = _with(events[seq], *parts[seq], listed, ring())
    return found


_OPENED = """
SELECT e.names, e.bodies, v.event_id, v.part, v.place, v.may, v.key_id, v.sealed
  FROM vault.read(%s::bigint[]) v JOIN chronology_event e ON e.seq = v.event_id
"""


def _with(event: Event, names: list[str], bodies: list[bytes | None], kept: Iterable[Kept], keys: Ring) -> Event:
    plains, known = defaultdict(list), set()
    for each in kept:
        try:
            plain = unlocked(each, keys)
        except (NoKey, Tampered):
            continue  # it stays withheld; `safehold doctor` and `safehold verify` say why
        plains[each.part].append(plain)
        known |= {*names_in(each.part, plain)}
    if not known:
        return event
    whole = [
        rejoined(name, body, plains[name])[0] if body is not None and name in plains else body
        for name, body in zip(names, bodies, strict=True)
    ]
    return msgspec.structs.replace(read_event(joined(names, whole)), withheld=tuple(name for name in event.withheld if name not in known))


def whole(stored: Sealed, kept: Sequence[Kept], keys: Ring) -> Sealed:
    """All bytes and salts of an event, from what is left of its parts and all that was taken out. Raises NoKey, Tampered and Torn."""
    bodies, salts = list(stored.bodies), list(stored.salts)
    for part in {each.part for each in kept}:
        position = stored.names.index(part)
        left = bodies[position]
        if left is not None:
            bodies[position], salts[position] = rejoined(part, left, [unlocked(each, keys) for each in kept if each.part == part])
    return Sealed(stored.names, bodies, salts, stored.digests, stored.digest)
