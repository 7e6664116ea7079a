"""What is at stake where two people may be one: what the practices have derived of each of the two, case by case, for the queue of those
who wait to be judged.

It names the practices' tables and imports none of them: a practice that derives danger of another kind adds a column here.
"""

from collections import defaultdict
from collections.abc import Iterable
from functools import partial
from typing import Any

from safehold.chronology.derived import sync
from safehold.chronology.recording import Derivation, rows
from safehold.identity import waiting_stored
from safehold.identity.shares import FOREVER
from safehold.identity.unsure_stored import MayBeOne
from safehold.identity.waiting_stored import WAITING, Stake

NO_END = 2**62  # an instant later than all
_GRADES = {"high": 3, "medium": 2, "standard": 1}
_STAKES = f"""
SELECT c.victim_id, c.suspect_id,
       ARRAY(SELECT a.agency FROM identity_case_agency a WHERE a.case_id = c.id AND a.until = {FOREVER}),
       r.staff_ids, s.grade, coalesce(s.graded_at, 0),
       greatest((SELECT max(least(coalesce(o.until_at, {NO_END}), coalesce(o.ended_at, {NO_END}))) FROM custody_order o
                  WHERE o.suspect_id = c.suspect_id
                    AND EXISTS (SELECT FROM identity_case_event e WHERE e.case_id = c.id AND e.event_id = o.event_id)),
                (SELECT max(least(coalesce(b.until_at, {NO_END}), coalesce(b.ended_at, {NO_END}))) FROM custody_bail b
                  WHERE b.suspect_id = c.suspect_id
                    AND EXISTS (SELECT FROM identity_case_event e WHERE e.case_id = c.id AND e.event_id = b.event_id)), 0),
       EXISTS (SELECT FROM response_call l WHERE l.case_id = c.id AND l.closed_at IS NULL), coalesce(s.children, 0), c.events
  FROM identity_case c LEFT JOIN safeguarding_standing s ON s.case_id = c.id LEFT JOIN identity_restriction r ON r.case_id = c.id
 WHERE c.victim_id = ANY(%s::bigint[]) OR c.suspect_id = ANY(%s::bigint[])
"""  # nosec B608


def apply(derivation: Derivation) -> None:
    """Once everything else stands: a pair rests on the cases of both, and one of them may not be touched at all."""
    found = derivation.get(MayBeOne)
    if found.scope:
        derivation.afterwards.append(partial(_write, derivation.cursor, found))


def _write(cursor: Any, found: MayBeOne) -> None:
    stakes = _stakes(cursor, {person for people in found.judged for person in people})
    sync(cursor, WAITING, "pair", found.scope, waiting_stored.wanted(cursor, found, stakes))


def _stakes(cursor: Any, persons: Iterable[int]) -> dict[int, list[Stake]]:
    asked = set(persons)
    found: dict[int, list[Stake]] = defaultdict(list)
    for victim, suspect, agencies, staff, grade, *more in rows(cursor, _STAKES, [sorted(asked), sorted(asked)]):
        only = None if staff is None else frozenset(staff)
        stake = Stake(frozenset(agencies), only, _GRADES.get(grade, 0), *more)
        for person in asked & {victim, suspect}:
            found[person].append(stake)
    return found
