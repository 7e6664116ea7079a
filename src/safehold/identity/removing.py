"""Takes mentions whose content has been redacted out of who is who: nothing that was worked out from them stays.

Whom they held together stays together: the records that remain are still of one person, though what showed it is gone.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from safehold.chronology.recording import Stored, rows
from safehold.chronology.store import load
from safehold.identity import decisions
from safehold.identity.cluster import pair
from safehold.identity.held_apart import hold_apart, leave
from safehold.identity.judged import JUDGED
from safehold.identity.placing import events_of
from safehold.identity.profiles import load as load_profiles
from safehold.identity.regrouping import regroup

# The model of a judgement that stands for one which went with a record.
KEPT = "kept"
_SURELY = 99.0

_JUDGED_OF = """
SELECT event_id FROM identity_decision WHERE a_mention = ANY(%s::bigint[]) OR b_mention = ANY(%s::bigint[])
"""
_RENUMBER = """
UPDATE identity_judgement SET a = least(%(to)s, CASE WHEN a = %(from)s THEN b ELSE a END),
                              b = greatest(%(to)s, CASE WHEN a = %(from)s THEN b ELSE a END)
 WHERE a = %(from)s OR b = %(from)s
"""
_TOGETHER = """
INSERT INTO identity_judgement (a, b, judgement, weight, probability, why, model) VALUES (%s, %s, 'linked', %s, 1, '[]', %s)
ON CONFLICT (a, b) DO UPDATE
   SET judgement = excluded.judgement, weight = excluded.weight, probability = 1, why = '[]', model = excluded.model
"""


def judged_of(cursor: Any, mentions: Collection[int]) -> set[int]:
    """The events in which people judged any of these mentions: they name it, and mean nothing without it."""
    listed = list(mentions)
    return {seq for (seq,) in rows(cursor, _JUDGED_OF, [listed, listed])}


def remove(cursor: Any, mentions: Collection[int], redacted: Iterable[int]) -> set[int]:
    """`redacted` are the events that lost a part, as they are now. Returns the events of other mentions that are of another person, or
    number, by it."""
    listed = sorted(mentions)
    found = rows(cursor, "SELECT id, profile_id, person_id FROM identity_mention WHERE id = ANY(%s::bigint[]) ORDER BY id", [listed])
    together = _together(cursor, {person for *_, person in found})
    references = {(each.source, each.ref) for each in load_profiles(cursor, {profile for _, profile, _ in found}).values()}
    numbers = {profile: _leave(cursor, profile, listed) for profile in sorted({profile for _, profile, _ in found})}
    cursor.execute("DELETE FROM identity_mention WHERE id = ANY(%s::bigint[])", [listed])
    free = hold_apart(cursor, _forget_decisions(cursor, listed, redacted))
    left = [[number for each in group if (number := numbers.get(each, each)) is not None] for group in together]
    seeds = {number for group in left for number in group}
    otherwise = {number for profile, number in numbers.items() if number is not None and number != profile}
    otherwise |= {profile.id for profile in free}
    otherwise |= regroup(cursor, seeds | {profile.id for profile in free}, references, scoring=False)
    otherwise |= _hold_together(cursor, left)
    return events_of(cursor, otherwise)


def _together(cursor: Any, persons: Collection[int]) -> list[list[int]]:
    groups: dict[int, list[int]] = defaultdict(list)
    for number, person in rows(
        cursor, "SELECT id, person_id FROM identity_profile WHERE person_id = ANY(%s::bigint[]) ORDER BY id", [sorted(persons)]
    ):
        groups[person].append(number)
    return list(groups.values())


def _leave(cursor: Any, profile: int, mentions: list[int]) -> int | None:
    left = leave(cursor, profile, mentions)
    if left is None:
        cursor.execute("DELETE FROM identity_judgement WHERE a = %s OR b = %s", [profile, profile])
    elif left != profile:
        cursor.execute(_RENUMBER, {"from": profile, "to": left})
        cursor.execute("UPDATE identity_decision SET a = %s WHERE a = %s", [left, profile])
        cursor.execute("UPDATE identity_decision SET b = %s WHERE b = %s", [left, profile])
    return left


def _forget_decisions(cursor: Any, mentions: list[int], redacted: Iterable[int]) -> set[int]:
    """Returns the profiles of which less is judged now."""
    judged = [Stored(seq, event) for seq, event in sorted(load(cursor, redacted).items()) if event.kind == JUDGED]
    numbers = [seq for seq, _ in judged]
    named = rows(
        cursor,
        "SELECT a, b FROM identity_decision"
        " WHERE event_id = ANY(%s::bigint[]) OR a_mention = ANY(%s::bigint[]) OR b_mention = ANY(%s::bigint[])",
        [numbers, mentions, mentions],
    )
    for side in ("a", "b"):
        cursor.execute(
            f"UPDATE identity_decision SET {side}_mention = NULL, {side} = NULL WHERE {side}_mention = ANY(%s::bigint[])",  # nosec B608
            [mentions],
        )
    if judged:
        cursor.execute("DELETE FROM identity_decision WHERE event_id = ANY(%s::bigint[])", [numbers])
        decisions.apply(cursor, judged)
    return {number for pair_ in named for number in pair_ if number is not None}


def _hold_together(cursor: Any, groups: list[list[int]]) -> set[int]:
    """Links what remains of each person where it has fallen apart; those that something holds apart stay so."""
    held: set[int] = set()
    for group in groups:
        apart = rows(cursor, "SELECT min(id) FROM identity_profile WHERE id = ANY(%s::bigint[]) AND named GROUP BY person_id", [group])
        first, *others = sorted(number for (number,) in apart) or [0]
        for other in others:
            cursor.execute(_TOGETHER, [*pair(first, other), _SURELY, KEPT])
            held |= {first, other}
    return held | regroup(cursor, held, set(), scoring=False) if held else set()
