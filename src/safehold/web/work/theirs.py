"""Which ways to answer a duty are for whom: some kinds of event are recorded on pages of their own, that take a permission of their own."""

from safehold.access.viewer import Viewer
from safehold.practice.safeguarding.assessing.supervising import SUPERVISES, may_supervise
from safehold.rulebook.ways import Way
from safehold.web.assessing.acting import ACTS
from safehold.web.assessing.led_to import KINDS
from safehold.web.contact.led_to import KIND


def needed(way: Way) -> str:
    """The permission of the page that a way leads to, beside that of answering duties. An attempt to reach her is recorded without a word
    of whether it was safe by whoever may not see how she is reached."""
    if way.kind == KIND and ("safe" in way.wanted or "safe" in way.allowed):
        return "reach_victims"
    if way.kind not in KINDS:
        return "answer_duties"
    return ACTS[KINDS[way.kind]].needs if KINDS[way.kind] else "record_risk"


def open_to(viewer: Viewer, way: Way) -> bool:
    """Whether the viewer may open the page that a way leads to."""
    permission = needed(way)
    return may_supervise(viewer) if permission == SUPERVISES else viewer.may(permission)
