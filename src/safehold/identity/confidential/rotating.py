"""Hashes all that is held in confidence anew, by the newest key. What is recorded meanwhile is hashed by the old one until all is ready,
and then all changes at once."""

from typing import Any

from django.db import transaction

from safehold.chronology.apart.opening import opened
from safehold.chronology.recording import rows
from safehold.chronology.session import again_if_overtaken, recorder, session
from safehold.chronology.store import load
from safehold.identity.confidential.hashing import Key
from safehold.identity.confidential.ring import ring
from safehold.identity.confidential.values import said
from safehold.identity.placing import MENTIONS_AN_EVENT

ATTEMPTS = 5
PAGE = 1000


class CannotRotate(Exception):
    """There is no newer key, or the one in force is not at hand."""


def rotate() -> int:
    """How many different values were hashed anew. Raises CannotRotate."""
    return again_if_overtaken(_rotate)


def forget() -> None:
    """Where the key in force is lost: as the owner, what was hashed by it. A rebuild hashes it anew."""
    with transaction.atomic(using="owner"), session("owner") as cursor:
        cursor.execute("SELECT confidential.forget()")


def _rotate() -> int:
    keys = ring()
    if not keys:
        raise CannotRotate("No key is set: name one in SAFEHOLD_CONFIDENTIAL_KEYS.")
    with recorder() as cursor:
        for _ in range(ATTEMPTS):
            ((standing,),) = rows(cursor, "SELECT confidential.key_in_force()")
            if standing is None or bytes(standing) == keys[0].id:
                raise CannotRotate("Everything is hashed by the newest key already. Put another before it in SAFEHOLD_CONFIDENTIAL_KEYS.")
            old = next((key for key in keys if key.id == bytes(standing)), None)
            if old is None:
                raise CannotRotate("The key in force is not in SAFEHOLD_CONFIDENTIAL_KEYS: put it there, after the new one.")
            digests = _digests(cursor, old, keys[0])
            changed = "SELECT confidential.rotate(%s::bytea[], %s::bytea[], %s)"
            if rows(cursor, changed, [list(digests), list(digests.values()), keys[0].id])[0][0]:
                return len(digests)
    raise CannotRotate("Others record so much in confidence just now that it could not be finished. Try again.")


def _digests(cursor: Any, old: Key, new: Key) -> dict[bytes, bytes]:
    mentions = sorted(number for (number,) in rows(cursor, "SELECT confidential.mentions()"))
    found = {}
    for start in range(0, len(mentions), PAGE):
        page = mentions[start : start + PAGE]
        events = opened(cursor, load(cursor, {number // MENTIONS_AN_EVENT for number in page}))
        for number in page:
            event = events[number // MENTIONS_AN_EVENT]
            for value in said(event.people[number % MENTIONS_AN_EVENT]).hidden:
                found[old.digest(value)] = new.digest(value)
    return found
