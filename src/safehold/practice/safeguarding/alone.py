"""One at a time about the danger to one person. What is asked before it is recorded (that no grade is lowered past the rules, that the last
owned action is not taken away) holds only if nobody records between the asking and the recording.

Taken before any person or case is locked, and kept until the transaction ends. What comes after it is read as the one before left it.
"""

from collections.abc import Iterable

from safehold.chronology.session import session
from safehold.identity.models import Case


def alone_with(*cases: Case) -> None:
    hold(case.victim_id for case in cases)


def hold(victims: Iterable[int]) -> None:
    with session() as cursor:
        for victim in sorted(set(victims)):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 13))", [f"danger:{victim}"])
