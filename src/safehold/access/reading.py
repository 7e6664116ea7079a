"""Reading what the viewer may not: to find people and to tell them apart, and to answer the check of an open call. Each is a role of the
database with no right but to read what that needs, taken for the length of a block inside the request's transaction.

What comes of it is told to the viewer only as far as they may know it, which is for the module that reads to see to; so only those that are
named here may open it, and `python -m safehold.access.lint` finds any other.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from safehold.access import acting
from safehold.database import narrowed
from safehold.database.roles import CHECK, MATCHER

# What asks, by the name of its module below `safehold`: to match, and to answer a check.
MATCHING = frozenset(
    (
        "access/looking/kept.py",
        "identity/actions.py",
        "identity/around.py",
        "identity/before_looking.py",
        "identity/between.py",
        "identity/chronicle.py",
        "identity/decided.py",
        "identity/deciding.py",
        "identity/emergency.py",
        "identity/finding.py",
        "identity/own.py",
        "identity/reconciling/told.py",
        "identity/related.py",
        "identity/reused_told.py",
        "identity/said.py",
        "identity/staff/asked_after.py",
        "identity/staff/conflicts.py",
        "identity/staff/concerned.py",
        "practice/response/board.py",
        "rulebook/actions.py",
        "rulebook/begun_together.py",
        "rulebook/known.py",
    )
)
CHECKING = frozenset(
    ("identity/before_looking.py", "practice/response/asking.py", "practice/response/calls.py", "practice/response/in_hand.py")
)


@contextmanager
def matching() -> Iterator[None]:
    with _as(MATCHER):
        yield


@contextmanager
def checking() -> Iterator[None]:
    with _as(CHECK):
        yield


@contextmanager
def _as(role: str) -> Iterator[None]:
    before = acting.configure({"role": role})
    try:
        with narrowed.otherwise():
            yield
    finally:
        if not acting.failed():
            acting.configure({"role": before})
