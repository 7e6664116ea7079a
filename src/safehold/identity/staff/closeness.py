"""How somebody of the staff is close to a case: they or their line stand in it, they have said so, or what is known of them says so."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from safehold.access.keyring import NoKey
from safehold.access.standards.sealed import unseal
from safehold.chronology.recording import rows
from safehold.identity.features import Features
from safehold.identity.names import names
from safehold.identity.places import read_place
from safehold.identity.staff.at_home import features_of


class Conflict(StrEnum):
    CONCERNED = "concerned"  # it is of them, or of somebody of their line or unit
    DECLARED = "declared"
    ON_RECORD = "on record"  # they stand on record with somebody of it
    HOME = "home"  # somebody of it has their address, or their family name and postcode


def conflicts_read(cursor: Any, staff_id: str, cases: Iterable[str]) -> set[Conflict]:
    """By somebody who reads what is matched by: the matcher, or the recorder."""
    listed = sorted(set(cases))
    known = rows(cursor, _KNOWN, [listed, staff_id, staff_id, listed, staff_id, listed])
    found = {Conflict(kind) for (kind,) in known}
    kept = rows(cursor, "SELECT sealed FROM standards_member WHERE staff_id = %s", [staff_id])
    people = rows(cursor, _PEOPLE, [listed]) if kept else []
    try:
        homes = [features_of(unseal(staff_id, sealed)) for (sealed,) in kept]
    except NoKey:
        homes = []  # what cannot be opened stops no work; the other three are asked all the same
    if any(_at_home(home, *person) for home in homes for person in people):
        found.add(Conflict.HOME)
    return found


def _at_home(home: Features, family: str, address: str, postcode: str) -> bool:
    where, family_names = read_place(address, postcode), names("", family).all_family
    at = (home.place.house, home.place.street, home.place.postcode)
    if home.place.house and home.place.street and at == (where.house, where.street, where.postcode):
        return True
    same_name = bool(set(family_names) & set(home.names.all_family))
    return same_name and bool(home.place.postcode) and home.place.postcode == where.postcode


_PEOPLE = """
SELECT DISTINCT p.family_name, p.address, p.postcode FROM identity_case c JOIN identity_person p ON p.id IN (c.victim_id, c.suspect_id)
 WHERE c.id = ANY(%s::text[])
"""
_KNOWN = """
SELECT 'concerned' FROM standards_case WHERE case_id = ANY(%s::text[]) AND %s = ANY(kept_from)
UNION
SELECT 'declared' FROM identity_case c JOIN standards_conflict x ON x.staff_id = %s AND x.ended_at IS NULL
   JOIN identity_mention m ON m.id = x.person AND m.person_id IN (c.victim_id, c.suspect_id) LEFT JOIN identity_mention o ON o.id = x.other
 WHERE c.id = ANY(%s::text[]) AND (x.other IS NULL OR o.person_id IN (c.victim_id, c.suspect_id))
UNION
SELECT 'on record' FROM standards_person s JOIN identity_involvement i ON i.person_id = s.person_id
   JOIN identity_involvement b ON b.event_id = i.event_id AND b.person_id <> s.person_id
   JOIN identity_case c ON b.person_id IN (c.victim_id, c.suspect_id) WHERE s.staff_id = %s AND c.id = ANY(%s::text[])
"""
