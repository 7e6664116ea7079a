"""What is asked before anybody here records a grade of risk, from whichever page or list it comes (config/stages.py, GUARDING): that it is
not lowered by whoever set it, nor by anybody but a specialist. What another system recorded is taken as it happened, and judged by the
rulebook.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from safehold.access.viewer import Viewer
from safehold.chronology.envelope import EventId
from safehold.chronology.models import StoredEvent
from safehold.identity.models import Case, CaseEvent
from safehold.practice.safeguarding.alone import alone_with
from safehold.practice.safeguarding.assessing.actions import events_of, told
from safehold.practice.safeguarding.assessing.refusals import NotLowered
from safehold.risk.lowering import standing, why_not


class Asked(Protocol):
    """What somebody is about to record (identity/actions.py)."""

    @property
    def by(self) -> Viewer: ...
    @property
    def data(self) -> Mapping[str, Any]: ...
    @property
    def persons(self) -> Mapping[str, int]: ...
    @property
    def about(self) -> Sequence[EventId]: ...


def graded(asked: Asked) -> None:
    """Raises NotLowered."""
    wanted = str(asked.data.get("to") or asked.data.get("grade") or "")
    if not wanted:
        return
    cases = _cases(asked)
    alone_with(*cases)
    for case in cases:
        why = why_not(wanted, standing(events_of(case)), by=asked.by.staff_id, role=asked.by.role)
        if why:
            raise NotLowered(told(why))


def _cases(asked: Asked) -> list[Case]:
    if "victim" in asked.persons:
        of = Case.objects.for_viewer(asked.by).filter(victim_id=asked.persons["victim"])
        suspect = asked.persons.get("suspect")
        return list(of.filter(suspect_id=suspect) if suspect is not None else of)
    numbers: list[int] = []
    for event in asked.about:
        numbers += StoredEvent.objects.filter(source=event.source, source_id=event.id).values_list("seq", flat=True)
    own = CaseEvent.objects.filter(event_id__in=numbers).values("case_id")
    return list(Case.objects.for_viewer(asked.by).filter(id__in=own))
