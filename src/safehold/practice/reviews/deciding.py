"""On whose review a partnership decides: a case that the viewer sees, or a death of which their partnership was told."""

import msgspec
from django.db.models import QuerySet

from safehold.access.viewer import Viewer
from safehold.chronology.history import History
from safehold.chronology.session import recorder
from safehold.identity.cases import MentionId
from safehold.identity.models import Case
from safehold.practice.reviews.material import kept_from_viewer
from safehold.practice.reviews.models import Review
from safehold.practice.reviews.people import everybody
from safehold.practice.reviews.stored import Stored, stored
from safehold.rulebook.models import Obligation

DECIDE = "review-decided"


class ToDecide(msgspec.Struct, frozen=True):
    """`seen`: the viewer opens the page of the case as well. `death` is of what, if anybody died; `due` by when it must be decided."""

    case: Case
    who: str
    seen: bool
    death: str
    due: int | None
    agencies: list[str]
    earlier: list[int]


def told_of(viewer: Viewer) -> QuerySet[Obligation]:
    """Decisions that are still owed by the viewer's partnership, what is due first first."""
    found = Obligation.objects.for_viewer(viewer).filter(rule=DECIDE, agency=viewer.agency, answerable=True)
    return found.exclude(state__in=("fulfilled", "released", "waived", "not_applicable")).order_by("due_latest")


def to_decide_on(viewer: Viewer, case_id: str) -> ToDecide | None:
    owed = next((each for each in told_of(viewer) if case_id in each.cases), None)
    seen = viewer.may("see_cases") and Case.objects.for_viewer(viewer).filter(id=case_id).exists()
    before = Review.objects.filter(case_id=case_id, agency=viewer.agency)  # that they sit on, and may decide on again
    if owed is None and not seen and not before.exists():
        return None
    if case_id in kept_from_viewer():
        return None
    with recorder() as cursor:
        case = Case.everything.filter(id=case_id).first()
        found = stored(cursor, case_id)
    if case is None or found is None:
        return None
    people = everybody(found.events, found.persons)
    her, him = people.get(case.victim_id), people.get(case.suspect_id or 0)
    return ToDecide(
        case=case,
        who=" and ".join(each.name for each in (her, him) if each is not None),
        seen=seen,
        death=_death(found, case.victim_id),
        due=owed.due_latest if owed is not None else None,
        agencies=list(case.agencies),
        earlier=[each.pk for each in Review.objects.filter(persons__contains=[case.victim_id])],
    )


def _death(found: Stored, victim: int) -> str:
    """Of what she died, by the latest record that says."""
    died = [
        event
        for event in History(found.events).events
        if event.kind == "death.reported" and any(found.persons.get(MentionId(event.id, each.ref)) == victim for each in event.people)
    ]
    return str(died[-1].data.get("apparent_cause", "")) if died else ""
