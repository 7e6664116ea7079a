"""Places mentions again that were placed while somebody else was recording, since neither of the two could see the other's.

Two calls about one person whom nobody has met before, taken in the same moment, are one person a moment later.
"""

from collections.abc import Sequence
from typing import Any

from safehold.chronology.recording import rows
from safehold.identity.judging import judge, judged_already
from safehold.identity.profiles import Profile, load
from safehold.identity.regrouping import regroup

_TRANSACTIONS = 2**32  # rows hold the number of their transaction without what it has run over


class Meanwhile:
    """What could be seen when these profiles were placed. Of two who were placed at once the later to commit sees the other."""

    def __init__(self, cursor: Any, fresh: Sequence[Profile]) -> None:
        self._fresh = [profile.id for profile in fresh]
        self._own: set[int] = set()
        if fresh:
            ((self._seen, top, row),) = rows(
                cursor,
                "SELECT pg_current_snapshot()::text, pg_current_xact_id()::text, xmin::text FROM identity_profile WHERE id = %s",
                [self._fresh[0]],
            )
            self._own = {int(top) % _TRANSACTIONS, int(row)}

    def settle(self, cursor: Any) -> set[int]:
        """In a transaction of its own, after that which placed them: the events that this moves to another person."""
        ((now,),) = rows(cursor, "SELECT pg_current_snapshot()::text")
        if not self._somebody_wrote(now):
            return set()
        held = load(cursor, self._fresh)
        before = judged_already(cursor, held)
        judge(cursor, list(held.values()), before)
        moved = regroup(cursor, held, {(profile.source, profile.ref) for profile in held.values()})
        moved |= {number for pair in judged_already(cursor, held) - before for number in pair}  # who may be one with whom, too, is news
        query = "SELECT DISTINCT event_id FROM identity_mention WHERE profile_id = ANY(%s::bigint[])"
        return {seq for (seq,) in rows(cursor, query, [sorted(moved)])} if moved else set()

    def _somebody_wrote(self, now: str) -> bool:
        """Whether any other transaction was open when they were placed, or has begun to write since."""
        _, first, open_then = self._seen.split(":")
        after = now.split(":")[1]
        return bool(open_then) or any(number % _TRANSACTIONS not in self._own for number in range(int(first), int(after)))
