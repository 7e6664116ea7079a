"""Which stored events hang together: what an event points to, what points to it, what corrects it, however far."""

from collections.abc import Iterable
from typing import Any

from safehold.chronology.envelope import Event
from safehold.chronology.recording import rows

# What an event, e, is about, what it corrects, and what corrects it.
_NEAR = """
        SELECT up.seq FROM chronology_about a JOIN chronology_event up ON up.source = a.source AND up.source_id = a.source_id
         WHERE a.event_id = e.seq
        UNION ALL
        SELECT old.seq FROM chronology_event old WHERE old.source = e.corrects_source AND old.source_id = e.corrects_id
        UNION ALL
        SELECT new.seq FROM chronology_event new WHERE new.corrects_id IS NOT NULL
           AND new.corrects_source = e.source AND new.corrects_id = e.source_id
"""
_THREAD_OF = f"""
WITH RECURSIVE thread(seq) AS (
    SELECT unnest(%s::bigint[])
  UNION
    SELECT near.seq FROM thread JOIN chronology_event e ON e.seq = thread.seq CROSS JOIN LATERAL (
{_NEAR}        UNION ALL
        SELECT down.event_id FROM chronology_about down WHERE down.source = e.source AND down.source_id = e.source_id
    ) near
)"""  # nosec B608
_THREAD = f"{_THREAD_OF} SELECT seq FROM thread"  # nosec B608


def thread(cursor: Any, seqs: Iterable[int]) -> set[int]:
    """The numbers of all events that hang together with these, these among them."""
    return {seq for (seq,) in rows(cursor, _THREAD, [list(seqs)])}


# What answers what is told by what both are about, whomever that names: so that is read too, corrected and voided as it is.
_ABOVE = f"""
WITH RECURSIVE above(seq) AS (
    SELECT e.seq FROM unnest(%s::text[], %s::text[]) AS named(source, id) JOIN chronology_event e
        ON e.source = named.source AND e.source_id = named.id
  UNION
    SELECT near.seq FROM above JOIN chronology_event e ON e.seq = above.seq CROSS JOIN LATERAL (
{_NEAR}        UNION ALL
        SELECT void.seq FROM chronology_about a JOIN chronology_event void ON void.seq = a.event_id AND void.kind = 'event.voided'
         WHERE a.source = e.source AND a.source_id = e.source_id
    ) near
)
SELECT seq FROM above
"""  # nosec B608


def above(cursor: Any, events: Iterable[Event]) -> set[int]:
    """The numbers of what these events point to, however far, that is not among them, with all that corrects or voids it."""
    own = {event.id: event for event in events}
    missing = sorted({target for event in own.values() for target in event.references} - own.keys())
    if not missing:
        return set()
    return {seq for (seq,) in rows(cursor, _ABOVE, [list(column) for column in zip(*missing, strict=True)])}


def held_thread(cursor: Any, seqs: Iterable[int]) -> set[int]:
    """The same, once nobody else is working on what has no person to be locked by: events that name nobody, and ids that are not held yet.

    Of many events only those that concern nobody are held: what comes in bulk was stored in a transaction before.
    """
    wanted = list(seqs)
    rows(cursor, _HOLD, [wanted, wanted if len(wanted) <= MOST_HELD else []])
    return thread(cursor, wanted)


# Everything that waits for an id, and who brings it, meet in one lock: its number is made from the id.
_HOLD = f"""
{_THREAD_OF}
SELECT pg_advisory_xact_lock(8, hashtext(id)) FROM (
    SELECT DISTINCT source || chr(31) || source_id AS id FROM (
        SELECT e.source, e.source_id FROM chronology_event e WHERE e.seq = ANY(%s::bigint[])
      UNION ALL
        SELECT a.source, a.source_id FROM chronology_about a WHERE a.event_id IN (SELECT seq FROM thread)
           AND NOT EXISTS (SELECT FROM chronology_event e WHERE e.source = a.source AND e.source_id = a.source_id)
      UNION ALL
        SELECT e.source, e.source_id FROM chronology_event e WHERE e.seq IN (SELECT seq FROM thread)
           AND NOT EXISTS (SELECT FROM identity_mention m WHERE m.event_id = e.seq)
           AND NOT EXISTS (SELECT FROM chronology_about a WHERE a.event_id = e.seq)
    ) named ORDER BY 1
) ordered
"""  # nosec B608
MOST_HELD = 100
