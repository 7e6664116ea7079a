"""The one way into the interface: a token. A session's cookie is taken off before anything reads it, so nothing that a browser sends by
itself does anything here, and no page can be made to ask."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import structlog
from django.conf import settings
from django.http import HttpResponse

from safehold.access.signing_in.bearer import NoBearer
from safehold.access.systems.knowing import TooOften, system_of
from safehold.api.problems import as_problem, problem

log = structlog.get_logger("safehold.api")
ROOM = "/api/"


class Door:
    """Stands before sessions and the request's transaction; who asks is the request's viewer from there on (access.middleware)."""

    def __init__(self, get_response: Callable[[Any], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        if not request.path_info.startswith(ROOM):
            return self.get_response(request)
        if settings.SECURE_SSL_REDIRECT and not request.is_secure():
            # A token that came in the clear has been read by others: it is told at once, and never led on to where it would work.
            log.warning("refused", why="not over TLS")
            return problem(HTTPStatus.FORBIDDEN, "Ask over TLS, by https. The token that was sent in the clear must be replaced.")
        request.META.pop("HTTP_COOKIE", None)
        request.COOKIES = {}
        header, where_from = request.headers.get("Authorization", ""), request.META.get("REMOTE_ADDR", "")
        try:
            request.system = system_of(header, page=request.path[:500], where_from=where_from)
        except NoBearer as refusal:
            log.warning("refused", why="no token that holds")
            return problem(HTTPStatus.UNAUTHORIZED, str(refusal), WWW_Authenticate="Bearer")
        except TooOften as refusal:
            log.warning("refused", why="too often", agency=refusal.system.agency, system=refusal.system.name)
            return problem(HTTPStatus.TOO_MANY_REQUESTS, f"Too many requests: {refusal}.", Retry_After=str(refusal.wait))
        return as_problem(self.get_response(request))
