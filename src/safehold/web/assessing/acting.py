"""What is done about the risk of a case beside assessing it: a supervisor's look, a specialist's review, a change of grade, a look again,
and a risk of suicide. Each as a page of its own, so that it works without script."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from safehold.access.looks import look
from safehold.access.standing_in import standing_in
from safehold.access.viewer import Refused, Viewer
from safehold.chronology.declined import Declined
from safehold.chronology.envelope import Event, EventId
from safehold.chronology.envelope import Refused as NotRecorded
from safehold.identity.models import Case
from safehold.practice.safeguarding.assessing import actions
from safehold.practice.safeguarding.assessing.about import of_case
from safehold.practice.safeguarding.assessing.supervising import SUPERVISES, must_supervise
from safehold.risk.history import assessments
from safehold.risk.loading import standard
from safehold.risk.lowering import standing
from safehold.web.assessing import forms, over_time
from safehold.web.assessing.opening import Opened, opened_case
from safehold.web.case.recordable import works_on
from safehold.web.naming import graded, pair_name
from safehold.web.once import Already, once, shown
from safehold.web.within import within

Given = Mapping[str, Any]


class Act(msgspec.Struct, frozen=True):
    title: Any
    hint: Any
    needs: str
    form: type[Form]
    do: Callable[[Viewer, Case, Given, Sequence[EventId]], None]
    done: Any
    shows_last: bool = False


def _supervise(viewer: Viewer, case: Case, given: Given, about: Sequence[EventId]) -> None:
    of = _latest(actions.events_of(case), about)
    if of is None:
        raise Declined(_("Nobody has assessed this case yet, so there is nothing to look at."))
    agrees = given["agrees"] == "yes"
    actions.supervise(by=viewer, case=case, of=of, agrees=agrees, grade=given["grade"], reason=given["reason"])


def _latest(events: Sequence[Event], about: Sequence[EventId]) -> EventId | None:
    """The assessment that was asked for, or else the last that gave a grade."""
    listed = assessments(events, standard())
    asked = [each for each in listed if each.event.id in about]
    found = next((each for each in reversed(asked or listed) if each.grade), listed[-1] if listed else None)
    return found.event.id if found else None


def _review(viewer: Viewer, case: Case, given: Given, about: Sequence[EventId]) -> None:
    actions.review_as_specialist(by=viewer, case=case, grade=given["grade"], reason=given["reason"], about=about)


def _regrade(viewer: Viewer, case: Case, given: Given, _about: Sequence[EventId]) -> None:
    actions.regrade(by=viewer, case=case, to=given["grade"], reason=given["reason"])


def _again(viewer: Viewer, case: Case, given: Given, about: Sequence[EventId]) -> None:
    actions.look_again(by=viewer, case=case, unchanged=given["unchanged"] == "yes", reason=given["reason"], about=about)


def _suicide(viewer: Viewer, case: Case, given: Given, about: Sequence[EventId]) -> None:
    actions.identify_suicide(by=viewer, case=case, person=given["person"], detail=given["detail"], about=about)


ACTS: dict[str, Act] = {
    "supervise": Act(
        gettext_lazy("Look at the assessment as a supervisor"),
        gettext_lazy("Read what was answered, and what was not. You can raise the grade; if you think it lower, a specialist decides."),
        SUPERVISES,
        forms.Supervise,
        _supervise,
        gettext_lazy("Recorded: you have looked at the assessment."),
        shows_last=True,
    ),
    "review": Act(
        gettext_lazy("Review as a specialist"),
        gettext_lazy("The secondary grade: by the whole record, and not by the form alone."),
        "review_risk",
        forms.Review,
        _review,
        gettext_lazy("Your review is on record."),
        shows_last=True,
    ),
    "regrade": Act(
        gettext_lazy("Change the grade"),
        gettext_lazy("Anybody who assesses may raise it. Only a specialist who did not set it lowers it."),
        "record_risk",
        forms.Regrade,
        _regrade,
        gettext_lazy("The grade is changed."),
    ),
    "again": Act(
        gettext_lazy("I have looked at the risk again"),
        gettext_lazy("After something changed. If the danger has changed, assess it anew: this gives no grade."),
        "record_risk",
        forms.Again,
        _again,
        gettext_lazy("Recorded: the risk was looked at again."),
        shows_last=True,
    ),
    "suicide": Act(
        gettext_lazy("A risk of suicide"),
        gettext_lazy("Whoever’s it is. A specialist’s review and a referral to support become due within a day."),
        "record_risk",
        forms.Suicide,
        _suicide,
        gettext_lazy("Recorded. A specialist has it on their list."),
    ),
}


@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, case_id: str, act: str) -> HttpResponse:
    viewer = request.viewer
    viewer.must("see_cases", case_ids=[case_id])
    viewer.must("see_risk", case_ids=[case_id])
    if act not in ACTS:
        raise Http404
    one = ACTS[act]
    if one.needs == SUPERVISES:
        must_supervise(viewer, case_id)
    else:
        viewer.must(one.needs, case_ids=[case_id])
    case = opened_case(request, case_id)
    if not isinstance(case, Opened):
        return case
    if not works_on(viewer, case.case):
        raise Refused(_("This case was shared with your agency to be viewed."), case_ids=[case.case.id])
    look(viewer, "page", persons=case.people, case_ids=[case.case.id])
    form, about = one.form(request.POST if request.method == "POST" else None), of_case(case.case, _about(request))
    back = within(request, request.POST.get("back") or request.GET.get("back", ""))
    if request.method == "POST" and form.is_valid():
        to = back or reverse("case-risk", args=[case.case.id])
        try:
            with once(request):
                one.do(viewer, case.case, form.cleaned_data, about)
        except Already as already:
            messages.info(request, str(already))
            return redirect(to)
        except (Declined, NotRecorded) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, str(one.done))
            return redirect(to)
    shown(request)
    events, agencies = actions.events_of(case.case), standing_in(viewer).names
    stands = standing(events)
    context = {
        "case": case.case,
        "who": pair_name(case.case, case.people),
        "act": one,
        "form": form,
        "about": " ".join(str(each) for each in about),
        "back": back,
        "word": graded(stands.grade, over_time.by_whom(stands.event, agencies)),
        "why_not_lower": actions.told(actions.may_lower(viewer, stands))
        if one.form in (forms.Review, forms.Regrade, forms.Supervise)
        else "",
        "last": over_time.last(assessments(events, standard()), agencies) if one.shows_last else None,
    }
    return TemplateResponse(request, "assessing/act.html", context, status=422 if form.errors else 200)


def _about(request: HttpRequest) -> list[EventId]:
    """The event that this answers, where a duty led here."""
    given = str(request.POST.get("about") or request.GET.get("about", ""))
    parts = given.partition("/")
    return [EventId(parts[0], parts[2])] if parts[1] and parts[0] and parts[2] and len(given) < 300 else []
