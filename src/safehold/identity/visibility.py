"""Which persons a viewer may see: those whom an event of a case that the viewer sees concerns; and by which of their records."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet

from safehold.access.across import kept_from
from safehold.access.context import seen_by
from safehold.access.often import Often
from safehold.access.scope import cases_of, opened, unrestricted
from safehold.access.viewer import Viewer
from safehold.database import narrowed


def persons_seen(viewer: Viewer, person: str = "person_id") -> Q:
    """`person` is the field that holds the person's number."""
    involvement, case_event = apps.get_model("identity", "Involvement"), apps.get_model("identity", "CaseEvent")
    of_visible_case = case_event.objects.filter(event_id=OuterRef("event_id")).filter(cases_of(viewer))
    return Q(Exists(involvement.objects.filter(person_id=OuterRef(person)).filter(Exists(of_visible_case))))


def known_of(viewer: Viewer, person: str = "person_id", event: str = "event_id") -> Q:
    """What came from an event of a case that the viewer sees; or from one of no case at all that their agency recorded of somebody whom
    they see. As access.knows_of has it."""
    case_event, stored = apps.get_model("identity", "CaseEvent"), apps.get_model("chronology", "StoredEvent")
    of_event = case_event.objects.filter(event_id=OuterRef(event))
    own = Exists(stored.objects.filter(seq=OuterRef(event), agency=viewer.agency))
    return Q(Exists(of_event.filter(cases_of(viewer)))) | (~Q(Exists(of_event)) & Q(own) & persons_seen(viewer, person))


def warned_of(viewer: Viewer, person: str = "person_id", event: str = "event_id") -> Q:
    """What came from an event of which the viewer may be told a warning although its case is not theirs: not of one that is kept from them,
    nor of an agency whose records the check of a call does not tell. As access.warns has it."""
    case_event, stored = apps.get_model("identity", "CaseEvent"), apps.get_model("chronology", "StoredEvent")
    kept = case_event.objects.filter(event_id=OuterRef(event)).exclude(unrestricted(viewer))
    untold = stored.objects.filter(seq=OuterRef(event), agency__in=kept_from(viewer).all)
    return ~Q(Exists(kept)) & ~Q(Exists(untold)) & persons_seen(viewer, person)


def suspects_told_of(viewer: Viewer, person: str = "person_id") -> Q:
    """Whom the viewer sees, but for suspects of a case that is kept from them."""
    kept = apps.get_model("identity", "Case").everything.filter(suspect_id=OuterRef(person)).exclude(unrestricted(viewer, "id"))
    return persons_seen(viewer, person) & ~Q(Exists(kept.exclude(id__in=opened(viewer))))


def of_case_seen(viewer: Viewer) -> Q:
    """What came from an event of a case that the viewer sees."""
    of_event = apps.get_model("identity", "CaseEvent").objects.filter(event_id=OuterRef("event_id"))
    # In the viewer's own request the database shows what is of which case only as far as they see the case.
    return Q(Exists(of_event if narrowed.to(seen_by(viewer)) else of_event.filter(cases_of(viewer))))


def profiles_read(viewer: Viewer, profiles: Iterable[int]) -> set[int]:
    """Of these profiles, those that some event of a case which the viewer sees has said. Only these may be compared for them."""
    listed = list(profiles)
    if listed and narrowed.to(seen_by(viewer)):
        return {profile for (profile,) in _OF_THEIRS.all(None, profiles=listed)}
    said = apps.get_model("identity", "Mention").objects.filter(of_case_seen(viewer), profile_id__in=listed)
    return set(said.values_list("profile_id", flat=True))


def _of_theirs(_of: object, profiles: list[int]) -> QuerySet[Any]:
    """The database shows mentions and what is of which case only as far as the viewer sees the case."""
    mention, case_event = apps.get_model("identity", "Mention"), apps.get_model("identity", "CaseEvent")
    of_case = case_event.objects.filter(event_id=OuterRef("event_id"))
    return mention.objects.filter(Exists(of_case), profile_id__in=profiles).values_list("profile_id").distinct()


_OF_THEIRS = Often(_of_theirs)
