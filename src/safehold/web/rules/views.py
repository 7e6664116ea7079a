"""The rulebook for people: all rules by subject, and each in plain words, with how often it is met."""

import time

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET

from safehold.rulebook.state import rulebook
from safehold.web.rules import how_often, presenters, tried
from safehold.web.within import within


@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    request.viewer.must("answer_duties")
    asked = request.GET.get("q", "").strip()[:100]
    subjects = presenters.by_subject(rulebook(), _now(), asked)
    context = {"subjects": subjects, "asked": asked, "count": sum(len(listed) for _, listed in subjects)}
    return TemplateResponse(request, "rules/list.html", context)


@require_GET
def rule(request: HttpRequest, name: str) -> HttpResponse:
    viewer, now = request.viewer, _now()
    viewer.must("answer_duties")
    found = presenters.current(rulebook(), name, now, request.GET.get("version", ""))
    if found is None:
        raise Http404
    months = how_often.chosen(request.GET.get("months", ""))
    context = {
        "rule": presenters.shown(rulebook(), found, now),
        "counted": how_often.how_often(viewer, name, now, months, forbidden=found.kind in ("forbidden", "precedence")),
        "tried": tried.last_of(found.id, found.version) if found.status == "proposed" else None,
        "months": how_often.MONTHS,
        "version": found.version,
        "way_back": within(request, request.GET.get("back", "")),
    }
    return TemplateResponse(request, "rules/rule.html", context)


def _now() -> int:
    return time.time_ns() // 1000
