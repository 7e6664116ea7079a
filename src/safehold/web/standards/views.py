"""Staff concerned: cases in which a member of staff stands, what is still to be done for each, and who asked after them."""

import time
from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from safehold.access.looks import look
from safehold.access.standards import alerts
from safehold.access.viewer import Viewer
from safehold.chronology.envelope import Refused as NotRecorded
from safehold.identity.staff import concerned
from safehold.practice.response.unwatched import unwatched
from safehold.web.looks.forms import OutcomeForm
from safehold.web.naming import role_title
from safehold.web.standards import presenters
from safehold.web.standards.forms import NotifyForm, RestrictForm, TheirsForm
from safehold.web.standards.watched import warn_if_unwatched

MOST_ANSWERED = 100


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    return _page(request)


def _page(request: HttpRequest, typed: RestrictForm | None = None, of: str = "") -> HttpResponse:
    """`typed`: a restriction of this case that is not recorded yet, since whoever types it looks for somebody, or it was refused."""
    viewer = request.viewer
    waiting = list(alerts.before(viewer))
    answered = list(alerts.before(viewer, answered=True)[:MOST_ANSWERED]) if "answered" in request.GET else []
    now = time.time_ns() // 1000
    items = presenters.items(viewer, waiting, now)
    look(viewer, "page", case_ids=[each.case for each in items], task="cases of staff")
    context = {
        "asked": presenters.asked_after(waiting),
        "answered": presenters.asked_after(answered),
        "show_answered": "answered" in request.GET,
        "items": items,
        "unwatched": unwatched(viewer),
        "outcome": OutcomeForm(),
        "restrict": RestrictForm(),
        "typed": typed,
        "of": of,
        "found": _found(viewer, of, str(typed.data.get("find", ""))) if typed is not None else [],
        "notify": NotifyForm(),
        "theirs": TheirsForm(),
    }
    return TemplateResponse(request, "standards/concerned.html", context)


@require_POST
def answer(request: HttpRequest, number: int) -> HttpResponse:
    request.viewer.must("judge_looks")
    form = OutcomeForm(request.POST)
    if _said(request, form):
        try:
            alerts.answer(request.viewer, number, **form.cleaned_data)
        except alerts.NotAnswered as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, _("Answered. It is kept with what was asked."))
    return redirect("staff-concerned")


@require_POST
def restrict(request: HttpRequest, case_id: str) -> HttpResponse:
    request.viewer.must("judge_looks", case_ids=[case_id])
    form = RestrictForm(request.POST)
    looking = "look" in request.POST
    if not looking and _said(request, form):
        said = _("Restricted. Nobody else sees it from now on.")
        if _done(request, lambda: concerned.restrict(request.viewer, case_id, **form.cleaned_data), said):
            warn_if_unwatched(request, form.cleaned_data["to"])
            return redirect("staff-concerned")
    return _page(request, form, case_id)


def _found(viewer: Viewer, case_id: str, text: str) -> list[dict[str, str]]:
    try:
        could = concerned.who_could(viewer, case_id, text)
    except concerned.NotTheirs as refusal:
        raise Http404 from refusal
    return [
        {
            "number": each.user.staff_id,
            "name": each.user.display_name,
            "as_what": ", ".join(filter(None, (role_title(each.role), each.agency.name, each.unit))),
        }
        for each in could
    ]


@require_POST
def notify(request: HttpRequest, case_id: str) -> HttpResponse:
    request.viewer.must("judge_looks", case_ids=[case_id])
    form = NotifyForm(request.POST)
    if _said(request, form):
        _done(
            request,
            lambda: concerned.notify(request.viewer, case_id, **form.cleaned_data),
            _("Recorded: professional standards were told."),
        )
    return redirect("staff-concerned")


@require_POST
def theirs(request: HttpRequest, case_id: str) -> HttpResponse:
    request.viewer.must("judge_looks", case_ids=[case_id])
    form = TheirsForm(request.POST)
    if _said(request, form):
        given = form.cleaned_data | {"theirs": form.cleaned_data["theirs"] == "yes"}
        _done(request, lambda: concerned.answer(request.viewer, case_id, **given), _("Kept. Who sees the case goes by it from now on."))
    return redirect("staff-concerned")


def _said(request: HttpRequest, form: OutcomeForm | RestrictForm | NotifyForm | TheirsForm) -> bool:
    if form.is_valid():
        return True
    for said in form.errors.values():
        messages.warning(request, " ".join(said))
    return False


def _done(request: HttpRequest, act: Callable[[], object], said: str) -> bool:
    try:
        act()
    except concerned.NotTheirs as refusal:
        raise Http404 from refusal
    except NotRecorded as refusal:
        messages.warning(request, str(refusal))
        return False
    messages.success(request, said)
    return True
