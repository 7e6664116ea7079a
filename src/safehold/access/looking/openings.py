"""Which openings stand now: of whom, and for what. docs/access.md says what an opening is."""

from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from safehold.access.looking.models import Opening


def standing(user_id: int) -> QuerySet[Opening]:
    """The openings of one member of staff that have not ended. By the database's clock, as the database itself judges."""
    return Opening.objects.filter(Q(ended_at=None) | Q(ended_at__gt=Now()), user_id=user_id, opened_at__lte=Now(), until__gt=Now())


def glass_broken(user_id: int, agency: str) -> QuerySet[Opening]:
    """Those that give sight of a case that is otherwise kept from them, in this agency's posting."""
    return standing(user_id).filter(kind=Opening.Kind.BREAK_GLASS, agency=agency)
