"""A duty that one event began alone until another came soon after: the two begin one duty then, which stands under the last of them."""

from safehold.access.reading import matching
from safehold.access.viewer import Viewer
from safehold.chronology.envelope import EventId
from safehold.chronology.models import StoredEvent
from safehold.identity.models import CaseEvent
from safehold.rulebook.models import Obligation


def begun_together(viewer: Viewer, event: int, rule: str, now: int) -> list[Obligation]:
    """Of a rule's duties those that this event begins with others, as far as the viewer sees them."""
    with matching():  # by what name the event is known and in which cases, whoever recorded it
        known = StoredEvent.objects.filter(seq=event).values_list("source", "source_id").first()
        cases = list(CaseEvent.objects.filter(event_id=event).values_list("case_id", flat=True))
    if known is None or not cases:
        return []
    name = str(EventId(*known))
    of_rule = Obligation.objects.for_viewer(viewer).filter(rule=rule, trigger__contains=name).of_case(*cases)
    return [each for each in of_rule.at(now) if name in each.trigger.split("\n")[:-1]]
