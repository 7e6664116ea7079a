"""Reading stored events back, and appending new ones."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from safehold.chronology.apart.cipher import NoKey, Tampered
from safehold.chronology.apart.opening import whole
from safehold.chronology.apart.parting import Parted
from safehold.chronology.apart.ring import ring
from safehold.chronology.apart.stored import locked, put, read
from safehold.chronology.envelope import Event, EventId, joined, read_event
from safehold.chronology.recording import Stored, copy, rows
from safehold.chronology.seal import Sealed

COLUMNS = (
    "seq", "source", "source_id", "kind", "agency", "earliest", "latest", "recorded", "received", "corrects_source", "corrects_id",
    "origin", "names", "bodies", "salts", "digests", "digest", "redactions", "kept",
)  # fmt: skip
MOST_REMEMBERED = 60_000

# Stored events never change but by redaction and by what is put apart, which are part of the key; decoding them is most of the cost of
# re-deriving a case. What is put apart is not in them, so that they may be anybody's (see apart/opening.py).
_Version = tuple[bytes, int, tuple[str, ...]]
_decoded: OrderedDict[_Version, Event] = OrderedDict()


def append(cursor: Any, events: Sequence[Stored], partings: Sequence[Parted], received: int, origins: Sequence[str]) -> None:
    """The events without what was taken out of them, which is kept apart. Raises NoKey.

    The database adds each to its agency's chain when the transaction commits (migration 0007), in the order in which they are given to it.
    It holds the ends of the chains from then on, agency by agency in the order of their names, so that no two wait for each other.
    """
    given = sorted(zip(events, partings, origins, strict=True), key=lambda each: each[0].event.agency)
    copy(cursor, "chronology_event", COLUMNS, (_row(stored, parting, received, origin) for stored, parting, origin in given))
    if any(parting.slices for parting in partings):
        keys = ring()
        put(cursor, [kept for stored, parting in zip(events, partings, strict=True) for kept in locked(stored.seq, parting.slices, keys)])
    about = [(stored.seq, *target) for stored in events for target in dict.fromkeys(stored.event.references)]
    if about:
        copy(cursor, "chronology_about", ("event_id", "source", "source_id"), about)
    for stored, parting in zip(events, partings, strict=True):
        _remember((parting.sealed.digest, 0, parting.names), stored.event)


def _row(stored: Stored, parting: Parted, received: int, origin: str) -> tuple[Any, ...]:
    event, sealed = stored.event, parting.sealed
    corrects = event.corrects or (None, None)
    return (
        stored.seq, event.id.source, event.id.id, event.kind, event.agency, event.occurred_at.earliest, event.occurred_at.latest,
        event.recorded_at, received, *corrects, origin, sealed.names, sealed.bodies, sealed.salts,
        sealed.digests, sealed.digest, 0, list(parting.names),
    )  # fmt: skip


def load(cursor: Any, seqs: Iterable[int]) -> dict[int, Event]:
    """Stored events by number, decoded once and remembered, without what stands apart from them."""
    wanted = list(seqs)
    if not wanted:
        return {}
    versions = rows(cursor, "SELECT seq, digest, redactions, kept FROM chronology_event WHERE seq = ANY(%s::bigint[])", [wanted])
    return decoded(cursor, {seq: (digest, redactions, kept) for seq, digest, redactions, kept in versions})


def decoded(cursor: Any, versions: Mapping[int, tuple[Any, ...]]) -> dict[int, Event]:
    """The same of those whose digest, number of redactions and names of what stands apart are at hand."""
    found: dict[int, Event] = {}
    missing: dict[int, _Version] = {}
    for seq, (digest, redactions, kept) in versions.items():
        key = (bytes(digest), redactions, tuple(kept))
        event = _decoded.get(key)
        if event is None:
            missing[seq] = key
        else:
            found[seq] = event
    if missing:
        for seq, names, bodies in rows(
            cursor, "SELECT seq, names, bodies FROM chronology_event WHERE seq = ANY(%s::bigint[])", [list(missing)]
        ):
            event = read_event(joined(names, _bytes(bodies)))
            withheld = missing[seq][2]
            found[seq] = msgspec.structs.replace(event, withheld=withheld) if withheld else event
            _remember(missing[seq], found[seq])
    return found


def _remember(key: _Version, event: Event) -> None:
    _decoded[key] = event
    if len(_decoded) > MOST_REMEMBERED:
        for _ in range(MOST_REMEMBERED // 10):
            _decoded.popitem(last=False)


def held(cursor: Any, keys: Sequence[EventId]) -> dict[EventId, tuple[Sealed | None, str, int]]:
    """Which of these events are stored already, with their seals, where they came from and when they were received. Without a seal is one
    of which something stands apart whose key is not at hand, so that nobody can tell whether another is the same."""
    listed = rows(
        cursor,
        "SELECT e.seq, e.source, e.source_id, e.names, CASE WHEN e.kept <> '{}' THEN e.bodies END, e.salts, e.digests, e.digest, e.origin,"
        " e.received FROM unnest(%s::text[], %s::text[]) AS k(source, source_id)"
        " JOIN chronology_event e ON e.source = k.source AND e.source_id = k.source_id",
        [[key.source for key in keys], [key.id for key in keys]],
    )
    parted = [seq for seq, _, _, _, bodies, *_ in listed if bodies is not None]
    kept = read(cursor, parted) if parted else {}
    found: dict[EventId, tuple[Sealed | None, str, int]] = {}
    for seq, source, source_id, names, bodies, salts, digests, digest, origin, received in listed:
        sealed = Sealed(names, _bytes(bodies or ()), _bytes(salts), [bytes(each) for each in digests], bytes(digest))
        try:
            found[EventId(source, source_id)] = (whole(sealed, kept.get(seq, ()), ring()) if bodies else sealed, origin, received)
        except (NoKey, Tampered):
            found[EventId(source, source_id)] = (None, origin, received)
    return found


def _bytes(given: Iterable[Any]) -> list[bytes | None]:
    return [bytes(each) if each is not None else None for each in given]
