"""What no number or name in an address can be: it leads nowhere, before any page asks the database."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import get_script_prefix, reverse

from safehold.web import security

GREATEST = 2**63 - 1  # what the database counts up to
_NUMBERS = re.compile(r"\d+")


def address_of(name: str, *args: Any) -> str:
    """Of a page by its name. A list has the same few dozen again and again, and the frame of every page the same."""
    return _reversed(get_script_prefix(), settings.ROOT_URLCONF, name, args)


@lru_cache(maxsize=16384, typed=True)
def _reversed(_prefix: str, _urlconf: str, name: str, args: tuple[Any, ...]) -> str:
    return reverse(name, args=args)


class Addresses:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: object, _args: object, given: dict[str, Any]) -> None:
        if any(_nothings(value) for value in given.values()):
            security.tell(request, "odd address")
            raise Http404


def _nothings(value: Any) -> bool:
    if isinstance(value, int):
        return value > GREATEST
    text = str(value)
    return "\x00" in text or any(len(number) > 18 and (len(number) > 19 or int(number) > GREATEST) for number in _NUMBERS.findall(text))
