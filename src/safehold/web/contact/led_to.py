"""Where an attempt to reach her is recorded, from whichever menu or duty: on the page that says first whether it is safe, and works out
afterwards whether it was. Nobody types that. And what stands in the place of all that was said before, from whichever menu: on the page
that begins with what stands, loses no codeword, and tells what came meanwhile."""

from urllib.parse import urlencode

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from safehold.access.viewer import Refused, Viewer
from safehold.identity.chronicle import chronicle
from safehold.identity.models import Case
from safehold.rulebook.models import Obligation
from safehold.rulebook.ways import Way

KIND = "victim.contact_attempted"
REPLACING = {"plan.made": "plan-make", "safe_contact.set": "contact-safe"}


def of_case(viewer: Viewer, case: Case, kind: str) -> str:
    """The address of that page. Empty for another kind, and for whoever may not see how she may be reached: what they did is recorded
    without a word of whether it was safe."""
    page = "contact-try" if kind == KIND else REPLACING.get(kind, "")
    return reverse(page, args=[case.id]) if page and viewer.may("reach_victims") else ""


def of_duty(viewer: Viewer, duty: Obligation, case: Case | None, way: Way, back: str, *, sent: bool) -> HttpResponseRedirect | None:
    """With what started the duty, which is what the attempt will be about. What was `sent` from a plain form is taken, but for a word of
    whether it was safe."""
    says = "safe" in way.wanted or "safe" in way.allowed
    if way.kind != KIND or (sent and not says):
        return None
    if case is None or not viewer.may("reach_victims"):
        if says:
            raise Refused(_("This takes somebody who may see how she can be reached safely. Hand the duty over."), case_ids=duty.cases)
        return None
    entries = chronicle(case.id, case.victim_id, case.suspect_id)
    started = next((str(entry.event.id) for entry in entries if entry.seq == duty.trigger_event), "")
    return HttpResponseRedirect(f"{of_case(viewer, case, KIND)}?{urlencode({'about': started, 'back': back})}")
