"""The log of looks sealed into one chain, a batch at a time: who, when, whom, why and from where of each look cannot be made otherwise, nor
a look taken out or put in behind, without it showing (verifying.py). The application can add a link after the last, and nothing else.

A look is numbered before its request is committed, so a lower number may appear after a higher one is sealed: what is still missing just
below the end is taken with the next batch.
"""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from django.db import connection, transaction

BATCH = 1000
GENESIS = bytes(32)
# How far below the last sealed look another may still be on its way: far more than requests are under way at once.
BEHIND = 5000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

# What is sealed of a look, in the order in which it is: the same columns in both.
UNSEALED = """
SELECT id, at, user_id, agency, role, kind, refused, persons, case_ids, purpose, why, task, page, host(where_from)
  FROM access_look WHERE id > %(after)s
   AND id NOT IN (SELECT unnest(looks) FROM looking_seal WHERE last > %(after)s) ORDER BY id LIMIT %(most)s
"""
SEALED = """
SELECT id, at, user_id, agency, role, kind, refused, persons, case_ids, purpose, why, task, page, host(where_from)
  FROM access_look WHERE id = ANY(%s::bigint[])
"""


def seal_looks() -> int:
    """Seals every look that is not sealed yet, and says how many. It may be cut off anywhere, and run twice at once."""
    sealed = 0
    while True:
        done = _seal_batch()
        sealed += done
        if done < BATCH:
            return sealed


@transaction.atomic
def _seal_batch() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT position, digest FROM looking_seal ORDER BY position DESC LIMIT 1")
        _, previous = cursor.fetchone() or (0, GENESIS)
        cursor.execute("SELECT coalesce(max(last), 0) FROM looking_seal")
        (last,) = cursor.fetchone()
        cursor.execute(UNSEALED, {"after": last - BEHIND, "most": BATCH})
        looks = cursor.fetchall()
        if not looks:
            return 0
        numbers, digests = [row[0] for row in looks], [look_digest(row) for row in looks]
        digest = seal_digest(bytes(previous), numbers, digests)
        cursor.execute("SELECT looking_add_seal(%s, %s, %s::bigint[], %s::bytea[])", [bytes(previous), digest, numbers, digests])
        (added,) = cursor.fetchone()
        return len(looks) if added else 0


def look_digest(row: Sequence[Any]) -> bytes:
    """Of one look, its columns in the order of SEALED: their canonical bytes are JSON, times as microseconds."""
    number, at, *rest = row
    return hashlib.sha256(msgspec.json.encode([number, (at - EPOCH) // timedelta(microseconds=1), *rest])).digest()


def seal_digest(previous: bytes, numbers: Iterable[int], digests: Iterable[bytes]) -> bytes:
    whole = hashlib.sha256(previous)
    for number, digest in zip(numbers, digests, strict=True):
        whole.update(number.to_bytes(8, "big") + digest)
    return whole.digest()
