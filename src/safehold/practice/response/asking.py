"""The history check for a call: the one way in which a control room looks for people. Whoever asks logs the look (drafts.shown).

It reads what the viewer's own agency keeps and what others let it read (access/across.yaml); of the rest it tells at most whom to ask.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

import msgspec

from safehold.access.across import kept_from
from safehold.access.reading import checking
from safehold.access.viewer import Viewer
from safehold.chronology.session import session
from safehold.identity.across import Elsewhere, Told, told
from safehold.identity.check import Answer, check
from safehold.identity.features import Features
from safehold.identity.readable import Asker

MOST = 8
Found = TypeVar("Found")


class Asked(msgspec.Struct, frozen=True):
    """One answer, what `read` made of it, and which agencies know somebody of whom nothing is told."""

    answer: Answer
    found: Any
    elsewhere: tuple[Elsewhere, ...]


def ask(
    viewer: Viewer, questions: Mapping[str, Features], read: Callable[[Any, Told, Asker], Found], but: Iterable[int] = ()
) -> dict[str, Asked]:
    """An answer to each question, and what `read` makes of it: the page's own reading of the history, which stands above this room.
    `but` are the events of the call that is open."""
    viewer.must("check_history", kind="check")
    kept = kept_from(viewer)
    asker = Asker(kept.ask, kept.silent, viewer.staff_id, tuple(but))
    found = {}
    with checking(), session() as cursor:
        for name, features in questions.items():
            answer = told(cursor, features, check(cursor, features, most=MOST, staff_id=viewer.staff_id), asker)
            found[name] = Asked(answer.answer, read(cursor, answer, asker), answer.elsewhere)
    return found
