"""Where a duty leads that is answered by what is done about risk: to the page that guards it, never to a form made from the catalogue."""

from urllib.parse import urlencode

from django.http import HttpResponseRedirect
from django.urls import reverse

from safehold.identity.chronicle import chronicle
from safehold.identity.models import Case
from safehold.rulebook.models import Obligation

# The page of the form, or one of assessing/acting.py.
KINDS = {
    "risk.assessed": "",
    "risk.supervised": "supervise",
    "risk.specialist_reviewed": "review",
    "risk.regraded": "regrade",
    "risk.reviewed": "again",
    "suicide_risk.identified": "suicide",
}


def its_page(kind: str, duty: Obligation, case: Case, back: str) -> HttpResponseRedirect:
    """With what started the duty, which is what this will be about."""
    entries = chronicle(case.id, case.victim_id, case.suspect_id)
    started = next((str(entry.event.id) for entry in entries if entry.seq == duty.trigger_event), "")
    asked = urlencode({"about": started, "back": back})
    page = reverse("case-risk-do", args=[case.id, KINDS[kind]]) if KINDS[kind] else reverse("case-risk-assess", args=[case.id])
    return HttpResponseRedirect(f"{page}?{asked}")
