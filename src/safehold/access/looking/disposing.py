"""Disposes of looks whose time is over, a whole seal at a time: the looks go, their digests stay in the seal, and the chain goes on
holding. Nothing goes of a seal as long as one of its looks is younger, is asked about, or is at somebody whose record is held."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.db import connections, transaction
from django.utils import timezone

from safehold.access.looking.held import Held
from safehold.access.looking.measures import standard

OWNER = "owner"
LEAST_YEARS = 1  # whatever looking.yaml says: section 62 of the Data Protection Act asks for a log that can be used

# Each seal that is past its time, with what keeps it: looks that nobody has answered for yet, or that are investigated; or at what is held.
_DUE = """
WITH asked AS (
    SELECT unnest(looks) AS id FROM looking_unusual WHERE outcome IN ('', 'investigated')
    UNION SELECT l.id FROM looking_opening o JOIN access_look l ON l.task = 'opening ' || o.id
           WHERE o.kind = 'break_glass' AND o.outcome = ''
)
SELECT s.position, s.looks, max(l.at), min(l.at),
       bool_or(l.id IN (SELECT id FROM asked)),
       bool_or(%(everything)s OR l.case_ids && %(case_ids)s::text[] OR l.persons && %(persons)s::bigint[])
  FROM looking_seal s JOIN access_look l ON l.id = ANY(s.looks)
 WHERE NOT EXISTS (SELECT FROM looking_disposed d WHERE d.seal_id = s.position)
 GROUP BY s.position HAVING max(l.at) < %(before)s ORDER BY s.position
"""


class Due(msgspec.Struct, frozen=True):
    """A seal whose looks are all past their time. `kept` says why it stays; nothing where it would go."""

    position: int
    looks: list[int]
    first: datetime
    last: datetime
    kept: str


def due(held: Held) -> Iterator[Due]:
    """As the owner of the database, who alone reads and takes away looks of everybody."""
    before = timezone.now() - timedelta(days=round(365.25 * years()))
    with connections[OWNER].cursor() as cursor:
        given = {"before": before, "everything": held.everything, "case_ids": sorted(held.case_ids), "persons": sorted(held.persons)}
        cursor.execute(_DUE, given)
        for position, looks, last, first, asked, held in cursor.fetchall():
            kept = "somebody is asked about them" if asked else "a record that they are at is held" if held else ""
            yield Due(position, looks, first, last, kept)


def years() -> int:
    return max(LEAST_YEARS, standard().numbers.looks_years.value)


def dispose(held: Held, why: str) -> tuple[int, int]:
    """How many looks of how many seals went. Each seal is a transaction of its own: cut off anywhere, what is done is whole."""
    looks = seals = 0
    for each in list(due(held)):
        if not each.kept:
            looks += _take_away(each, why)
            seals += 1
    return looks, seals


def _take_away(each: Due, why: str) -> int:
    with transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
        given: list[Any] = [each.position, len(each.looks), each.last, years(), why]
        cursor.execute("INSERT INTO looking_disposed (seal_id, looks, newest, years, why) VALUES (%s, %s, %s, %s, %s)", given)
        cursor.execute("DELETE FROM access_look WHERE id = ANY(%s::bigint[])", [each.looks])
        return int(cursor.rowcount)
