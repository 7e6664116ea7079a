"""Assessing the risk to somebody: the form as it is filled in, kept at every pause; and how the risk of a case has stood over time."""

import time

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from safehold.access.looks import look
from safehold.access.standing_in import standing_in
from safehold.access.viewer import Refused
from safehold.chronology.declined import Declined
from safehold.chronology.envelope import Event, EventId
from safehold.chronology.envelope import Refused as NotRecorded
from safehold.identity.models import Case
from safehold.practice.safeguarding.assessing import actions, drafts
from safehold.practice.safeguarding.assessing.about import of_case
from safehold.practice.safeguarding.assessing.supervising import may_supervise
from safehold.risk.filled import filled, opened
from safehold.risk.history import assessments
from safehold.risk.instrument import Instrument
from safehold.risk.known import known
from safehold.risk.loading import standard
from safehold.risk.lowering import standing
from safehold.risk.wording import BadWording, Wording
from safehold.web import words
from safehold.web.assessing import over_time, presenters
from safehold.web.assessing.opening import Opened, opened_case
from safehold.web.case.recordable import works_on
from safehold.web.naming import graded, pair_name
from safehold.web.within import within

LATELY = 7 * 24 * 3600 * 1_000_000
OF_POLICE, OF_OTHERS = "dash", "safelives_ric"


@require_GET
def risk(request: HttpRequest, case_id: str) -> HttpResponse:
    """How dangerous the case was judged, by whom and when, what changed, and what can be done about it."""
    request.viewer.must("see_risk", case_ids=[case_id])
    case = opened_case(request, case_id)
    if not isinstance(case, Opened):
        return case
    viewer, events = request.viewer, actions.events_of(case.case)
    agencies = standing_in(viewer).names
    listed = assessments(events, standard())
    stands = standing(events)
    may = viewer.may("record_risk") and works_on(viewer, case.case)
    look(viewer, "page", persons=case.people, case_ids=[case.case.id])
    context = {
        "case": case.case,
        "who": pair_name(case.case, case.people),
        "stands": stands,
        "word": graded(stands.grade, over_time.by_whom(stands.event, agencies) if stands.event else ""),
        "drawn": over_time.drawn(events),
        "listed": over_time.listed(events, agencies),
        "changes": over_time.by_item(listed),
        "last": over_time.last(listed, agencies),
        "unfinished": [
            (draft.instrument, standard()[draft.instrument].title, draft.updated_at)
            for draft in drafts.of_case(viewer, case.case)
            if draft.instrument in standard()
        ]
        if may
        else [],
        "may": may,
        "supervises": may_supervise(viewer),
        "why_not_lower": actions.told(actions.may_lower(viewer, stands)),
        "instruments": standard().values(),
    }
    return TemplateResponse(request, "assessing/risk.html", context)


@require_http_methods(["GET", "POST"])
def assess(request: HttpRequest, case_id: str, instrument: str = "") -> HttpResponse:
    """The form. Sent with "keep" it is kept and nothing more; with "record" it goes on record."""
    viewer = request.viewer
    viewer.must("record_risk", case_ids=[case_id])
    case = opened_case(request, case_id)
    if not isinstance(case, Opened):
        return case
    if not works_on(viewer, case.case):
        raise Refused(_("This case was shared with your agency to be viewed."), case_ids=[case.case.id])
    name = instrument or _usual(request, case.case)
    if name not in standard():
        raise Http404
    look(viewer, "page", persons=case.people, case_ids=[case.case.id])
    if request.method == "POST":
        return _sent(request, case, standard()[name])
    return _form(request, case, standard()[name], _typed(request, case.case, name))


def _usual(request: HttpRequest, case: Case) -> str:
    """What the viewer has begun, or what their agency asks by."""
    begun = next((draft.instrument for draft in drafts.of_case(request.viewer, case)), "")
    return begun or (OF_POLICE if request.viewer.agency_kind == "police" else OF_OTHERS)


def _typed(request: HttpRequest, case: Case, name: str) -> dict[str, str]:
    draft = drafts.draft_of(request.viewer, case, name)
    try:
        return drafts.typed_of(draft) if draft is not None else {}
    except drafts.Unreadable:
        messages.error(
            request, _("What you typed here earlier cannot be read now: its key is not at hand. It is kept; ask who runs Safehold.")
        )
        return {}


def _sent(request: HttpRequest, case: Opened, instrument: Instrument) -> HttpResponse:
    viewer = request.viewer
    given = {name: value for name, value in request.POST.items() if isinstance(value, str)}
    turn = given.get("turn", "")
    drafts.save(viewer, case.case, instrument.name, given, turn=int(turn) if turn.isascii() and turn.isdigit() and len(turn) < 19 else 0)
    typed = drafts.fields_of(given)
    if request.headers.get("X-Safehold-Part") == "1":
        parts = {"lacking": presenters.lacking(instrument, typed), "counted": presenters.counted(instrument, typed)}
        return JsonResponse(
            {"saved": words.clock(time.time_ns() // 1000), "html": render_to_string("assessing/so_far.html", parts, using="jinja2")}
        )
    if given.get("do") == "forget":
        drafts.forget(viewer, case.case, instrument.name)
        messages.success(request, _("Thrown away. Nothing of it is on record."))
        return redirect("case-risk", case.case.id)
    if given.get("do") != "record":
        messages.success(request, _("Kept as you typed it. It is not on record yet."))
        return redirect("case-risk-form", case.case.id, instrument.name)
    try:
        done = _record(request, case, instrument, typed)
    except (Declined, NotRecorded, BadWording) as refusal:
        return _form(request, case, instrument, typed, str(refusal))
    messages.success(request, _("The assessment is on record."))
    if done.stands:
        messages.warning(
            request,
            _("The grade stays %(grade)s: it is not yours to lower. What you would have graded it is on record beside it.")
            % {"grade": done.stands},
        )
    if not done.grade:
        messages.warning(request, _("It has no grade yet. What had to be assessed and graded is still due."))
    return redirect(within(request, given.get("back", "")) or reverse("case-risk", args=[case.case.id]))


def _record(request: HttpRequest, case: Opened, instrument: Instrument, typed: dict[str, str]) -> actions.Recorded:
    given = filled(instrument, typed)
    leads = [module.instrument for module in opened(instrument, given.answers) if module.instrument]
    source, slash, key = typed.get("about", "").partition("/")
    return actions.assess(
        by=request.viewer,
        case=case.case,
        instrument=instrument,
        given=given,
        about=of_case(case.case, [EventId(source, key)] if slash else []),
        beside={name: filled(standard()[name], typed, within=f"{name}/") for name in leads},
        suicide=[person for person in actions.SUICIDE if typed.get(f"suicide:{person}")],
        suicide_detail=typed.get("suicide-detail", ""),
    )


def _form(request: HttpRequest, case: Opened, instrument: Instrument, typed: dict[str, str], refused: str = "") -> HttpResponse:
    viewer, now = request.viewer, time.time_ns() // 1000
    events = actions.events_of(case.case)
    agencies = standing_in(viewer).names
    licensed, wrong = _wordings()
    around = presenters.Context(viewer, agencies, known(events, now), assessments(events, standard()), typed, licensed)
    stands = standing(events)
    chosen = typed.get("about") or request.GET.get("about") or _latest(events, now)
    about = presenters.abouts(events, viewer, agencies, chosen)
    context = {
        "case": case.case,
        "who": pair_name(case.case, case.people),
        "form": presenters.page(instrument, around),
        "typed": typed,
        "by_all": typed.get("by:all", ""),
        "about": about,
        "chosen": chosen,
        "lacking": presenters.lacking(instrument, typed),
        "counted": presenters.counted(instrument, typed),
        "threshold": actions.threshold(),
        "stands": stands,
        "word": graded(stands.grade, over_time.by_whom(stands.event, agencies) if stands.event else ""),
        "why_not_lower": actions.told(actions.may_lower(viewer, stands)),
        "instruments": standard().values(),
        "wrong_wording": wrong,
        "back": within(request, request.POST.get("back") or request.GET.get("back", "")),
        "refused": refused,
        "turn": time.time_ns() // 1_000_000,
    }
    return TemplateResponse(request, "assessing/form.html", context, status=422 if refused else 200)


def _wordings() -> tuple[dict[str, Wording], str]:
    """What the agency loaded; where it cannot be read, our own words and what is wrong: an assessment does not wait for a file."""
    try:
        return actions.wordings(), ""
    except BadWording as error:
        return {}, str(error) if settings.SAFEHOLD_INSTRUMENT_WORDING else ""


def _latest(events: list[Event], now: int) -> str:
    """The call that it is most likely of: the last of these days."""
    calls = [event for event in events if event.kind == "call.received" and event.occurred_at.latest > now - LATELY]
    return str(calls[-1].id) if calls else ""
