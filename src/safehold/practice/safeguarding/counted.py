"""What takes long to count where an agency has very much of it: counted once in a while, for all from whom the same cases are kept,
whichever process of the site they come to."""

import time
from hashlib import blake2b
from typing import TypeVar

import msgspec
from django.db import connection

from safehold.chronology.recording import rows
from safehold.chronology.times import MINUTE
from safehold.database.roles import APP

A_WHILE = 10 * MINUTE
T = TypeVar("T")


def known(what: str, whose: str, kind: type[T]) -> T | None:
    """What was counted of theirs lately."""
    now = _now()
    with connection.cursor() as cursor:
        found = rows(cursor, _KNOWN, [_name(what, whose), now - A_WHILE, now])
    return msgspec.msgpack.decode(bytes(found[0][0]), type=kind) if found else None


def keep(what: str, whose: str, counted: object) -> None:
    now = _now()
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [now - A_WHILE, now])
        cursor.execute(_KEEP, [_name(what, whose), now, msgspec.msgpack.encode(counted)])


def _now() -> int:
    return time.time_ns() // 1000


def _name(what: str, whose: str) -> bytes:
    return blake2b("/".join((what, whose)).encode(), digest_size=20).digest()


# A digest of which cases are kept from whoever asks; nothing for a program, which the database narrows to nobody.
_ASKER = f"""
SELECT CASE WHEN current_setting('role') = '{APP}' THEN sha256(coalesce(string_agg(kept.id, ' ' ORDER BY kept.id), '')::bytea) END AS digest
  FROM unnest(access.kept_cases() || access.conflicted_cases()) AS kept(id)
"""  # nosec B608
_KNOWN = f"""
WITH asker AS ({_ASKER})
SELECT c.found FROM asker JOIN safeguarding_counted c ON c.kept = asker.digest WHERE c.what = %s AND c.at > %s AND c.at <= %s
"""  # nosec B608
# Whoever is just counting the same anew waits for nobody.
_FORGET = """
DELETE FROM safeguarding_counted c USING (SELECT what, kept FROM safeguarding_counted WHERE at <= %s OR at > %s FOR UPDATE SKIP LOCKED) old
 WHERE c.what = old.what AND c.kept = old.kept
"""
_KEEP = f"""
WITH asker AS ({_ASKER}) INSERT INTO safeguarding_counted (what, kept, at, found)
SELECT %s::bytea, asker.digest, %s, %s::bytea FROM asker WHERE asker.digest IS NOT NULL
    ON CONFLICT (what, kept) DO UPDATE SET at = excluded.at, found = excluded.found
"""  # nosec B608
