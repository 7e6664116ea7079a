"""Whom somebody may be one with, by what the machine said of their records, and by what stood before."""

from collections.abc import Collection
from typing import Any

from safehold.chronology.recording import rows

_NEAR = """
SELECT far.person_id FROM identity_profile own CROSS JOIN LATERAL (
       SELECT b AS to_id, judgement FROM identity_judgement WHERE a = own.id
       UNION ALL SELECT a, judgement FROM identity_judgement WHERE b = own.id) j
  JOIN identity_profile far ON far.id = j.to_id
 WHERE own.person_id = ANY(%s::bigint[]) AND j.judgement IN ('unsure', 'linked') AND far.person_id <> own.person_id
UNION SELECT unnest(ARRAY[one, other]) FROM identity_unsure WHERE one = ANY(%s::bigint[]) OR other = ANY(%s::bigint[])
"""


def near(cursor: Any, persons: Collection[int]) -> set[int]:
    """Those of the other side of each pair, and those of these who are in one. None where no pair stands or stood."""
    listed = list(persons)
    return {person for (person,) in rows(cursor, _NEAR, [listed, listed, listed])}
