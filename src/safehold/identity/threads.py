"""Which stored events hang together: what an event points to, what points to it, what corrects it, however far."""

from collections.abc import Iterable
from typing import Any

from safehold.chronology.recording import rows

_THREAD = """
WITH RECURSIVE thread(seq) AS (
    SELECT unnest(%s::bigint[])
  UNION
    SELECT near.seq FROM thread JOIN chronology_event e ON e.seq = thread.seq CROSS JOIN LATERAL (
        SELECT up.seq FROM chronology_about a JOIN chronology_event up ON up.source = a.source AND up.source_id = a.source_id
         WHERE a.event_id = e.seq
        UNION ALL
        SELECT down.event_id FROM chronology_about down WHERE down.source = e.source AND down.source_id = e.source_id
        UNION ALL
        SELECT old.seq FROM chronology_event old WHERE old.source = e.corrects_source AND old.source_id = e.corrects_id
        UNION ALL
        SELECT new.seq FROM chronology_event new WHERE new.corrects_id IS NOT NULL
           AND new.corrects_source = e.source AND new.corrects_id = e.source_id
    ) near
)
SELECT seq FROM thread
"""


def thread(cursor: Any, seqs: Iterable[int]) -> set[int]:
    """The numbers of all events that hang together with these, these among them."""
    return {seq for (seq,) in rows(cursor, _THREAD, [list(seqs)])}
