"""What takes long to count where an agency has very much of it: counted once in a while by each process, for all from whom the same cases
are kept."""

from hashlib import blake2b
from typing import TypeVar

from django.core.cache import cache
from django.db import connection

from safehold.chronology.recording import rows
from safehold.database.roles import APP

A_WHILE = 180  # seconds
T = TypeVar("T")


def known(what: str, whose: str, kind: type[T]) -> T | None:
    """What was counted of theirs lately."""
    found = cache.get(_name(what, whose))
    if found is None or (kept := _kept()) is None:
        return None
    counted = found.get(kept)
    return counted if isinstance(counted, kind) else None


def keep(what: str, whose: str, counted: object) -> None:
    if (kept := _kept()) is not None:
        cache.set(name := _name(what, whose), {**(cache.get(name) or {}), kept: counted}, A_WHILE)


def _name(what: str, whose: str) -> str:
    return blake2b("/".join((str(connection.settings_dict["NAME"]), what, whose)).encode()).hexdigest()


def _kept() -> str | None:
    """A digest of which cases are kept from whoever asks; nothing for a program, which the database narrows to nobody."""
    with connection.cursor() as cursor:
        ((digest,),) = rows(cursor, _KEPT)
    return None if digest is None else str(digest)


_KEPT = f"""
SELECT CASE WHEN current_setting('role') = '{APP}' THEN md5(coalesce(string_agg(kept.id, ' ' ORDER BY kept.id), '')) END
  FROM unnest(access.kept_cases() || access.conflicted_cases()) AS kept(id)
"""  # nosec B608
