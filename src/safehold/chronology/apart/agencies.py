"""Whose notes are kept apart, whoever wrote them: the agencies of the kinds that kept.yaml names."""

from typing import Any

from safehold.chronology.apart.table import standard
from safehold.chronology.recording import rows


def whose_notes_are_kept(cursor: Any) -> frozenset[str]:
    query = "SELECT slug FROM access_agency WHERE kind = ANY(%s::text[])"
    return frozenset(slug for (slug,) in rows(cursor, query, [list(standard().notes.agencies)]))
