"""The investigation of a case: what could prove it without her account, what may not be done yet, and the file for prosecutors."""

import time

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from safehold.access.looks import look
from safehold.access.staff import agency_names
from safehold.access.viewer import Refused
from safehold.chronology.envelope import Event
from safehold.chronology.envelope import Refused as NotRecorded
from safehold.identity import actions
from safehold.identity.chronicle import chronicle
from safehold.identity.models import Case
from safehold.practice.investigation.closing import unreviewed
from safehold.practice.investigation.file import parts
from safehold.web.case.opening import opened
from safehold.web.case.recordable import may_record, works_on
from safehold.web.case.seen import pair_of
from safehold.web.investigation import presenters
from safehold.web.investigation.forms import FileForm
from safehold.web.naming import pair_name
from safehold.web.once import Already, once, shown


@require_GET
def page(request: HttpRequest, case_id: str) -> HttpResponse:
    viewer = request.viewer
    found = opened(request, case_id)
    if isinstance(found, HttpResponse):
        return found
    people = pair_of(viewer, found)
    look(viewer, "page", persons=people, case_ids=[found.id])
    now = time.time_ns() // 1000
    events = _events(found)
    agencies = agency_names()
    context = {
        "case": found,
        "who": pair_name(found, people),
        "items": presenters.items(events, now),
        "crimes": presenters.crimes(viewer, events, agencies),
        "of_him": presenters.of_him(viewer, events, agencies),
        "reviews": presenters.reviews(viewer, events, agencies),
        "interviews": presenters.interviews(events),
        "before_closing": unreviewed(events),
        "duties": presenters.duties_of(viewer, found, agencies, now),
        "recordable": presenters.recordable(viewer, found) if works_on(viewer, found) else [],
        "may_send": works_on(viewer, found) and may_record(viewer, "cps.file_sent") and found.suspect_id is not None,
        "back": request.get_full_path(),
    }
    return TemplateResponse(request, "investigation/page.html", context)


@require_http_methods(["GET", "POST"])
def file(request: HttpRequest, case_id: str) -> HttpResponse:
    """What goes to prosecutors: gathered from the record and ticked, so that the history is left out only by somebody who says why."""
    viewer = request.viewer
    found = opened(request, case_id, "record_events")
    if isinstance(found, HttpResponse):
        return found
    if not may_record(viewer, "cps.file_sent") or not works_on(viewer, found) or found.suspect_id is None:
        raise Refused(_("Your role does not record this."), case_ids=[found.id])
    people = pair_of(viewer, found)
    look(viewer, "page", persons=people, case_ids=[found.id])
    events = _events(found)
    form = FileForm(request.POST if request.method == "POST" else None, parts=parts(events))
    if request.method == "POST" and form.is_valid():
        crime = next((event.id for event in reversed(events) if event.kind == "crime.recorded"), None)
        try:
            with once(request):
                actions.record_in_case(
                    by=viewer, case=found, kind="cps.file_sent", data=form.data_to_record(), about=[crime] if crime else [],
                    note=form.cleaned_data["note"],
                )  # fmt: skip
        except Already as already:
            messages.info(request, str(already))
            return redirect("case-investigation", found.id)
        except NotRecorded as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Recorded: the file is sent."))
            return redirect("case-investigation", found.id)
    shown(request)
    context = {"case": found, "who": pair_name(found, people), "form": form}
    return TemplateResponse(request, "investigation/file.html", context, status=422 if form.errors else 200)


def _events(found: Case) -> list[Event]:
    """Those that stand, the oldest first."""
    entries = chronicle(found.id, found.victim_id, found.suspect_id)
    return [entry.event for entry in reversed(entries) if entry.struck is None]
