"""The page for whoever opens records faster than anybody reads: until when they wait, and that somebody is told."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from safehold.access.looking import pace
from safehold.chronology.times import instant


def slowly(request: HttpRequest, let: Callable[[], bool] = lambda: False) -> HttpResponse | None:
    """Nothing where they may go on: they have not opened so many, or `let` says that it is about an open call. The page names nobody."""
    slowed = pace.slowed(request.viewer)
    if slowed is None or let():
        return None
    pace.tell(request.viewer, slowed)
    request.viewer.trace.looked = True  # nobody is shown
    answer = TemplateResponse(request, "looks/slow.html", {"until": instant(slowed.until)}, status=429)
    answer["Retry-After"] = str(max(1, int((slowed.until - timezone.now()).total_seconds()) + 1))
    return answer
