"""The case that an address names, with whom it is of."""

import msgspec
from django.http import HttpRequest, HttpResponse

from safehold.identity.models import Case, Person
from safehold.web.case.opening import opened
from safehold.web.case.seen import pair_of


class Opened(msgspec.Struct, frozen=True):
    case: Case
    people: dict[int, Person]


def opened_case(request: HttpRequest, case_id: str) -> Opened | HttpResponse:
    """Or the answer that stands in its way."""
    found = opened(request, case_id)
    return found if isinstance(found, HttpResponse) else Opened(found, pair_of(request.viewer, found))
