"""A new key for everything that is sealed of dip samples."""

from django.db import transaction

from safehold.chronology.session import session
from safehold.practice.reviews.dipping import sealing

TABLES = ("sample", "answer")


def rotate() -> int:
    """How many were encrypted anew; nothing is, where one does not open. Raises NoKey."""
    changed = 0
    with transaction.atomic(), session() as cursor:
        for table in TABLES:
            kept = cursor.execute(f"SELECT id, sealed FROM dipping_{table} WHERE sealed <> '' ORDER BY id").fetchall()  # nosec B608
            for number, sealed in kept:
                cursor.execute("SELECT dipping_reseal(%s, %s, %s)", [table, number, sealing.sealed_anew(sealed)])
            changed += len(kept)
    return changed
