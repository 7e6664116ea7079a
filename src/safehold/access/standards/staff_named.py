"""Staff of an agency by their name, as the recorder reads it: where a record says that somebody works there and not who they are."""

from collections.abc import Iterable
from typing import Any

_CALLED = """
SELECT DISTINCT p.agency_id, lower(u.display_name), u.staff_id
  FROM unnest(%s::text[], %s::text[]) AS n(agency, called) JOIN access_user u ON lower(u.display_name) = n.called
  JOIN access_posting p ON p.user_id = u.id AND p.agency_id = n.agency ORDER BY 1, 2, 3
"""


def called(cursor: Any, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], list[str]]:
    """Agency and plain name -> staff numbers, of leavers too."""
    listed = sorted(wanted)
    cursor.execute(_CALLED, [[agency for agency, _ in listed], [name for _, name in listed]])
    found: dict[tuple[str, str], list[str]] = {}
    for agency, name, staff_id in cursor.fetchall():
        found.setdefault((agency, name), []).append(staff_id)
    return found
