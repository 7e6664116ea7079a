"""Goes once through what stood here before anything was kept apart."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from safehold.chronology.apart.later import Listed, put_apart
from safehold.chronology.apart.stored import moved, to_move
from safehold.chronology.recording import rows
from safehold.chronology.session import again_if_overtaken, recorder, session

PAGE = 1000
Since = Callable[[Any, list[int]], Mapping[int, Listed]]
_NEXT = "SELECT seq FROM chronology_event WHERE seq > %s AND seq <= %s ORDER BY seq LIMIT %s"


def move(listed: Since, progress: Callable[[int], None] = lambda _: None) -> int:
    """A thousand events a transaction, from where it was last left off. `listed` says what corrections have
    marked of them since. Returns how many events hold less by it. Raises NoKey."""
    changed, last = 0, _last()
    while (step := again_if_overtaken(partial(_some, listed, last))) is not None:
        changed += step
        progress(PAGE)
    return changed


def _last() -> int:
    """What the version before recorded until it was replaced is to be gone through as well."""
    with session() as cursor:
        return int(rows(cursor, "SELECT coalesce(max(seq), 0) FROM chronology_event")[0][0])


def _some(listed: Since, last: int) -> int | None:
    with recorder() as cursor:
        done, _ = to_move(cursor)
        if done >= last:
            return None
        numbers = [seq for (seq,) in rows(cursor, _NEXT, [done, last, PAGE])]
        changed = put_apart(cursor, numbers, listed(cursor, numbers))
        moved(cursor, numbers[-1] if len(numbers) == PAGE else last)
        return changed
