"""Makes what is kept and derived of some profiles what a full run gives, whole, in the caller's transaction: judgements, persons, and what
follows from them."""

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from safehold.chronology.recording import rows
from safehold.identity.cluster import Pair
from safehold.identity.judging import forget, keep
from safehold.identity.placing import events_of
from safehold.identity.reconciling.changes import Change, changes, opened
from safehold.identity.reconciling.judging import Examined
from safehold.identity.reconciling.together import persons
from safehold.identity.regrouping import regroup

# Works out what follows for these events, and says how many rows of each table became otherwise.
Follow = Callable[[Any, set[int]], dict[str, int]]

_WAITING = """
SELECT j.a, j.b FROM identity_judgement j JOIN identity_profile p ON p.id = j.a JOIN identity_profile q ON q.id = j.b
 WHERE (j.a = ANY(%s::bigint[]) OR j.b = ANY(%s::bigint[])) AND j.judgement IN ('linked', 'unsure') AND p.person_id <> q.person_id
"""


class Done(msgspec.Struct, frozen=True):
    """`written` counts the rows of each table that became otherwise; `called` says what the persons were called before."""

    judgements: int
    moved: bool
    changes: list[Change]
    written: dict[str, int]
    called: dict[int, str]

    @property
    def cases(self) -> int:
        return self.written.get("identity_case", 0)

    @property
    def duties(self) -> int:
        return self.written.get("rulebook_obligation", 0)

    @property
    def nothing(self) -> bool:
        return not (self.judgements or self.moved)


def put_right(cursor: Any, found: Examined, follow: Follow) -> Done:
    judged = found.keep.keys() | found.forget
    waited = _waiting(cursor, found.profiles)
    was = persons(cursor, {*found.profiles, *(number for numbers in (*judged, *waited) for number in numbers)})
    forget(cursor, found.forget)
    keep(cursor, found.keep)
    moved = regroup(cursor, found.profiles, {(profile.source, profile.ref) for profile in found.profiles.values()})
    if not judged and not moved:
        return Done(0, False, [], {}, {})
    now = persons(cursor, was)
    apart = {a for a, b in judged if now[a] != now[b] or was[a] != was[b]}
    told = [*changes(was, now), *opened(waited, _waiting(cursor, found.profiles), was, now)]
    called = _called(cursor, {number for change in told for number in change.before})
    written = follow(cursor, events_of(cursor, moved | apart))
    return Done(len(judged), bool(moved), told, written, called)


def _waiting(cursor: Any, profiles: Iterable[int]) -> list[Pair]:
    """Pairs of profiles that are not of one person although the machine would, or might, have them so."""
    listed = list(profiles)
    return [(a, b) for a, b in rows(cursor, _WAITING, [listed, listed])]


def _called(cursor: Any, numbers: Iterable[int]) -> dict[int, str]:
    query = "SELECT id, concat_ws(' ', nullif(given_name, ''), nullif(family_name, '')) FROM identity_person WHERE id = ANY(%s::bigint[])"
    return dict(rows(cursor, query, [list(numbers)]))
