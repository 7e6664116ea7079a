"""What an assessment, a review or a look again may say that it is about."""

from collections.abc import Iterable

from safehold.chronology.envelope import EventId
from safehold.chronology.models import StoredEvent
from safehold.identity.models import Case, CaseEvent


def of_case(case: Case, about: Iterable[EventId]) -> list[EventId]:
    """What is recorded here answers what this case holds, and nothing of another, whatever a form sends."""
    asked = list(about)
    if not asked:
        return []
    found = StoredEvent.objects.filter(source__in=[each.source for each in asked], source_id__in=[each.id for each in asked])
    here = CaseEvent.objects.filter(case_id=case.id, event_id__in=found.values("seq")).values("event_id")
    known = set(found.filter(seq__in=here).values_list("source", "source_id"))
    return [each for each in asked if (each.source, each.id) in known]
