"""Calls that somebody began to type and did not record: nobody else knows of them until a supervisor takes them over or closes them, which
is in taking_over.py."""

from django.db import models

from safehold.access.models import Posting
from safehold.access.viewer import Viewer
from safehold.chronology.models import StoredEvent
from safehold.chronology.times import MINUTE
from safehold.practice.response.drafts import read_call, typed_of
from safehold.practice.response.models import Draft
from safehold.practice.response.typed import Typed
from safehold.rulebook.state import rulebook

# A call that is typed no further is like one that was cut off, and may wait no longer.
UNTOUCHED = "cut-off-minutes"


def left_behind(viewer: Viewer, before: int) -> list[Draft]:
    """What anybody of the agency has typed, not recorded, and not touched since an instant, the longest first."""
    return [draft for draft, _ in left_as_typed(viewer, before)]


def left_as_typed(viewer: Viewer, before: int) -> list[tuple[Draft, Typed]]:
    """Each with what was typed."""
    viewer.must("supervise_calls")
    found = ((draft, typed_of(draft)) for draft in of_agency(viewer).filter(updated_at__lt=before).order_by("updated_at"))
    return [(draft, given) for draft, given in found if given.anything]


def untouched_since(now: int) -> int:
    """Before when a draft must have been touched last, to be taken for left behind."""
    minutes = rulebook().settings[UNTOUCHED]
    return now - (minutes if isinstance(minutes, int) else 0) * MINUTE


def recorded(drafts: list[Draft]) -> dict[str, int]:
    """Of calls that are on record, the number of each, by the id under which its draft names it."""
    keys = {str(each): each for each in (read_call(draft.call) for draft in drafts)}
    found = StoredEvent.objects.filter(source_id__in=[key.id for key in keys.values()]).values_list("source", "source_id", "seq")
    return {f"{source}/{key}": seq for source, key, seq in found if f"{source}/{key}" in keys}


def of_agency(viewer: Viewer) -> models.QuerySet[Draft]:
    """All that anybody of the agency has typed and not recorded."""
    postings = Posting.objects.filter(agency_id=viewer.agency).values("pk")
    return Draft.objects.filter(posting_id__in=postings, unsaved=True).select_related("user")
