"""What the people of a case are called in it. An event that is recorded in a case names them so: it is read by everybody who sees the case,
and not all of them see what else is on record of these people."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, NamedTuple

from safehold.chronology.recording import rows
from safehold.identity.across import said_by
from safehold.identity.cases import CaseKey
from safehold.identity.cases_stored import case_id
from safehold.identity.persons_stored import SAID


class Called(NamedTuple):
    person: int
    given_name: str = ""
    family_name: str = ""
    date_of_birth: str = ""
    sex: str = ""


_MENTIONS = """
SELECT m.person_id, m.id FROM identity_case_event ce JOIN identity_mention m ON m.event_id = ce.event_id
 WHERE ce.case_id = %s AND m.person_id = ANY(%s::bigint[])
"""


def called_in_case(cursor: Any, persons: Mapping[str, int]) -> dict[str, Called]:
    """`persons` are the people of one case by their roles, victim and suspect."""
    if not persons:
        return {}
    case = case_id(CaseKey(persons["victim"], persons.get("suspect")))
    mentions: dict[int, list[int]] = defaultdict(list)
    for person, mention in rows(cursor, _MENTIONS, [case, list(persons.values())]):
        mentions[person].append(mention)
    said = {person: dict(zip(SAID, said_by(cursor, numbers), strict=True)) for person, numbers in mentions.items()}
    return {
        role: Called(person, **{name: said[person][name] for name in Called._fields[1:]}) if person in said else Called(person)
        for role, person in persons.items()
    }
