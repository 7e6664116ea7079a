"""`settle` in SQL: where stored duties stand at an instant. tests/rulebook/test_settled.py holds the two together."""

from collections.abc import Mapping

from django.db.models import Case, F, Q, TextField, Value, When

# The states that nothing later changes, and what is not a matter of time.
SETTLED = Q(state__in=["not_applicable", "fulfilled", "released", "waived"]) | Q(timed=False)


def state_at(now: int, reach: Mapping[str, int]) -> Case:
    """`reach` is up to when the records of an agency are complete; an agency that is not named has complete records."""
    beyond = Q(pk__in=[])
    for agency, instant in reach.items():
        beyond |= Q(agency=agency, due_latest__gt=instant)
    return Case(
        When(SETTLED, then=F("state")),
        When(triggered_earliest__gt=now, then=Value("not_applicable")),
        When(Q(due_latest=None) | Q(due_latest__gt=now), then=Value("pending")),
        When(beyond, then=Value("unknown")),
        default=F("state"),
        output_field=TextField(),
    )
