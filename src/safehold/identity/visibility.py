"""Which persons a viewer may see: those whom an event of a case that the viewer sees concerns; and by which of their records."""

from collections.abc import Iterable

from django.apps import apps
from django.db.models import Exists, OuterRef, Q

from safehold.access.scope import cases_of
from safehold.access.viewer import Viewer


def persons_seen(viewer: Viewer, person: str = "person_id") -> Q:
    """`person` is the field that holds the person's number."""
    involvement, case_event = apps.get_model("identity", "Involvement"), apps.get_model("identity", "CaseEvent")
    of_visible_case = case_event.objects.filter(event_id=OuterRef("event_id")).filter(cases_of(viewer))
    return Q(Exists(involvement.objects.filter(person_id=OuterRef(person)).filter(Exists(of_visible_case))))


def profiles_read(viewer: Viewer, profiles: Iterable[int]) -> set[int]:
    """Of these profiles, those that some event of a case which the viewer sees has said. Only these may be compared for them."""
    mention, case_event = apps.get_model("identity", "Mention"), apps.get_model("identity", "CaseEvent")
    of_visible_case = case_event.objects.filter(event_id=OuterRef("event_id")).filter(cases_of(viewer))
    said = mention.objects.filter(profile_id__in=list(profiles)).filter(Exists(of_visible_case))
    return set(said.values_list("profile_id", flat=True))
