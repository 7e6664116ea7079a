"""The cases that a reviewer audits, and one of them: what the rulebook finds, what happened, and the questions."""

import time

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from safehold.access.keyring import NoKey
from safehold.access.looks import look
from safehold.access.staff import agency_names
from safehold.access.viewer import Grounds, Viewer
from safehold.identity.chronicle import chronicle, now_called
from safehold.identity.models import Case, Person
from safehold.practice.reviews.dipping import actions, results
from safehold.practice.reviews.dipping.models import Drawn
from safehold.practice.reviews.material import kept_from_viewer
from safehold.web import errors
from safehold.web.case.timeline import item
from safehold.web.naming import pair_name
from safehold.web.samples import presenters
from safehold.web.samples.forms import AuditForm
from safehold.web.samples.views import PURPOSE


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    found = results.to_audit(request.viewer)
    look(request.viewer, "page", purpose=PURPOSE)
    context = {"waiting": [each for each, done in found if not done], "done": [each for each, done in found if done]}
    return TemplateResponse(request, "samples/mine.html", context)


@require_http_methods(["GET", "POST"])
def case(request: HttpRequest, number: int) -> HttpResponse:
    viewer = request.viewer
    drawn = results.to_answer(viewer, number)
    if drawn is None:
        viewer.trace.looked = True  # nobody is shown
        return errors.not_found(request)
    viewer.trace.grounds = Grounds(f"dip sample {drawn.sample.number}", PURPOSE, "")
    found = _opened(viewer, drawn)
    if found is None:
        look(viewer, "page", case_ids=[drawn.case_id], refused=True, why="kept from this viewer, who was told so")
        return TemplateResponse(request, "samples/kept.html", {"drawn": drawn}, status=403)
    questions = actions.questions(drawn.sample).questions
    told = results.told_of(drawn)
    answered = results.has_answered(viewer, drawn)
    form = AuditForm(request.POST if request.method == "POST" and not answered else None, questions=questions)
    if form.is_bound and form.is_valid():
        try:
            actions.answer(drawn, by=viewer, answers=form.answers(), words=form.words())
        except (actions.CannotDo, NoKey) as refusal:
            form.add_error(None, str(refusal))
        else:
            look(viewer, "page", case_ids=[found.id])
            messages.success(request, _("Your answers are kept. You see the other reviewer’s once both are in."))
            return redirect("sample-case", number)
    return _page(request, drawn, found, form, told, status=422 if form.is_bound else 200)


def _opened(viewer: Viewer, drawn: Drawn) -> Case | None:
    """The case as their own right opens it, while they stand as far from it as when it was drawn."""
    current = now_called(drawn.case_id) or drawn.case_id
    found: Case | None = Case.objects.for_viewer(viewer).filter(id=current).first()
    if found is None or current in kept_from_viewer() or not actions.still_outside(current, viewer):
        return None
    return found


def _page(request: HttpRequest, drawn: Drawn, found: Case, form: AuditForm, told: tuple[results.Told, ...], *, status: int) -> HttpResponse:
    viewer, agencies = request.viewer, agency_names()
    numbers = [one for one in (found.victim_id, found.suspect_id) if one is not None]
    people: dict[int, Person] = Person.objects.for_viewer(viewer).in_bulk(numbers)
    entries = chronicle(found.id, found.victim_id, found.suspect_id)
    look(viewer, "page", persons=people, case_ids=[found.id])
    listed = presenters.findings(viewer, found, agencies, time.time_ns() // 1000)
    context = {
        "drawn": drawn,
        "who": pair_name(found, people),
        "slipped": [each for each in listed if each.slipped],
        "rest": [each for each in listed if not each.slipped],
        "items": [item(each, viewer, agencies, confidential=True) for each in reversed(entries)],
        "said": sum(each.event.kind in results.SAID for each in entries),
        "form": form,
        "told": [(each.user == viewer.user_id, presenters.told(each, form)) for each in told],
        "answered": results.has_answered(viewer, drawn),
    }
    return TemplateResponse(request, "samples/audit.html", context, status=status)
