"""What somebody answers when they open what is not of their work; and what was opened so, for those who were told and who review it."""

import time

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from safehold.access.looking import glass
from safehold.access.looks import look
from safehold.identity.chronicle import now_called
from safehold.identity.models import Case, Person
from safehold.retention.deciding import DECIDE
from safehold.retention.seen import alone
from safehold.web import errors
from safehold.web.looks import asking, told
from safehold.web.looks.forms import GlassForm, PurposeForm, ReviewForm


@require_POST
def purpose(request: HttpRequest) -> HttpResponse:
    """Keeps what a case, a person or two people are opened for, and goes on to it."""
    viewer = request.viewer
    viewer.must("see_cases")
    case_id, persons = request.POST.get("case", ""), request.POST.getlist("person")
    viewer.trace.looked = True  # whether they see it is all that is read
    if case_id:
        case = Case.objects.for_viewer(viewer).filter(id=case_id).first()
        subjects, address = ([asking.of_case(case)] if case else []), reverse("case", args=[case_id]) if case else ""
    else:
        numbers = {int(each) for each in persons if each.isascii() and each.isdigit() and len(each) < 19}
        seen = sorted(Person.objects.for_viewer(viewer).filter(id__in=numbers).values_list("id", flat=True))
        address = reverse("person", args=[seen[0]]) if seen else ""
        if not seen and len(numbers) == 1 and viewer.may(DECIDE):
            # Somebody in no case has no page but that of how long their record is kept.
            (number,) = numbers
            record = alone(viewer, number, time.time_ns() // 1000)
            seen, address = ([number], reverse("retention-record", args=[record])) if record else ([], "")
        subjects = [asking.of_person(request, each) for each in seen] if len(seen) == len(persons) else []
    if not subjects:
        return errors.not_found(request)
    form = PurposeForm(request.POST, viewer=viewer)
    onward = asking.onward(request, address)
    if not form.is_valid():
        return asking.ask(request, subjects, form, onward)
    for subject in subjects:
        glass.say_why(viewer, case_id=subject.case_id, person=subject.person, **form.cleaned_data)
    return redirect(onward)


@require_POST
def break_glass(request: HttpRequest) -> HttpResponse:
    """Opens a case that is kept from the viewer, and tells its owner and a supervisor in the same transaction."""
    viewer = request.viewer
    viewer.must("break_glass")
    case_id = now_called(request.POST.get("case", ""))
    viewer.trace.looked = True  # whether they see it already is all that is read
    if case_id and Case.objects.for_viewer(viewer).filter(id=case_id).exists():
        return redirect("case", case_id)
    form = GlassForm(request.POST)
    page = asking.kept(request, case_id, None if form.is_valid() else form) if case_id else None
    if page is None:
        return errors.not_found(request)
    if not form.is_valid():
        return page
    opening = glass.break_glass(viewer, case_id=case_id, why=form.cleaned_data["why"])
    glass.tell(opening, [*told.owners(viewer, case_id), *glass.supervisors(viewer)])
    return redirect("case", case_id)


@require_POST
def end(request: HttpRequest, number: int) -> HttpResponse:
    viewer = request.viewer
    if glass.end(viewer, number) is None:
        return errors.not_found(request)
    messages.success(request, _("Closed: you do not see that case any more. What you saw of it is logged."))
    return redirect("opened")


@require_GET
def opened(request: HttpRequest) -> HttpResponse:
    """What was opened by breaking the glass, for those who were told of it and those who answer whether it was right."""
    return _opened(request)


def _opened(request: HttpRequest, typed: ReviewForm | None = None, of: int = 0) -> HttpResponse:
    """`typed`: an answer that was refused, to the opening of this number, which keeps what was typed."""
    viewer = request.viewer
    listed, own = told.listed(viewer), told.of_ones_own(viewer)
    named = [each for each in (*listed, *own) if each.who]
    look(viewer, "page", persons=[number for each in named for number in each.persons], case_ids=[each.case for each in named])
    waiting, answered = [each for each in listed if not each.outcome], [each for each in listed if each.outcome]
    context = {
        "waiting": waiting,
        "answered": answered,
        "own": own,
        "form": ReviewForm(),
        "typed": typed,
        "of": of,
    }
    return TemplateResponse(request, "looks/opened.html", context, status=200 if typed is None else 422)


@require_POST
def review(request: HttpRequest, number: int) -> HttpResponse:
    viewer = request.viewer
    viewer.must("review_openings")
    form = ReviewForm(request.POST)
    if not form.is_valid():
        for said in form.errors.values():
            messages.warning(request, " ".join(said))
        return _opened(request, form, number)
    try:
        found = glass.review(viewer, number, accepted=form.cleaned_data["outcome"] == "accepted", why=form.cleaned_data["why"])
    except glass.NotReviewed as refusal:
        messages.warning(request, str(refusal))
        return redirect("opened")
    if found.outcome == "accepted":
        messages.success(request, _("Recorded: it was accepted."))
    else:
        messages.success(request, _("Recorded: it was not accepted. It has ended, and professional standards see it."))
    return redirect("opened")
