"""The case that an address names, where this viewer may open it."""

import msgspec
from django.http import HttpRequest, HttpResponse

from safehold.identity.models import Case, Person
from safehold.web.case.seen import elsewhere, pair_of, visible
from safehold.web.looks import asking


class Opened(msgspec.Struct, frozen=True):
    case: Case
    people: dict[int, Person]


def opened_case(request: HttpRequest, case_id: str) -> Opened | HttpResponse:
    """Or the answer that stands in its way."""
    found = visible(request.viewer, case_id)
    if found is None:
        return elsewhere(request, case_id)
    asked_first = asking.asked_first(request, asking.of_case(found))
    if asked_first is not None:
        return asked_first
    return Opened(found, pair_of(request.viewer, found))
