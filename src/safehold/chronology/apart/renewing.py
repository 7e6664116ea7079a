"""Encrypts what stands apart anew by the newest key, a few hundred at a time, so that it can be broken off and gone on with. The old key is
needed until nothing stands under it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from safehold.chronology.apart.ring import ring
from safehold.chronology.apart.stored import Kept, bound_to, others, renew, standing, unlocked
from safehold.chronology.recording import rows
from safehold.chronology.session import again_if_overtaken, session
from safehold.database.roles import COMMAND

PAGE = 500


def by_key() -> dict[bytes, int]:
    """How many stand under each key, at the command line."""
    with session() as cursor:
        return standing(cursor)


def to_renew() -> int:
    """How many stand under other keys than the newest. Raises NoKey."""
    newest = ring().newest
    return sum(count for key, count in by_key().items() if key != newest)


def renew_all(progress: Callable[[int], None] = lambda _: None) -> int:
    """Returns how many were encrypted anew. Raises NoKey where the key of one is not at hand, and Tampered."""
    done, after = 0, 0
    while True:
        page = again_if_overtaken(partial(_page, after))
        if not page:
            return done
        done += len(page)
        progress(len(page))
        # An event's slices may stand across two pages; what was renewed is under another key no more, and is not met again.
        after = page[-1].event - 1


def _page(after: int) -> list[Kept]:
    keys = ring()
    with _program() as cursor:
        page = others(cursor, keys.newest, after, PAGE)
        renew(cursor, [_anew(each) for each in page])
        return page


@contextmanager
def _program() -> Iterator[Any]:
    """Whoever records writes over no ciphertext: this is of programs at the command line."""
    with session() as cursor:
        ((before, _),) = rows(cursor, "SELECT current_setting('role'), set_config('role', %s, true)", [COMMAND])
        yield cursor
        cursor.execute("SELECT set_config('role', %s, true)", [before])


def _anew(kept: Kept) -> Kept:
    keys = ring()
    sealed = keys.seal(unlocked(kept, keys), bound_to(kept.event, kept.part, kept.place, kept.may))
    return kept._replace(key=keys.newest, sealed=sealed)
