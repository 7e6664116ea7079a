"""The functions through which alone the schema `vault` is reached. They run as its owner (migrations/0005_what_stands_apart.py)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from safehold.chronology.apart.cipher import Ring
from safehold.chronology.apart.parting import Parted, Slice
from safehold.chronology.recording import rows


class Kept(NamedTuple):
    """One slice of an event's part, encrypted."""

    event: int
    part: str
    place: int
    may: str
    key: bytes
    sealed: bytes


def locked(event: int, slices: Iterable[Slice], ring: Ring) -> list[Kept]:
    """Raises NoKey."""
    found = []
    for each in slices:
        may = ",".join(each.may)
        sealed = ring.seal(each.plain, bound_to(event, each.part, each.place, may))
        found.append(Kept(event, each.part, each.place, may, ring.newest, sealed))
    return found


def unlocked(kept: Kept, ring: Ring) -> bytes:
    """Raises NoKey and Tampered."""
    return ring.unseal(kept.key, kept.sealed, bound_to(kept.event, kept.part, kept.place, kept.may))


def bound_to(event: int, part: str, place: int, may: str) -> str:
    return f"{event}/{part}/{place}/{may}"


def put(cursor: Any, kept: Sequence[Kept]) -> None:
    if kept:
        query = "SELECT vault.put(%s::bigint[], %s::text[], %s::smallint[], %s::text[], %s::bytea[], %s::bytea[])"
        cursor.execute(query, _columns(kept))


def put_apart(cursor: Any, event: int, parted: Parted, ring: Ring) -> None:
    """Of an event that stands: of these parts only this is left, and what was taken out is kept beside what was kept of them already. The
    database takes nothing else: see migrations/0006_only_ever_added_to.py."""
    kept = locked(event, parted.slices, ring)
    parts = list(dict.fromkeys(each.part for each in parted.slices))
    left = [parted.sealed.bodies[parted.sealed.names.index(part)] for part in parts]
    cursor.execute(
        "SELECT put_apart(%s, %s::text[], %s::bytea[], %s::text[], %s::text[], %s::smallint[], %s::text[], %s::bytea[], %s::bytea[])",
        [event, parts, left, list(parted.names), *_columns(kept)[1:]],
    )


def _columns(kept: Sequence[Kept]) -> list[list[Any]]:
    return [[each[column] for each in kept] for column in range(len(Kept._fields))]


def read(cursor: Any, events: Iterable[int]) -> dict[int, list[Kept]]:
    """By event, what whoever is looking may have opened: as the recorder and at the command line, everything."""
    found: dict[int, list[Kept]] = defaultdict(list)
    query = "SELECT event_id, part, place, may, key_id, sealed FROM vault.read(%s::bigint[])"
    for event, part, place, may, key, sealed in rows(cursor, query, [list(events)]):
        found[event].append(Kept(event, part, place, may, bytes(key), bytes(sealed)))
    return found


def standing(cursor: Any) -> dict[bytes, int]:
    """How many slices stand under each key."""
    return {bytes(key): count for key, count in rows(cursor, "SELECT key_id, slices FROM vault.standing()")}


def others(cursor: Any, key: bytes, after: int, most: int) -> list[Kept]:
    """What stands under other keys than this one, of events after a number."""
    query = "SELECT event_id, part, place, may, key_id, sealed FROM vault.others(%s, %s, %s)"
    return [
        Kept(event, part, place, may, bytes(under), bytes(sealed))
        for event, part, place, may, under, sealed in rows(cursor, query, [key, after, most])
    ]


def renew(cursor: Any, kept: Sequence[Kept]) -> int:
    """These ciphertexts in the place of those that stand there; how many still did."""
    events, parts, places, _, keys, sealed = _columns(kept)
    query = "SELECT vault.renew(%s::bigint[], %s::text[], %s::smallint[], %s::bytea[], %s::bytea[])"
    return int(rows(cursor, query, [events, parts, places, keys, sealed])[0][0])


def to_move(cursor: Any) -> tuple[int, int]:
    """Events up to the second number stood here before anything was kept apart; up to the first they have been gone through."""
    ((done, upto),) = rows(cursor, "SELECT done, upto FROM vault.to_move()")
    return done, upto


def moved(cursor: Any, done: int) -> None:
    cursor.execute("SELECT vault.moved(%s)", [done])
