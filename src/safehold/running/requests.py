"""Around every request: a number of its own, one line in the log, and the figures. The line says which page and how it went, by whom no
further than agency and role; never the address, which holds who was looked at, nor what was asked or sent."""

import secrets
import time
from collections.abc import Callable
from typing import Any

import structlog
from django.http import HttpResponse

from safehold.running import figures

log = structlog.get_logger("safehold.request")
HEADER = "X-Request-Id"


class Requests:
    def __init__(self, get_response: Callable[[Any], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        began = time.perf_counter()
        request.number = secrets.token_hex(8)
        with structlog.contextvars.bound_contextvars(request_id=request.number), figures.under_way():
            response = self.get_response(request)
            took = time.perf_counter() - began
            view = _view(request)
            figures.answered(view, _method(request), response.status_code, took)
            response[HEADER] = request.number
            if view not in figures.UNTOLD:
                who = getattr(request, "viewer", None)
                by = {"agency": who.agency, "role": who.role} if who else {}
                log.info("request", view=view, method=_method(request), status=response.status_code, ms=round(took * 1000, 1), **by)
        return response


def _view(request: Any) -> str:
    """The page's name in the program; an address that leads nowhere has none, and a file is a file."""
    match = getattr(request, "resolver_match", None)
    if match is not None:
        return str(match.view_name)
    beginnings = {"/static/": figures.FILES, "/health/": figures.HEALTH}
    return next((view for beginning, view in beginnings.items() if request.path_info.startswith(beginning)), figures.NOWHERE)


def _method(request: Any) -> str:
    return request.method if request.method in ("GET", "HEAD", "POST") else "other"
