"""Whom somebody may be one with, by what the machine said of their records, and by what stood before."""

from collections.abc import Collection
from typing import Any

from safehold.chronology.recording import rows

# Of a person with many records nearly all that is judged is among their own, and is passed over before anybody is looked up for it.
_NEAR = """
SELECT far.person_id FROM (
       SELECT id, array_agg(id) OVER (PARTITION BY person_id) AS theirs FROM identity_profile WHERE person_id = ANY(%s::bigint[])) own
 CROSS JOIN LATERAL (
       SELECT b AS to_id FROM identity_judgement WHERE a = own.id AND judgement IN ('unsure', 'linked') AND NOT b = ANY(own.theirs)
       UNION ALL SELECT a FROM identity_judgement WHERE b = own.id AND judgement IN ('unsure', 'linked') AND NOT a = ANY(own.theirs)) j
  JOIN identity_profile far ON far.id = j.to_id
UNION SELECT unnest(ARRAY[one, other]) FROM identity_unsure WHERE one = ANY(%s::bigint[]) OR other = ANY(%s::bigint[])
"""


def near(cursor: Any, persons: Collection[int]) -> set[int]:
    """Those of the other side of each pair, and those of these who are in one. None where no pair stands or stood."""
    listed = list(persons)
    return {person for (person,) in rows(cursor, _NEAR, [listed, listed, listed])}
