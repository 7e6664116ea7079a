"""People who may be one since something that is held in confidence agrees, for those who may see what that is in the records of both."""

import time

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from safehold.access.looks import look
from safehold.access.viewer import Viewer
from safehold.chronology.times import london
from safehold.identity.confidential.shown import agrees, pairs
from safehold.identity.models import Person
from safehold.web.naming import name_and_age

MOST = 50


@require_GET
def in_confidence(request: HttpRequest) -> HttpResponse:
    """The newest of them. What agrees, and of which kind it is, is said nowhere: whoever judges opens both records."""
    viewer = request.viewer
    viewer.must("judge_links")
    viewer.must("see_confidential")
    waiting = pairs(viewer)
    listed = waiting[:MOST]
    people = Person.objects.for_viewer(viewer).in_bulk({number for pair in listed for number in pair})
    look(viewer, "page", persons=people)
    today = london(time.time_ns() // 1000).date()
    context = {
        "waiting": [(reverse("link-pair", args=pair), *(name_and_age(people.get(number), today) for number in pair)) for pair in listed],
        "count": len(waiting),
    }
    return TemplateResponse(request, "links/in_confidence.html", context)


def told(viewer: Viewer, one: int, other: int) -> list[str]:
    """What is said of it beside the two."""
    return [_("A value held in confidence agrees.")] if agrees(viewer, one, other) else []
