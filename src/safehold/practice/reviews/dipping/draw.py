"""Which cases are drawn: by a seed that nobody chose, so that whoever has it and what was drawn from makes the same draw again. Pure.

Each case is ordered by SHA-256 of the seed, a stroke and its id; the first so many are drawn.
"""

from collections.abc import Iterable
from hashlib import sha256

import msgspec

from safehold.practice.reviews.dipping.questions import QuestionSet


class Rule(msgspec.Struct, frozen=True):
    """What is drawn from: cases in which the agency recorded something from one day to another (both included), all of which holds.
    `duty` is the id of a rule that was broken or met late, or "any"; `outcome` one that was recorded; `team` a unit of which somebody
    recorded in the case."""

    since: str
    until: str
    duty: str = ""
    outcome: str = ""
    team: str = ""


class Kept(msgspec.Struct, frozen=True):
    """What is kept sealed of a draw: the rule, all that could have been drawn, and what its reviewers are asked."""

    rule: Rule
    frame: list[str]
    questions: QuestionSet


def drawn(frame: Iterable[str], seed: str, count: int) -> list[str]:
    return sorted(set(frame), key=lambda case: sha256(f"{seed}/{case}".encode()).hexdigest())[:count]


def digest(frame: Iterable[str]) -> str:
    """Of what was drawn from, whatever its order."""
    return sha256("\n".join(sorted(set(frame))).encode()).hexdigest()
