"""The page of a case: a victim and a suspect, or a victim alone; what is recorded on it; and who is who."""

import time
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from safehold.access.looks import look
from safehold.access.staff import agency_names
from safehold.access.standing_in import standing_in
from safehold.access.viewer import Refused, Viewer
from safehold.chronology.catalogue import CATALOGUE
from safehold.chronology.envelope import EventId
from safehold.chronology.envelope import Refused as NotRecorded
from safehold.chronology.least import LEAST
from safehold.chronology.times import BadTime, london, read_when
from safehold.identity import actions
from safehold.identity.around import around
from safehold.identity.chronicle import Entry, chronicle
from safehold.identity.models import Case
from safehold.web import words
from safehold.web.case import in_force, presenters
from safehold.web.case.opening import opened
from safehold.web.case.recordable import may_record as _may_record
from safehold.web.case.recordable import works_on
from safehold.web.case.seen import pair_of
from safehold.web.case.timeline import Filter, timeline
from safehold.web.contact import led_to
from safehold.web.events.recording import RecordForm
from safehold.web.events.telling import tell
from safehold.web.events.words import standard
from safehold.web.looks import told
from safehold.web.naming import full_name, pair_name
from safehold.web.once import Already, once, shown
from safehold.web.standards.watched import warn_if_unwatched

MOST_ABOUT = 12


@require_GET
def case(request: HttpRequest, case_id: str) -> HttpResponse:
    viewer = request.viewer
    found = opened(request, case_id)
    if isinstance(found, HttpResponse):
        return found
    now = time.time_ns() // 1000
    today = london(now).date()
    agencies = standing_in(viewer).names
    known_at, asked = _known_at(request)
    entries = chronicle(found.id, found.victim_id, found.suspect_id, known_at=known_at)
    whole = around(viewer, found)
    people = whole.two
    marked = in_force.markers(viewer, found, now)
    stood, named = presenters.stood_around(found, whole, today)
    possible, maybe = presenters.possible(whole, today)
    lists, past, settled = presenters.owed(viewer, found, agencies, now)
    wanted = Filter(request.GET.get("agency", ""), request.GET.get("section", ""))
    confidential = presenters.confidential(entries, marked)
    look(viewer, "page", persons={*people, *named, *maybe}, case_ids=[found.id])
    context = {
        "case": found,
        "head": presenters.head(viewer, found, people, marked, agencies, now, entries),
        "safe": in_force.safe_contact(viewer, found, entries),
        "in_force": in_force.in_force(viewer, found, entries, now),
        "plan": in_force.plan(viewer, found, agencies, entries),
        "owed": lists,
        "past": past,
        "settled": settled,
        "timeline": timeline(entries, viewer, agencies, wanted, _page(request), confidential=confidential),
        "wanted": wanted,
        "known_at": known_at,
        "asked": asked,
        "stood": stood,
        "possible": possible,
        "pair": [(number, full_name(people.get(number))) for number in actions.pair(found).values()],
        "recordable": _common(viewer, found) if works_on(viewer, found) else [],
        "back": request.get_full_path(),
        "glass": told.glass_of(viewer, found),
    }
    return TemplateResponse(request, "case/page.html", context)


@require_GET
def record_what(request: HttpRequest, case_id: str) -> HttpResponse:
    """Everything that this role may record on a case, by section."""
    viewer = request.viewer
    found = opened(request, case_id)
    if isinstance(found, HttpResponse):
        return found
    people = pair_of(viewer, found)
    look(viewer, "page", persons=people, case_ids=[found.id])
    sections: dict[str, list[tuple[str, str]]] = {}
    for kind in CATALOGUE.kinds:
        if _may_record_in(viewer, found, kind):
            sections.setdefault(standard().section(kind), []).append((kind, standard().done(kind)))
    listed = [(standard().sections[name].title, sections[name]) for name in standard().sections if name in sections]
    context = {"case": found, "who": pair_name(found, people), "sections": listed}
    return TemplateResponse(request, "case/what.html", context)


@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, case_id: str, kind: str) -> HttpResponse:
    viewer = request.viewer
    found = opened(request, case_id)
    if isinstance(found, HttpResponse):
        return found
    if kind not in CATALOGUE.kinds:
        raise Http404
    if not _may_record(viewer, kind) or not works_on(viewer, found):
        raise Refused(_("Your role does not record this."), case_ids=[found.id])
    people = pair_of(viewer, found)
    look(viewer, "page", persons=people, case_ids=[found.id])
    guarded = led_to.of_case(viewer, found, kind)
    if guarded and request.method == "GET":
        return redirect(guarded)
    agencies = agency_names()
    form = RecordForm(
        kind, request.POST if request.method == "POST" else None,
        by=viewer, agencies=sorted(agencies.items()), suspect=found.suspect_id is not None,
    )  # fmt: skip
    about = _about(viewer, found, kind, agencies)
    if about:
        form.fields["about"] = forms.ChoiceField(label=_("About"), choices=[*about, ("", _("None of these"))], required=False)
    if request.method == "POST" and form.is_valid():
        targets = [EventId(*each) for each in [tuple(form.cleaned_data.get("about", "").split("/", 1))] if len(each) == 2]
        try:
            with once(request):
                actions.record_in_case(by=viewer, case=found, kind=kind, about=targets, **form.cleaned())
        except Already as already:
            messages.info(request, str(already))
            return redirect("case", found.id)
        except NotRecorded as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Recorded: %(what)s.") % {"what": form.title})
            if kind == "record.restricted":
                warn_if_unwatched(request, form.cleaned()["data"].get("to", ()))
            return redirect("case", found.id)
    shown(request)
    context = {"case": found, "who": pair_name(found, people), "form": form, "about": bool(about)}
    return TemplateResponse(request, "case/record.html", context, status=422 if form.errors else 200)


def _common(viewer: Viewer, found: Case) -> list[tuple[str, str]]:
    """What is recorded most, for the menu of the page."""
    return [(kind, standard().done(kind)) for kind in COMMON if _may_record_in(viewer, found, kind)]


def _may_record_in(viewer: Viewer, found: Case, kind: str) -> bool:
    return _may_record(viewer, kind) and (found.suspect_id is not None or not LEAST[kind].suspect)


COMMON = (
    "victim.told", "victim.contact_attempted", "victim.requested", "victim.disclosed", "contact.unsafe", "risk.reviewed",
    "risk.specialist_reviewed", "plan.made", "plan.action_agreed", "idva.referred", "marac.referred", "bail.breach_reported",
)  # fmt: skip


def _about(viewer: Viewer, found: Case, kind: str, agencies: dict[str, str]) -> list[tuple[str, str]]:
    """The events of the case that this kind answers, the newest first."""
    kinds = standard().of(kind).about
    if not kinds:
        return []
    entries: list[Entry] = chronicle(found.id, found.victim_id, found.suspect_id)
    told = [entry.event for entry in entries if entry.event.kind in kinds and entry.struck is None][:MOST_ABOUT]
    return [
        (str(event.id), f"{tell(event, viewer, agencies, confidential=True).title}, {words.coarse(event.occurred_at)}") for event in told
    ]


def _known_at(request: HttpRequest) -> tuple[int | None, str]:
    """As of the end of which day the record is to be shown, and what was typed."""
    asked = request.GET.get("known", "")
    try:
        return (read_when(asked).latest, asked) if asked else (None, "")
    except BadTime:
        return None, asked


def _page(request: HttpRequest) -> int:
    given: Any = request.GET.get("page", "")
    return int(given) if given.isascii() and given.isdigit() and 0 < len(given) < 7 and int(given) else 1
