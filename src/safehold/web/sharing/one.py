"""What is done about a share: saying that it was received, taking it back, changing its end, recording what was done about it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from safehold.access.staff import agency_names
from safehold.access.viewer import Refused, Viewer
from safehold.chronology.catalogue import CATALOGUE
from safehold.chronology.envelope import Refused as NotRecorded
from safehold.identity.models import Case
from safehold.sharing import actions, listed
from safehold.sharing.models import Share
from safehold.sharing.refusals import NotShared
from safehold.sharing.since import since
from safehold.web import errors
from safehold.web.case.recordable import may_record
from safehold.web.events.recording import RecordForm
from safehold.web.events.words import standard
from safehold.web.looks import asking
from safehold.web.sharing.forms import ChangeForm, ConsentForm, ReasonForm, ReceivedForm
from safehold.web.sharing.views import look_at

Act = Callable[[Viewer, Share, dict[str, Any]], None]


def _act(request: HttpRequest, number: int, form: Any, act: Act, done: str) -> HttpResponse:
    """Done, or said why not; what was typed comes back with the message."""
    viewer = request.viewer
    share = _found(viewer, number)
    if share is None:
        return errors.not_found(request)
    if not form.is_valid():
        messages.warning(request, " ".join(str(error) for errors_ in form.errors.values() for error in errors_))
        return redirect("share", number)
    try:
        act(viewer, share, form.cleaned_data)
    except (NotShared, NotRecorded) as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("share", number)


def _found(viewer: Viewer, number: int) -> Share | None:
    viewer.must("see_cases")
    viewer.must("record_events")
    shares = listed.numbered(viewer, number)
    look_at(viewer, shares, of=f"share {number}")
    return shares[0] if shares else None


@require_POST
def received(request: HttpRequest, number: int) -> HttpResponse:
    def act(viewer: Viewer, share: Share, given: dict[str, Any]) -> None:
        actions.acknowledge(by=viewer, share=share, words=given["words"])

    return _act(request, number, ReceivedForm(request.POST), act, _("Acknowledged: whoever shared it sees that you have it."))


@require_POST
def ended(request: HttpRequest, number: int) -> HttpResponse:
    def act(viewer: Viewer, share: Share, given: dict[str, Any]) -> None:
        actions.end(by=viewer, share=share, reason=given["reason"])

    return _act(request, number, ReasonForm(request.POST), act, _("Taken back: they see it no more. Below is who has looked."))


@require_POST
def more(request: HttpRequest, number: int) -> HttpResponse:
    """What came since, and was listed on the page from which this was sent; nothing that came after that."""
    viewer = request.viewer
    share = _found(viewer, number)
    case = Case.objects.for_viewer(viewer).filter(id=share.case_id).first() if share is not None else None
    if share is None or case is None or share.of_agency != viewer.agency:
        return errors.not_found(request)
    asked_first = asking.asked_first(request, asking.of_case(case))
    if asked_first is not None:
        return asked_first
    named = set(request.POST.getlist("event"))
    new = [event for event in since(viewer, [share]).get((share.event_id, share.case_id), []) if str(event.id) in named]
    try:
        actions.share_more(by=viewer, part=share, case=case, of=listed.event_of(share), events=new)
    except (NotShared, NotRecorded) as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Shared as well, on the same terms. It stands under Sharing by itself."))
    return redirect("share", number)


@require_POST
def changed(request: HttpRequest, number: int) -> HttpResponse:
    def act(viewer: Viewer, share: Share, given: dict[str, Any]) -> None:
        until = given["until"].isoformat() if given["until"] else ""
        actions.change(by=viewer, share=share, until=until, reason=given["reason"])

    return _act(request, number, ChangeForm(request.POST), act, _("Changed."))


@require_POST
def consent(request: HttpRequest, number: int) -> HttpResponse:
    def act(viewer: Viewer, share: Share, given: dict[str, Any]) -> None:
        actions.consent(by=viewer, share=share, given=given["consent"], reason=given["reason"])

    return _act(request, number, ConsentForm(request.POST), act, _("Recorded. Decide whether it is still shared."))


@require_GET
def record_what(request: HttpRequest, number: int) -> HttpResponse:
    """What this role may record about what was shared with their agency."""
    share = _found(request.viewer, number)
    if share is None or not _working(request.viewer, share):
        return errors.not_found(request)
    sections: dict[str, list[tuple[str, str]]] = {}
    for kind in CATALOGUE.kinds:
        if may_record(request.viewer, kind):
            sections.setdefault(standard().section(kind), []).append((kind, standard().done(kind)))
    titles = [(standard().sections[name].title, sections[name]) for name in standard().sections if name in sections]
    return TemplateResponse(request, "sharing/what.html", {"number": number, "sections": titles})


@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, number: int, kind: str) -> HttpResponse:
    viewer = request.viewer
    share = _found(viewer, number)
    if share is None or not _working(viewer, share):
        return errors.not_found(request)
    if kind not in CATALOGUE.kinds:
        raise Http404
    if not may_record(viewer, kind):
        raise Refused(_("Your role does not record this."), case_ids=[share.case_id])
    agencies = sorted(agency_names().items())
    form = RecordForm(kind, request.POST if request.method == "POST" else None, by=viewer, agencies=agencies)
    if request.method == "POST" and form.is_valid():
        try:
            actions.record_under(by=viewer, share=share, kind=kind, **form.cleaned())
        except (NotShared, NotRecorded) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Recorded: %(what)s.") % {"what": form.title})
            return redirect("share", number)
    return TemplateResponse(request, "sharing/record.html", {"number": number, "form": form}, status=422 if form.errors else 200)


def _working(viewer: Viewer, share: Share) -> bool:
    return share.with_agency == viewer.agency and share.work and share.lasts
