"""Sharing: what other agencies shared with the viewer's, and what theirs shared; and one share."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET

from safehold.access.looks import look
from safehold.access.staff import agency_names, staff_names
from safehold.access.viewer import Viewer
from safehold.identity.cases_stored import people_of
from safehold.identity.chronicle import Entry
from safehold.identity.models import Case
from safehold.sharing import listed
from safehold.sharing.models import Share
from safehold.sharing.since import since
from safehold.web import errors
from safehold.web.case.timeline import Filter, timeline
from safehold.web.looks import asking
from safehold.web.naming import role_title
from safehold.web.sharing import presenters
from safehold.web.sharing.forms import ChangeForm, ConsentForm, ReasonForm, ReceivedForm


@require_GET
def lists(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer
    viewer.must("see_cases")
    theirs, ours = _once(listed.with_us(viewer)), _once(listed.by_us(viewer))
    agencies = agency_names()
    look_at(viewer, [*theirs, *ours])
    context = {
        "with_us": presenters.rows(viewer, theirs, agencies),
        "by_us": presenters.rows(viewer, ours, agencies, newer=since(viewer, ours).keys()),
    }
    return TemplateResponse(request, "sharing/lists.html", context)


@require_GET
def one(request: HttpRequest, number: int) -> HttpResponse:
    viewer = request.viewer
    viewer.must("see_cases")
    shares = listed.numbered(viewer, number)
    if not shares:
        look(viewer, "page", refused=True, why="no share that this viewer sees", task=f"share {number}")
        return errors.not_found(request)
    share = shares[0]
    ours = share.of_agency == viewer.agency
    received = share.with_agency == viewer.agency
    case = Case.objects.for_viewer(viewer).filter(id=share.case_id).first()
    if not received and case is not None:
        asked_first = asking.asked_first(request, asking.of_case(case))
        if asked_first is not None:
            return asked_first
    agencies = agency_names()
    look_at(viewer, shares, of=f"share {number}" if received else "")
    context = {
        "share": share,
        "row": presenters.rows(viewer, [share], agencies)[0],
        "parts": [presenters.told(viewer, listed.what(viewer, each), agencies) for each in shares] if share.lasts or not received else [],
        "case": case,
        "ours": ours,
        "received": received,
        "of_agency": agencies.get(share.of_agency, share.of_agency),
        "with_agency": agencies.get(share.with_agency, share.with_agency),
        "acknowledged_by": staff_names([share.acknowledged_by]).get(share.acknowledged_by, ""),
        "looked": [(role_title(each.role), each.looks, each.last) for each in listed.looked(share)] if ours else [],
        "own": timeline_of(viewer, share, agencies) if received else [],
        "may_act": viewer.may("record_events"),
        "newer": presenters.newer(viewer, since(viewer, shares), agencies) if ours and case is not None else [],
        "forms": {"end": ReasonForm(), "change": ChangeForm(), "consent": ConsentForm(), "received": ReceivedForm()},
    }
    return TemplateResponse(request, "sharing/one.html", context)


def timeline_of(viewer: Viewer, share: Share, agencies: dict[str, str]) -> list[dict[str, object]]:
    """What the viewer's own agency recorded under a share."""
    entries = [Entry(0, event) for event in listed.recorded_under(viewer, share)]
    return timeline(entries, viewer, agencies, Filter(), 1, confidential=True).items


def look_at(viewer: Viewer, shares: list[Share], of: str = "") -> None:
    """Whom the shares are of is logged by number; through which share, as the task."""
    cases = {each.case_id for each in shares}
    look(viewer, "page", persons={number for case in cases for number in people_of(case)}, case_ids=cases, task=of)


def _once(shares: list[Share]) -> list[Share]:
    """One row for each number, whichever cases it is of."""
    return list({each.event_id: each for each in reversed(shares)}.values())[::-1]
