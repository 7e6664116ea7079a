"""Whether a migration may be applied while the site of the version before goes on: it may add, but not take away, rename or lock for long.
Expand, then contract: docs/operations.md says how. A migration that knows better says so in a sentence, `safe_because`.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently
from django.db import models
from django.db.migrations import operations as ops
from django.db.migrations.migration import Migration

_GONE = (ops.RemoveField, ops.DeleteModel, ops.RenameField, ops.RenameModel, ops.AlterModelTable)
_SLOW = re.compile(r"CREATE\s+(UNIQUE\s+)?INDEX\s+(?!CONCURRENTLY)|SET\s+NOT\s+NULL|COLUMN\s+\S+\s+(SET\s+DATA\s+)?TYPE", re.IGNORECASE)
_TAKEN = re.compile(r"DROP\s+(TABLE|COLUMN)|\bRENAME\b", re.IGNORECASE)


def unsafe(migration: Migration) -> list[str]:
    """In sentences, what of it is not safe while the version before is at work."""
    if str(getattr(migration, "safe_because", "")).count(" ") >= 3:
        return []
    made = {operation.name_lower for operation in migration.operations if isinstance(operation, ops.CreateModel)}
    return [f"{operation.describe()}: {why}" for operation in _all(migration.operations) if (why := _why(operation, made, migration))]


def _all(found: Iterable[Any]) -> Iterator[Any]:
    for operation in found:
        yield from _all(operation.database_operations) if isinstance(operation, ops.SeparateDatabaseAndState) else (operation,)


def _why(operation: Any, made: set[str], migration: Migration) -> str:
    if isinstance(operation, _GONE):
        return "the version before still reads it. Stop reading it first, and take it away in the version after."
    if getattr(operation, "model_name_lower", None) in made:
        return ""
    if isinstance(operation, AddIndexConcurrently):
        return "" if not migration.atomic else "it cannot be made inside a transaction: say atomic = False."
    if isinstance(operation, ops.AddIndex):
        return "nobody can write meanwhile. Use AddIndexConcurrently, with atomic = False."
    if isinstance(operation, ops.AddConstraint) and not isinstance(operation, AddConstraintNotValid):
        return "every row is read while nobody can write. Use AddConstraintNotValid, and ValidateConstraint in a migration after it."
    if isinstance(operation, ops.AddField):
        return _added(operation.field)
    if isinstance(operation, ops.AlterField):
        return "the table may be written anew, and the version before writes what was right for it. Add a field beside it."
    if isinstance(operation, ops.RunSQL):
        return _sql(str(operation.sql))
    return ""


def _added(field: Any) -> str:
    if isinstance(field, models.ManyToManyField):
        return ""
    if not field.null and field.db_default is models.NOT_PROVIDED:
        return "the version before does not fill it in. Let it be null, or give it a db_default."
    if field.db_index or field.unique:
        return "its index is made while nobody can write. Add the index by itself, concurrently."
    return ""


def _sql(text: str) -> str:
    if _TAKEN.search(text):
        return "the version before still reads it. Take it away in the version after."
    return "it locks a table for as long as that takes." if _SLOW.search(text) else ""
