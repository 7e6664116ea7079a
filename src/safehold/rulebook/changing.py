"""Which duties may stand otherwise than at an earlier instant: nothing says when a duty changed, since it is worked out afresh."""

from django.apps import apps
from django.db.models import Exists, OuterRef, Q

from safehold.chronology.models import StoredEvent
from safehold.rulebook.among import among


def changed_since(since: int, now: int) -> Q:
    """Those in whose cases, or by whose own trigger, something was received since, and those whose time came since."""
    received = StoredEvent.objects.filter(received__gte=since)
    in_case = apps.get_model("identity", "CaseEvent").objects.filter(
        among("case_id", OuterRef("cases")), event_id__in=received.values("seq")
    )
    own = received.filter(seq=OuterRef("trigger_event"))
    return Q(Exists(own)) | Q(Exists(in_case)) | Q(timed=True, due_latest__gt=since, due_latest__lte=now)
