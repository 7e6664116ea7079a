"""`field__in=[...]` as one array. Django sends each value by itself, so that every length is another statement to take apart, prepare and
plan, and each value a parameter to convert."""

from typing import Any

from django.db.models import Field, ForeignObject
from django.db.models.fields.related_lookups import RelatedIn
from django.db.models.lookups import In

# Of types that are compared with an array of their own. Text has no length there: a longer value is no shorter one.
_ARRAYS = {"bigint": "bigint", "integer": "bigint", "smallint": "bigint", "text": "text", "varchar": "text", "uuid": "uuid"}


def sent_whole() -> None:
    Field.register_lookup(_In)
    ForeignObject.register_lookup(_RelatedIn)


class _In(In):
    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return _as_array(self, compiler, connection) or self.as_sql(compiler, connection)


class _RelatedIn(RelatedIn):
    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return _as_array(self, compiler, connection) or self.as_sql(compiler, connection)


def _as_array(lookup: Any, compiler: Any, connection: Any) -> tuple[str, Any] | None:
    """None for what is no list of such values, and for a list of nothing, of which Django knows that it finds nothing."""
    field = lookup.lhs.output_field
    if not lookup.rhs_is_direct_value() or not isinstance(field, Field):
        return None
    array = _ARRAYS.get((field.db_type(connection) or "").partition("(")[0])
    values = [value for value in dict.fromkeys(lookup.rhs) if value is not None] if array else []
    if not values:
        return None
    found, params = lookup.process_lhs(compiler, connection)
    return f"{found} = ANY(%s::{array}[])", [*params, values]
