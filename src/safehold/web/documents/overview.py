"""What is asked for, what waits and what left: of the whole agency, and of one case."""

import time
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET

from safehold.access.looks import look
from safehold.documents import register
from safehold.documents.asking import by_outcome
from safehold.documents.letters import standard as letters
from safehold.documents.making import MAKE
from safehold.documents.rules import standard
from safehold.documents.suppress import shown
from safehold.web.case.opening import opened
from safehold.web.case.seen import pair_of
from safehold.web.documents import presenters
from safehold.web.naming import pair_name


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    viewer, now = request.viewer, time.time_ns() // 1000
    asked, made = register.open_requests(viewer), list(register.documents(viewer)[: register.MOST])
    copies = list(register.copies(viewer)[: register.MOST])
    cells, total = shown(by_outcome(list(register.requests(viewer))), standard().number("fewer_than"))
    persons = {person for each in [*asked, *made, *(copy.document for copy in copies)] for person in each.persons}
    look(viewer, "page", persons=persons, case_ids={each.case_id for each in [*asked, *made] if each.case_id})
    context = {
        "asked": [presenters.asked(each, now) for each in asked],
        "waiting": [presenters.listed(each, viewer) for each in made if presenters.waits(each)],
        "copies": [presenters.left(each) for each in copies],
        "figures": [(presenters.outcome(name), cell) for name, cell in cells.items()],
        "total": total,
        "may_make": viewer.may(MAKE),
    }
    return TemplateResponse(request, "documents/list.html", context)


@require_GET
def of_case(request: HttpRequest, case_id: str) -> HttpResponse:
    """Where a document of a case begins: to whom, and what."""
    viewer = request.viewer
    found = opened(request, case_id, MAKE)
    if isinstance(found, HttpResponse):
        return found
    people, now = pair_of(viewer, found), time.time_ns() // 1000
    look(viewer, "page", persons=people, case_ids=[found.id])
    leaving = standard()
    context: dict[str, Any] = {
        "case": found,
        "who": pair_name(found, people),
        "choices": [
            (to, rule.title, [(kind, leaving.kinds[kind].title) for kind in rule.kinds])
            for to, rule in leaving.recipients.items()
            if rule.of != "suspect" or found.suspect_id is not None
        ],
        "letters": [(name, each.title) for name, each in letters().items()],
        "asked": [presenters.asked(each, now) for each in register.requests(viewer, found.id)],
        "made": [presenters.listed(each, viewer) for each in register.documents(viewer, found.id)],
        "without": [(each.pk, presenters.asked(each, now)) for each in register.without_case(viewer)],
        "answers": request.GET.get("request", "") if request.GET.get("request", "").isdigit() else "",
    }
    return TemplateResponse(request, "documents/case.html", context)
