"""The chains' heads, noted outside the database every day. They are noted only while those noted before still stand in their chains: noting
a chain whose end was cut off would hide the cut from `safehold verify`."""

import os
from pathlib import Path

from django.db import connection

from safehold.chronology.recording import rows
from safehold.chronology.verify import note_heads, noted_heads
from safehold.database.place import default_home


class Altered(Exception):
    """A chain does not hold what was noted of it. `safehold verify` says more."""


def heads_file() -> Path:
    return Path(os.environ.get("SAFEHOLD_HEADS", default_home() / "heads.jsonl"))


def note() -> int:
    path = heads_file()
    noted, stand = noted_heads(path), _heads()
    if any(not _holds(agency, *head) for agency, head in noted.items()):
        raise Altered
    if stand != noted:
        note_heads(path, stand)
    return len(stand)


def _heads() -> dict[str, tuple[int, str]]:
    query = "SELECT DISTINCT ON (agency) agency, position, encode(digest, 'hex') FROM chronology_chain ORDER BY agency, position DESC"
    with connection.cursor() as cursor:
        return {agency: (position, digest) for agency, position, digest in rows(cursor, query)}


def _holds(agency: str, position: int, digest: str) -> bool:
    with connection.cursor() as cursor:
        found = rows(cursor, "SELECT encode(digest, 'hex') FROM chronology_chain WHERE agency = %s AND position = %s", [agency, position])
    return position == 0 or found == [(digest,)]
