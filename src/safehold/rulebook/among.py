"""What Django's own lookups cannot say to the database."""

from django.db.models import BooleanField, F, Func
from django.db.models.expressions import Combinable


def among(field: str, array: Combinable) -> Func:
    """`field = ANY(array)`, which Django's lookups cannot say of an array that is itself a column."""
    return Func(F(field), array, template="%(expressions)s)", arg_joiner=" = ANY(", output_field=BooleanField())
