"""Sharing a case, a part of it or one fact: with whom, how much and why; what they would see; and then it is shared."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import msgspec
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from safehold.access import askings
from safehold.access.looks import look
from safehold.access.staff import agency_names
from safehold.access.viewer import Viewer
from safehold.chronology.envelope import Refused as NotRecorded
from safehold.identity.chronicle import Entry, chronicle
from safehold.identity.models import Case, Person
from safehold.sharing import actions, listed, trying
from safehold.sharing.passable import Passable, passable, receivers
from safehold.sharing.refusals import NotShared
from safehold.web.case.opening import opened
from safehold.web.case.seen import pair_of
from safehold.web.naming import pair_name
from safehold.web.sharing import choices, presenters
from safehold.web.sharing.forms import ShareForm
from safehold.web.sharing.warned import warnings


class Subject(msgspec.Struct, frozen=True):
    """The case that is shared, and what of it may be."""

    case: Case
    people: dict[int, Person]
    entries: list[Entry]
    passable: Passable
    to: list[str]


@require_http_methods(["GET", "POST"])
def share_case(request: HttpRequest, case_id: str) -> HttpResponse:
    viewer = request.viewer
    found = opened(request, case_id, "record_events")
    if isinstance(found, HttpResponse):
        return found
    people = pair_of(viewer, found)
    entries = chronicle(found.id, found.victim_id, found.suspect_id)
    look(viewer, "page", persons=people, case_ids=[found.id])
    agencies = receivers(viewer)
    given = request.POST if request.method == "POST" else request.GET
    to = [slug for slug in given.getlist("to") if slug in agencies]
    subject = Subject(found, people, entries, passable(viewer, entries), to)
    if not to:
        standing = [each for each in listed.of_case(viewer, found.id) if each.lasts and each.extent]
        context = {"case": found, "who": pair_name(found, people), "agencies": agencies, "missed": bool(given)}
        context["standing"] = presenters.rows(viewer, standing, agency_names())
        return TemplateResponse(request, "sharing/with.html", context, status=422 if request.method == "POST" else 200)
    return _chosen(request, viewer, subject, agencies)


def _chosen(request: HttpRequest, viewer: Viewer, subject: Subject, agencies: dict[str, tuple[str, str]]) -> HttpResponse:
    kinds = [agencies[slug][1] for slug in subject.to]
    form = ShareForm(
        request.POST if request.method == "POST" and "extent" in request.POST else None,
        records=choices.records(viewer, subject.passable),
        facts=choices.facts(viewer, subject.passable),
        people=choices.people(subject.case, subject.people, subject.entries),
        kind=kinds[0],
        initial=choices.beginning(viewer, subject.case),
    )
    names = [agencies[slug][0] for slug in subject.to]
    answers = request.POST.get("answers", "") or request.GET.get("answers", "")
    who = pair_name(subject.case, subject.people)
    context: dict[str, Any] = {"case": subject.case, "who": who, "form": form, "to": subject.to, "names": names, "answers": answers}
    if not form.is_valid() or "again" in request.POST:
        context |= {"passable": subject.passable, "of_others": _named(subject.passable)}
        return TemplateResponse(request, "sharing/choose.html", context, status=422 if form.errors else 200)
    terms = form.terms(choices.listed(form.cleaned_data, subject.passable, subject.entries))
    try:
        if request.POST.get("step") == "share":
            made = actions.share(by=viewer, case=subject.case, to=subject.to, terms=terms)
            _answered(viewer, request.POST.get("answers", ""), form)
            messages.success(request, _("Shared with %(names)s. They are told, and it stands under Sharing.") % {"names": ", ".join(names)})
            return redirect("case", subject.case.id) if made else redirect("sharing")
        tried = trying.previews(viewer, subject.case, subject.to, terms)
    except (NotShared, NotRecorded) as refusal:
        form.add_error(None, str(refusal))
        context |= {"passable": subject.passable, "of_others": _named(subject.passable)}
        return TemplateResponse(request, "sharing/choose.html", context, status=422)
    context |= {
        "carried": carried(request),
        "previews": [presenters.preview(each) for each in tried],
        "warnings": warnings(subject.case, subject.people, subject.entries, tried, terms),
        "missing": form.missing(),
        "terms": terms,
    }
    return TemplateResponse(request, "sharing/preview.html", context)


def _answered(viewer: Viewer, number: str, form: ShareForm) -> None:
    """What another agency had asked is answered by sharing: whoever asked reads so beside their call. Where somebody answered it meanwhile
    the share stands all the same."""
    if not number.isascii() or not number.isdigit() or len(number) > 15:
        return
    said = form.cleaned_data["words"] or _("Shared with you: it stands under Sharing.")
    with suppress(askings.NotAsked):
        askings.answer(viewer, int(number), said[:500])


def carried(request: HttpRequest) -> Sequence[tuple[str, Any]]:
    """Every field that was sent, for the next step."""
    fields = ((name, value) for name, values in request.POST.lists() for value in values)
    return [(name, value) for name, value in fields if name not in ("csrfmiddlewaretoken", "step", "again")]


def _named(found: Passable) -> list[tuple[str, int]]:
    names = agency_names()
    return [(names.get(slug, slug), count) for slug, count in sorted(found.of_others.items())]
