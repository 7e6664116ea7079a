"""Puts apart what is confidential in events that stand: what a correction lists of them since, and what was stored before anything was kept
apart. The digests stay, and so does the chain."""

from collections.abc import Iterable, Mapping
from typing import Any

from safehold.chronology.apart.agencies import whose_notes_are_kept
from safehold.chronology.apart.opening import whole
from safehold.chronology.apart.parting import parted
from safehold.chronology.apart.ring import ring
from safehold.chronology.apart.stored import put_apart as store_apart
from safehold.chronology.apart.stored import read
from safehold.chronology.envelope import joined, read_event
from safehold.chronology.recording import rows
from safehold.chronology.seal import Sealed

Listed = Mapping[str, Iterable[str]]
_PARTS = "SELECT seq, names, bodies, salts, digests, digest, kept FROM chronology_event WHERE seq = ANY(%s::bigint[]) ORDER BY seq"


def put_apart(cursor: Any, events: Iterable[int], more: Mapping[int, Listed]) -> int:
    """`more` are the names that corrections list of people, by number of the event and ref. As the recorder. Returns how many events hold
    less by it. Raises NoKey."""
    listed = sorted(events)
    if not listed:
        return 0
    changed, keys = 0, ring()
    apart, agencies = read(cursor, listed), whose_notes_are_kept(cursor)
    for seq, names, bodies, salts, digests, digest, kept in rows(cursor, _PARTS, [listed]):
        stored = Sealed(names, _bytes(bodies), _bytes(salts), [bytes(each) for each in digests], bytes(digest))
        all_of_it = whole(stored, apart.get(seq, ()), keys)
        parting = parted(all_of_it, read_event(joined(names, all_of_it.bodies)), agencies=agencies, more=more.get(seq))
        if {*parting.names} <= {*kept}:
            continue  # it holds no more than what is kept already; what is kept for another reason stays so
        left = [
            (name, body)
            for name, body in zip(names, parting.sealed.bodies, strict=True)
            if name in {each.part for each in parting.slices} and body is not None
        ]
        others = [name for name in kept if name.partition("/")[0] not in dict(left)]
        store_apart(cursor, seq, parting, left, [*others, *parting.names], keys)
        changed += 1
    return changed


def _bytes(given: Iterable[Any]) -> list[bytes | None]:
    return [bytes(each) if each is not None else None for each in given]
