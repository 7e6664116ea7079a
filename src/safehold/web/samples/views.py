"""Drawing samples, and what came of them, for whoever answers for the unit."""

import time
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from safehold.access.keyring import NoKey
from safehold.access.looks import look
from safehold.access.staff import agency_names
from safehold.access.viewer import Grounds, Viewer
from safehold.chronology.times import london
from safehold.identity.models import Person
from safehold.practice.reviews.dipping import actions, frame, results
from safehold.practice.reviews.dipping.questions import BadQuestions, asked
from safehold.rulebook.state import rulebook
from safehold.web import errors, words
from safehold.web.events.telling import tell
from safehold.web.naming import pair_name
from safehold.web.reviews.days import as_day
from safehold.web.samples import presenters
from safehold.web.samples.forms import DrawForm

PURPOSE = "review"
USUAL = 10


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    found = results.samples(request.viewer)
    shown, over = presenters.over_time(found)
    look(request.viewer, "page", purpose=PURPOSE)
    return TemplateResponse(request, "samples/listed.html", {"samples": found, "shown": shown, "over": over})


@require_http_methods(["GET", "POST"])
def draw(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer
    viewer.must(actions.DRAW)
    choices, today = _choices(viewer), london(time.time_ns() // 1000).date()
    questions = _questions(today)
    if request.method == "GET":
        initial = {"since": today.replace(year=today.year - 1, day=1), "until": today, "wanted": USUAL}
        return TemplateResponse(request, "samples/draw.html", questions | {"form": DrawForm(initial=initial, **choices)})
    form = DrawForm(request.POST, **choices)
    if form.is_valid():
        try:
            made = actions.draw_sample(by=viewer, rule=form.rule(), wanted=form.cleaned_data["wanted"])
        except (actions.CannotDo, BadQuestions, NoKey) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It is drawn, and those who audit it have it on their list."))
            return redirect("sample", made.pk)
    return TemplateResponse(request, "samples/draw.html", questions | {"form": form}, status=422)


@require_GET
def sample(request: HttpRequest, number: int) -> HttpResponse:
    viewer = request.viewer
    found = results.sample(viewer, number)
    if found is None:
        viewer.trace.looked = True  # nobody is shown
        return errors.not_found(request)
    viewer.trace.grounds = Grounds(f"dip sample {found.number}", PURPOSE, "")
    kept = actions.kept(found)
    listed_ = results.audited(found)
    seen = results.seen(viewer, listed_)
    people: dict[int, Person] = Person.objects.for_viewer(viewer).in_bulk(_people(seen.values()))
    look(viewer, "page", persons=people, case_ids=list(seen))
    agencies = agency_names()
    named = {number: (pair_name(case, people), reverse("case", args=[case.id])) for number, case in seen.items()}
    context = {
        "sample": found,
        "ruled": presenters.ruled(kept.rule),
        "rows": presenters.rows(results.by_question(found, listed_)),
        "complete": sum(len(each.told) == actions.BOTH for each in listed_),
        "cases": presenters.cases(listed_, named, kept.questions.questions),
        "version": kept.questions,
        "as_day": as_day,
        "proved": actions.proved(found, [each.drawn.case_id for each in listed_]),
        "said": [
            (named[case][0], event.occurred_at, tell(event, viewer, agencies, confidential=True))
            for case, event in results.said_beside(list(seen))
        ],
    }
    return TemplateResponse(request, "samples/sample.html", context)


@require_POST
def seat(request: HttpRequest, number: int, place: int) -> HttpResponse:
    viewer = request.viewer
    drawn = results.drawn(viewer, number)
    viewer.trace.looked = True  # nobody is shown
    if drawn is None:
        return errors.not_found(request)
    try:
        actions.seat_anew(drawn, by=viewer, place=place)
    except actions.CannotDo as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Somebody else has it on their list."))
    return redirect("sample", drawn.sample_id)


def _questions(today: date) -> dict[str, Any]:
    """What would be asked of a sample drawn today, and what is wrong with it."""
    found = asked()
    try:
        return {"questions": found.in_force(today), "refused": found.refused, "as_day": as_day}
    except BadQuestions as error:
        return {"questions": None, "refused": found.refused or str(error)}


def _people(cases: Any) -> list[int]:
    return [one for case in cases for one in (case.victim_id, case.suspect_id) if one is not None]


def _choices(viewer: Viewer) -> dict[str, list[tuple[str, str]]]:
    rules = {each.id: each.title for each in rulebook().rules}
    return {
        "duties": sorted(rules.items(), key=lambda each: each[1]),
        "outcomes": [(each, words.sentence(words.spoken(each))) for each in frame.outcomes()],
        "teams": [(each, each) for each in frame.teams(viewer)],
    }
