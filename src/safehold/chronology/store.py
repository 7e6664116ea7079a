"""Reading stored events back, and appending new ones."""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import Any

from safehold.chronology.envelope import Event, EventId, joined, read_event
from safehold.chronology.recording import Stored, copy, rows
from safehold.chronology.seal import GENESIS, Sealed, link_digest

COLUMNS = (
    "seq", "source", "source_id", "kind", "agency", "earliest", "latest", "recorded", "received", "corrects_source", "corrects_id",
    "origin", "names", "bodies", "salts", "digests", "digest", "redactions",
)  # fmt: skip
MOST_REMEMBERED = 60_000

# Stored events never change but by redaction, which is part of the key; decoding them is most of the cost of re-deriving a case.
_decoded: OrderedDict[tuple[bytes, int], Event] = OrderedDict()


def append(cursor: Any, events: Sequence[Stored], seals: Sequence[Sealed], received: int, origins: Sequence[str]) -> None:
    copy(
        cursor,
        "chronology_event",
        COLUMNS,
        (_row(stored, sealed, received, origin) for stored, sealed, origin in zip(events, seals, origins, strict=True)),
    )
    about = [(stored.seq, *target) for stored in events for target in dict.fromkeys(stored.event.references)]
    if about:
        copy(cursor, "chronology_about", ("event_id", "source", "source_id"), about)
    for stored, sealed in zip(events, seals, strict=True):
        _remember((sealed.digest, 0), stored.event)


def _row(stored: Stored, sealed: Sealed, received: int, origin: str) -> tuple[Any, ...]:
    event = stored.event
    corrects = event.corrects or (None, None)
    return (
        stored.seq, event.id.source, event.id.id, event.kind, event.agency, event.occurred_at.earliest, event.occurred_at.latest,
        event.recorded_at, received, *corrects, origin, sealed.names, sealed.bodies, sealed.salts,
        sealed.digests, sealed.digest, 0,
    )  # fmt: skip


def seal_chains(cursor: Any, events: Sequence[Stored], seals: Sequence[Sealed], received: int, origins: Sequence[str]) -> None:
    """Adds the events to their agencies' chains. Comes last in the transaction: a chain's head is locked until it commits."""
    by_agency: dict[str, list[tuple[int, bytes, str]]] = {}
    for stored, sealed, origin in zip(events, seals, origins, strict=True):
        by_agency.setdefault(stored.event.agency, []).append((stored.seq, sealed.digest, origin))
    agencies = sorted(by_agency)
    for agency in agencies:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 7))", ["chain:" + agency])
    heads = {
        agency: (position, digest)
        for agency, position, digest in rows(
            cursor,
            "SELECT a, c.position, c.digest FROM unnest(%s::text[]) a CROSS JOIN LATERAL (SELECT position, digest FROM chronology_chain"
            " WHERE agency = a ORDER BY position DESC LIMIT 1) c",
            [agencies],
        )
    }
    links = []
    for agency in agencies:
        position, previous = heads.get(agency, (0, GENESIS))
        previous = bytes(previous)
        for seq, digest, origin in by_agency[agency]:
            position += 1
            link = link_digest(previous, digest, seq, received, origin)
            links.append((agency, position, seq, previous, link))
            previous = link
    copy(cursor, "chronology_chain", ("agency", "position", "event_id", "previous", "digest"), links)


def load(cursor: Any, seqs: Iterable[int]) -> dict[int, Event]:
    """Stored events by number, decoded once and remembered."""
    wanted = list(seqs)
    if not wanted:
        return {}
    found: dict[int, Event] = {}
    missing: dict[int, tuple[bytes, int]] = {}
    for seq, digest, redactions in rows(
        cursor, "SELECT seq, digest, redactions FROM chronology_event WHERE seq = ANY(%s::bigint[])", [wanted]
    ):
        key = (bytes(digest), redactions)
        event = _decoded.get(key)
        if event is None:
            missing[seq] = key
        else:
            found[seq] = event
    if missing:
        for seq, names, bodies in rows(
            cursor, "SELECT seq, names, bodies FROM chronology_event WHERE seq = ANY(%s::bigint[])", [list(missing)]
        ):
            found[seq] = read_event(joined(names, [bytes(body) if body is not None else None for body in bodies]))
            _remember(missing[seq], found[seq])
    return found


def _remember(key: tuple[bytes, int], event: Event) -> None:
    _decoded[key] = event
    if len(_decoded) > MOST_REMEMBERED:
        for _ in range(MOST_REMEMBERED // 10):
            _decoded.popitem(last=False)


def held(cursor: Any, keys: Sequence[EventId]) -> dict[EventId, tuple[Sealed, str, int]]:
    """Which of these events are stored already, with their seals, where they came from and when they were received."""
    found = {}
    for source, source_id, names, salts, digests, digest, origin, received in rows(
        cursor,
        "SELECT e.source, e.source_id, e.names, e.salts, e.digests, e.digest, e.origin, e.received FROM unnest(%s::text[], %s::text[])"
        " AS k(source, source_id) JOIN chronology_event e ON e.source = k.source AND e.source_id = k.source_id",
        [[key.source for key in keys], [key.id for key in keys]],
    ):
        sealed = Sealed(
            names=names,
            bodies=[],
            salts=[bytes(salt) if salt is not None else None for salt in salts],
            digests=[bytes(each) for each in digests],
            digest=bytes(digest),
        )
        found[EventId(source, source_id)] = (sealed, origin, received)
    return found
