"""What a role may record by a form, and whether on this case."""

from safehold.access.scope import opened
from safehold.access.viewer import Viewer
from safehold.identity.models import Case
from safehold.web.events.words import standard


def may_record(viewer: Viewer, kind: str) -> bool:
    spoken = standard().of(kind)
    return spoken.record and viewer.may("record_events") and viewer.may(spoken.needs)


def works_on(viewer: Viewer, case: Case) -> bool:
    """Not where the case, as seen.visible found it, was shared with their agency to be viewed alone."""
    return not case.to_view or case.id in opened(viewer)
