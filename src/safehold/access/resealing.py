"""A new key for what a room keeps sealed in tables to which only a function of the database writes."""

from collections.abc import Callable, Iterable

from django.db import connection, transaction


def resealed(room: str, tables: Iterable[str], anew: Callable[[str], str]) -> int:
    """How many were encrypted anew; nothing is, where one does not open. Raises NoKey. The room's name is the code's own, and its tables
    are the room's."""
    changed = 0
    with transaction.atomic(), connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT id, sealed FROM {room}_{table} WHERE sealed <> '' ORDER BY id")  # nosec B608
            kept = cursor.fetchall()
            for number, sealed in kept:
                cursor.execute(f"SELECT {room}_reseal(%s, %s, %s)", [table, number, anew(sealed)])  # nosec B608
            changed += len(kept)
    return changed
