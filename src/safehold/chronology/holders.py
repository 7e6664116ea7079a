"""Whose events are: what other systems may send, take back and read goes by it. Asked as the recorder, since it is never told further."""

from collections.abc import Collection

from safehold.chronology.envelope import EventId
from safehold.chronology.recording import rows
from safehold.chronology.session import recorder, session

_OF_EVENTS = (
    "SELECT e.source, e.source_id, e.agency FROM unnest(%s::text[], %s::text[]) AS k(source, source_id)"
    " JOIN chronology_event e ON e.source = k.source AND e.source_id = k.source_id"
)
# A source is one agency's, so its first event tells whose.
_OF_SOURCES = (
    "SELECT s, e.agency FROM unnest(%s::text[]) s CROSS JOIN LATERAL"
    " (SELECT agency FROM chronology_event WHERE source = s ORDER BY source_id LIMIT 1) e"
)


def holders(keys: Collection[EventId], sources: Collection[str]) -> tuple[dict[EventId, str], dict[str, str]]:
    """The agency of each of these events that is held, and of each of these sources that anything came from."""
    with recorder() as cursor:
        events = rows(cursor, _OF_EVENTS, [[key.source for key in keys], [key.id for key in keys]]) if keys else []
        return {EventId(source, key): agency for source, key, agency in events}, dict(rows(cursor, _OF_SOURCES, [list(sources)]))


def head(agency: str) -> tuple[int, str]:
    """How long an agency's chain is, and the digest at its end in hexadecimal; nothing where nothing was recorded."""
    with session() as cursor:
        found = rows(
            cursor,
            "SELECT position, encode(digest, 'hex') FROM chronology_chain WHERE agency = %s ORDER BY position DESC LIMIT 1",
            [agency],
        )
    return found[0] if found else (0, "")
