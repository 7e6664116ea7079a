"""Which pairs are asked for, and the addresses of the queue and of a pair within it."""

import re
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode

from safehold.identity.unsure import Wanted, around
from safehold.web.links.queue import DIFFER
from safehold.web.looks import asking

_CASE = re.compile(r"\d{1,18}(-\d{1,18})?", re.ASCII)


def wanted_of(request: HttpRequest) -> Wanted:
    differ = request.GET.get("differ", "")
    return Wanted(differ if differ in DIFFER else "", request.GET.get("own") == "1", request.GET.get("left") == "1")


def query(wanted: Wanted) -> str:
    kept = {"differ": wanted.differ, "own": "1" if wanted.own else "", "left": "1" if wanted.left_unsure else ""}
    return urlencode({name: value for name, value in kept.items() if value})


def queue_with(wanted: Wanted, **changed: Any) -> str:
    """The address of the queue with another filter."""
    return f"?{query(msgspec.structs.replace(wanted, **changed))}"


def address(one: int, other: int, wanted: Wanted) -> str:
    asked = query(wanted)
    return reverse("link-pair", args=[one, other]) + (f"?{asked}" if asked else "")


def asked_of_pair(request: HttpRequest, one: int, other: int) -> HttpResponse | None:
    """The page that asks what for, unless the two wait to be judged, left as unsure or not: that is the work of whoever judges."""
    if any((each.one, each.other) == (min(one, other), max(one, other)) for each in around(request.viewer, [one, other])):
        return None
    return asking.asked_first(request, asking.of_person(request, one), asking.of_person(request, other))


def back_of(request: HttpRequest) -> str:
    """The page of the case from which somebody came to judge two, and to which they go back."""
    case = request.GET.get("case", "")
    return reverse("case", args=[case]) if _CASE.fullmatch(case) else ""


def number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 7 and int(text) else 1
