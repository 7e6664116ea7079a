"""Which case an address names for this viewer, through what share they see it if through no record of theirs, and where it is now that its
people have been linked or parted."""

import time
from collections.abc import Callable
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from safehold.access.involvement import lasting
from safehold.access.looks import look
from safehold.access.often import Often
from safehold.access.viewer import Viewer
from safehold.identity import actions
from safehold.identity.chronicle import now_called
from safehold.identity.models import Case, Person
from safehold.web import errors
from safehold.web.looks.asking import kept


def visible(viewer: Viewer, case_id: str) -> Case | None:
    viewer.must("see_cases", case_ids=[case_id])
    found: Case | None = _SEEN.first(viewer, case=case_id, agency=viewer.agency, now=time.time_ns() // 1000)
    if found is not None and found.share is not None:
        viewer.trace.through = f"share {found.share}"
    return found


def _seen(of: Callable[[type[Case]], QuerySet[Any]], case: str, agency: str, now: int) -> QuerySet[Any]:
    through = lasting(agency, now=now, case_id=OuterRef("id"), own=False).values("share")
    to_view = lasting(agency, now=now, case_id=OuterRef("id"), work_until=0)
    return of(Case).filter(id=case).annotate(share=Subquery(through), to_view=Exists(to_view))


_SEEN = Often(_seen)


def elsewhere(request: HttpRequest, case_id: str) -> HttpResponse:
    """Where the case is now that its people have been linked or split; that it is kept from the viewer, where that may be said; else
    nothing, in the same words whether or not there is one.

    A look at a case that exists and is not the viewer's is logged as refused.
    """
    viewer = request.viewer
    current = now_called(case_id)
    if current and current != case_id and Case.objects.for_viewer(viewer).filter(id=current).exists():
        viewer.trace.looked = True  # an address alone is given
        return redirect(request.path.replace(case_id, current, 1)) if request.method == "GET" else redirect("case", current)
    if current:
        page = kept(request, current)
        if page is not None:
            return page
        look(viewer, "page", case_ids=[current], refused=True, why="not a case that this viewer sees")
    return errors.not_found(request)


def pair_of(viewer: Viewer, found: Case) -> dict[int, Person]:
    people: dict[int, Person] = Person.objects.for_viewer(viewer).in_bulk(list(actions.pair(found).values()))
    return people
