"""Profiles that hang together, whole: by a machine's links, by what people judged, and by a source's number where somebody has no name."""

from collections.abc import Iterable
from typing import Any

from safehold.chronology.recording import rows

_NEAR = """
SELECT b FROM identity_judgement WHERE a = ANY(%(near)s::bigint[]) AND judgement = 'linked'
UNION SELECT a FROM identity_judgement WHERE b = ANY(%(near)s::bigint[]) AND judgement = 'linked'
UNION SELECT b FROM identity_decision WHERE a = ANY(%(near)s::bigint[]) AND b IS NOT NULL AND stands
UNION SELECT a FROM identity_decision WHERE b = ANY(%(near)s::bigint[]) AND a IS NOT NULL AND stands
UNION SELECT q.id FROM identity_profile p JOIN identity_profile q ON q.source = p.source AND q.ref = p.ref
       WHERE p.id = ANY(%(near)s::bigint[]) AND NOT (p.named AND q.named)
"""


def together(cursor: Any, seeds: Iterable[int], known: Iterable[int] = ()) -> set[int]:
    """All that hang together with these, these among them; beyond those that are known to be whole nothing is asked."""
    found = set(seeds)
    reached = found | set(known)
    waiting = found - set(known)
    while waiting:
        cursor.execute(_NEAR, {"near": list(waiting)})
        waiting = {number for (number,) in cursor.fetchall()} - reached
        reached |= waiting
        found |= waiting
    return found


def persons(cursor: Any, profiles: Iterable[int]) -> dict[int, int]:
    """The person of each of these profiles, as far as it is held."""
    return dict(rows(cursor, "SELECT id, person_id FROM identity_profile WHERE id = ANY(%s::bigint[])", [list(profiles)]))
