"""Somebody who is in no case, found by name in one agency's own records: no other page shows them, and holds must reach them."""

from typing import Any

from safehold.identity.names import search_names
from safehold.identity.script import plain
from safehold.retention.on_file import ALONE, MAIN, Filed, Subject, filed

MOST = 50
_CALLED = """
SELECT DISTINCT i.person_id FROM identity_name n JOIN identity_involvement i ON i.person_id = n.person_id
  JOIN chronology_event e ON e.seq = i.event_id
 WHERE n.name ^@ %(first)s AND e.agency = %(agency)s AND NOT EXISTS (SELECT FROM identity_case_event c WHERE c.event_id = i.event_id)
   AND NOT EXISTS (SELECT FROM identity_case k WHERE i.person_id IN (k.victim_id, k.suspect_id) AND i.role = ANY(%(main)s))
   AND NOT EXISTS (SELECT FROM unnest(%(names)s::text[]) w WHERE NOT EXISTS (
       SELECT FROM identity_name o WHERE o.person_id = i.person_id AND o.name ^@ w)) ORDER BY 1 LIMIT %(most)s
"""


def alone_called(cursor: Any, name: str, agency: str) -> list[Filed]:
    """Records of those of whose names each begins with one of these; nobody whom the agency itself does not call so."""
    names = sorted({word for word in plain(name).split() if len(word) > 1}, key=len, reverse=True)
    if not names:
        return []
    given = {"first": names[0], "names": names, "agency": agency, "main": list(MAIN), "most": MOST}
    cursor.execute(_CALLED, given)
    subjects = [Subject(f"{ALONE}{person}", person, None) for (person,) in cursor.fetchall()]
    return [record for record in filed(cursor, subjects, agency) if _called(record, names)]


def _called(record: Filed, names: list[str]) -> bool:
    own = [name for event in record.seqs.values() for mention in event.people for name in search_names(mention)]
    return all(any(name.startswith(word) for name in own) for word in names)
