"""Rules that were agreed on, or whose files have changed, are taken while the site runs."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse

from safehold.chronology.session import session
from safehold.rulebook.adopting import Change, agreed
from safehold.rulebook.current import CURRENT


class Rules:
    def __init__(self, get_response: Callable[[Any], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        if request.viewer is not None:
            CURRENT.refresh(_changes)
        return self.get_response(request)


def _changes() -> tuple[Change, ...]:
    with session() as cursor:
        return agreed(cursor)
