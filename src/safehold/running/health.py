"""/health/live and /health/ready, for whatever supervises the site. They ask for no sign-in, so they say a word and nothing more; why it is
not ready stands in the log, and `safehold health` tells it. They are answered before anything that needs the database or a host's name."""

from collections.abc import Callable
from http import HTTPStatus

import structlog
from django.db import close_old_connections
from django.http import HttpRequest, HttpResponse

from safehold.running.standing import lately

log = structlog.get_logger("safehold.health")


class Health:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = {"/health/live": _live, "/health/ready": _ready}.get(request.path_info)
        if answer is None:
            return self.get_response(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponse(status=HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": "GET, HEAD"})
        response = answer()
        response["Cache-Control"] = "no-store"
        response["Content-Type"] = "text/plain; charset=utf-8"
        response["X-Content-Type-Options"] = "nosniff"
        response._has_been_logged = True  # Django would log each 503 as a fault
        return response


def _live() -> HttpResponse:
    return HttpResponse("live\n")


def _ready() -> HttpResponse:
    try:
        found = lately()
    finally:
        close_old_connections()
    if not found.ready:
        log.warning("not ready", check="database" if not found.database else "tables")
        return HttpResponse("not ready\n", status=HTTPStatus.SERVICE_UNAVAILABLE)
    if not found.runner:
        log.warning("no runner", check="runner")
        return HttpResponse("ready, without a runner\n")
    return HttpResponse("ready\n")
