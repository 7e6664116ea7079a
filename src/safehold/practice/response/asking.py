"""The history check for a call: the one way in which a control room looks for people. Whoever asks logs the look (drafts.shown)."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from safehold.access.viewer import Viewer
from safehold.chronology.session import session
from safehold.identity.check import Answer, check
from safehold.identity.features import Features

MOST = 8
Found = TypeVar("Found")


def ask(viewer: Viewer, questions: Mapping[str, Features], read: Callable[[Any, Answer], Found]) -> dict[str, tuple[Answer, Found]]:
    """An answer to each question, and what `read` makes of it: the page's own reading of the history, which stands above this room."""
    viewer.must("check_history", kind="check")
    found = {}
    with session() as cursor:
        for name, features in questions.items():
            answer = check(cursor, features, most=MOST, staff_id=viewer.staff_id)
            found[name] = (answer, read(cursor, answer))
    return found
