"""The case that an address names, where this viewer may open it."""

from django.http import HttpRequest, HttpResponse

from safehold.identity.models import Case
from safehold.web.case.seen import elsewhere, visible
from safehold.web.looks import asking


def opened(request: HttpRequest, case_id: str, *needs: str) -> Case | HttpResponse:
    """Or the answer that stands in its way: where it is now, that it is kept from them, or what they open it for. `needs` are permissions
    beside that of opening cases. Raises Refused."""
    viewer = request.viewer
    found = visible(viewer, case_id)
    for each in needs:
        viewer.must(each, case_ids=[case_id])
    if found is None:
        return elsewhere(request, case_id)
    asked_first = asking.asked_first(request, asking.of_case(found))
    return found if asked_first is None else asked_first
