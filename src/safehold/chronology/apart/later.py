"""Puts apart what is confidential in events that stand: what a correction or a marker lists of them since, and what was stored before
anything was kept apart. The digests stay, and so does the chain; what stands apart already is added to, and never touched."""

from collections.abc import Iterable, Mapping
from typing import Any

from safehold.chronology.apart.agencies import whose_notes_are_kept
from safehold.chronology.apart.parting import parted
from safehold.chronology.apart.ring import ring
from safehold.chronology.apart.stored import Kept, read
from safehold.chronology.apart.stored import put_apart as store_apart
from safehold.chronology.envelope import joined, read_event
from safehold.chronology.recording import rows
from safehold.chronology.seal import Sealed

Listed = Mapping[str, Iterable[str]]
_PARTS = "SELECT seq, names, bodies, salts, digests, digest FROM chronology_event WHERE seq = ANY(%s::bigint[]) ORDER BY seq"


def put_apart(cursor: Any, events: Iterable[int], more: Mapping[int, Listed]) -> int:
    """`more` are the names that corrections and markers list of people, by number of the event and ref. As the recorder. Returns how many
    events hold less by it. Raises NoKey."""
    listed = sorted(events)
    if not listed:
        return 0
    changed, keys = 0, ring()
    apart, agencies = read(cursor, listed), whose_notes_are_kept(cursor)
    for seq, names, bodies, salts, digests, digest in rows(cursor, _PARTS, [listed]):
        stored = Sealed(names, _bytes(bodies), _bytes(salts), [bytes(each) for each in digests], bytes(digest))
        event = read_event(joined(names, stored.bodies))
        places = _next(apart.get(seq, ()))
        parting = parted(stored, event, agencies=agencies, more=more.get(seq), places=places)
        if parting.slices:
            store_apart(cursor, seq, parting, keys)
            changed += 1
    return changed


def _next(kept: Iterable[Kept]) -> dict[str, int]:
    found: dict[str, int] = {}
    for each in kept:
        found[each.part] = max(found.get(each.part, 0), each.place + 1)
    return found


def _bytes(given: Iterable[Any]) -> list[bytes | None]:
    return [bytes(each) if each is not None else None for each in given]
