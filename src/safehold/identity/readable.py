"""Which records of somebody may be read by the agency that asks, in a check."""

from collections import defaultdict
from typing import Any, NamedTuple

# A case `c` is read where an agency that is not kept from the one that asks has recorded something of both its people, other than the call
# that is open, or where somebody has shared it with such an agency. An event that names only one of them reaches all their cases, which is
# no reason to read those.
CASE_IS_READ = """
(EXISTS (SELECT FROM identity_case_event ce JOIN chronology_event e ON e.seq = ce.event_id
          WHERE ce.case_id = c.id AND NOT e.agency = ANY(%(kept)s::text[]) AND NOT e.seq = ANY(%(but)s::bigint[])
            AND (c.suspect_id IS NULL OR 2 = (SELECT count(DISTINCT i.person_id) FROM identity_involvement i
                                               WHERE i.event_id = e.seq AND i.person_id IN (c.victim_id, c.suspect_id))))
 OR EXISTS (SELECT FROM identity_case_agency a WHERE a.case_id = c.id AND NOT a.agency = ANY(%(kept)s::text[])
               AND a.share IS NOT NULL AND a.until >= access.instant()))
"""
# Each step is taken once: planned as one, a case is looked at again for each mention in it, of which a person may have hundreds.
_MENTIONS = f"""
WITH said AS MATERIALIZED (SELECT id, event_id, profile_id, person_id FROM identity_mention WHERE person_id = ANY(%(persons)s::bigint[])),
     held AS MATERIALIZED (SELECT DISTINCT said.event_id, ce.case_id FROM said JOIN identity_case_event ce ON ce.event_id = said.event_id),
     cases AS MATERIALIZED (
    SELECT c.id, EXISTS (SELECT FROM identity_restriction r WHERE r.case_id = c.id AND NOT %(staff)s = ANY(r.staff_ids)) AS restricted,
           {CASE_IS_READ} AS read,
           ARRAY(SELECT agency FROM identity_case_agency a WHERE a.case_id = c.id ORDER BY agency) AS agencies
      FROM (SELECT DISTINCT case_id FROM held) own CROSS JOIN LATERAL (SELECT * FROM identity_case WHERE id = own.case_id OFFSET 0) c)
SELECT said.person_id, said.profile_id, said.id, e.agency, e.seq = ANY(%(but)s::bigint[]), coalesce(cases.restricted, false), cases.read,
       coalesce(cases.agencies, ARRAY[e.agency])
  FROM said JOIN chronology_event e ON e.seq = said.event_id
  LEFT JOIN (held JOIN cases ON cases.id = held.case_id) ON held.event_id = said.event_id ORDER BY said.id
"""  # nosec B608


class Asker(NamedTuple):
    """Whose records are kept from the agency that asks: those of agencies that may be named, and of agencies that may not. `staff_id` is
    who asks; `but` are the events of the call that is open, which make nobody known."""

    ask: frozenset[str]
    silent: frozenset[str]
    staff_id: str = ""
    but: tuple[int, ...] = ()

    @property
    def kept(self) -> list[str]:
        return sorted(self.ask | self.silent)


class Readable:
    """Of one person: the profiles and mentions that may be read, and by agency those that may be asked about. `whole`: nothing is kept
    back; `restricted`: something is kept for named staff."""

    def __init__(self) -> None:
        self.readable: set[int] = set()
        self.mentions: set[int] = set()
        self.kept: dict[str, set[int]] = defaultdict(set)
        self.kept_profiles: set[int] = set()
        self.whole, self.restricted = True, False


def readable(cursor: Any, persons: list[int], asker: Asker) -> dict[int, Readable]:
    people = {person: Readable() for person in persons}
    given = {"persons": persons, "kept": asker.kept, "but": list(asker.but), "staff": asker.staff_id}
    cursor.execute(_MENTIONS, given)
    for number, profile, mention, agency, of_call, restricted, read, agencies in cursor.fetchall():
        person = people[number]
        if of_call:
            continue  # what was just typed makes nobody known
        if restricted:
            person.restricted, person.whole = True, False
        elif read or agency not in asker.kept:
            person.readable.add(profile)
            person.mentions.add(mention)
        else:
            person.whole = False
            if not asker.silent.intersection(agencies) and agency in asker.ask:
                person.kept[agency].add(mention)
                person.kept_profiles.add(profile)
    return people
