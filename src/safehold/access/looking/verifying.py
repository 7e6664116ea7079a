"""Checks the chain of seals, and every look that it seals; and that no look was put in behind the end of it."""

from collections.abc import Iterator
from typing import Any

import msgspec
from django.db import connection

from safehold.access.looking.sealing import BEHIND, GENESIS, SEALED, look_digest, seal_digest


class Fault(msgspec.Struct, frozen=True):
    """What does not hold: of which seal, of which look (nothing where it is the seal itself)."""

    position: int
    look: int | None
    why: str


class Verdict(msgspec.Struct, frozen=True):
    """`head` is the last seal, position and digest in hexadecimal; `unsealed` are looks that wait for the next batch; `disposed`
    of those sealed are gone, their time being over. The first fault alone is told: after it nothing is certain."""

    sealed: int
    unsealed: int
    head: tuple[int, str]
    fault: Fault | None
    disposed: int = 0


def verify_looks(noted: tuple[int, str] | None = None) -> Verdict:
    """`noted` is a head written down outside the database earlier: a chain whose end was cut off no longer holds it."""
    expected, previous, sealed, last = 1, GENESIS, 0, 0
    fault: Fault | None = None
    digests: dict[int, str] = {}
    gone = 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT seal_id, looks FROM looking_disposed")
        disposed = dict(cursor.fetchall())
        cursor.execute("SELECT position FROM looking_seal ORDER BY position")
        for (position,) in cursor.fetchall():
            cursor.execute("SELECT previous, digest, looks, digests, last FROM looking_seal WHERE position = %s", [position])
            before, digest, looks, of_looks, end = cursor.fetchone()
            seal = (bytes(before), bytes(digest), looks, [bytes(each) for each in of_looks])
            fault = _fault(cursor, position, expected, previous, seal, gone=position in disposed)
            if fault is not None:
                break
            gone += disposed.get(position, 0)
            expected, previous, sealed, last = position + 1, bytes(digest), sealed + len(looks), max(last, end)
            if noted is not None and position == noted[0]:
                digests[position] = previous.hex()
        head = (expected - 1, previous.hex())
        if fault is None and noted is not None and noted[0] and digests.get(noted[0]) != noted[1]:
            fault = Fault(noted[0], None, "the seal that was noted outside the database is not in the chain")
        fault = fault or _behind(cursor, last)
        cursor.execute("SELECT count(*) FROM access_look")
        (all_looks,) = cursor.fetchone()
    return Verdict(sealed, all_looks - (sealed - gone), head, fault, gone)


Read = tuple[bytes, bytes, list[int], list[bytes]]


def _fault(cursor: Any, position: int, expected: int, previous: bytes, seal: Read, *, gone: bool) -> Fault | None:
    """`gone`: the looks of this seal were disposed of, all together."""
    before, digest, looks, digests = seal
    if position != expected:
        return Fault(expected, None, "this seal is missing")
    if before != previous:
        return Fault(position, None, "it does not follow the seal before")
    if len(looks) != len(digests) or seal_digest(before, looks, digests) != digest:
        return Fault(position, None, "it does not give its digest")
    found = dict(_looks(cursor, looks))
    if gone:
        return Fault(position, min(found), "the look is there, and is said to be disposed of") if found else None
    for number, stored in zip(looks, digests, strict=True):
        if number not in found:
            return Fault(position, number, "the look is gone")
        if found[number] != stored:
            return Fault(position, number, "the look is not as it was sealed")
    return None


def _looks(cursor: Any, numbers: list[int]) -> Iterator[tuple[int, bytes]]:
    cursor.execute(SEALED, [numbers])
    for row in cursor.fetchall():
        yield row[0], look_digest(row)


def _behind(cursor: Any, last: int) -> Fault | None:
    cursor.execute(
        "SELECT min(l.id) FROM access_look l LEFT JOIN (SELECT unnest(looks) AS id FROM looking_seal) s ON s.id = l.id"
        " WHERE s.id IS NULL AND l.id <= %s",
        [last - BEHIND],
    )
    (number,) = cursor.fetchone()
    return Fault(0, number, "the look was put in behind the chain") if number is not None else None
