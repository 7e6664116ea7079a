"""A call, by what somebody said for it on the phone."""

from django.db.models import Q

from safehold.access.viewer import Viewer
from safehold.practice.response.models import Call
from safehold.practice.response.said_aloud import as_typed

MOST = 10


def said_to_be(viewer: Viewer, text: str) -> list[Call]:
    """Those that the viewer may see, the latest first; a call that was joined to another is found as that."""
    said = as_typed(text)
    if not said:
        return []
    forms = list({said, said.upper()})
    known = Q(spoken__in=forms) | Q(also_spoken__overlap=forms) | Q(spoken="", reference__in=forms)
    return list(Call.objects.for_viewer(viewer).filter(known).order_by("-received_at")[:MOST])
