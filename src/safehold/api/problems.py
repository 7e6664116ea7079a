"""What is answered when something cannot be done: a problem as RFC 9457 has it, which names what is wrong and where, and nothing stored."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

import msgspec
from django.http import HttpResponse
from ninja import Schema

MEDIA = "application/problem+json"


class Fault(Schema):
    """Where in the request something is wrong, and what."""

    where: str
    what: str


class Problem(Schema):
    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""
    errors: list[Fault] = []


class Unacceptable(Exception):
    """The request cannot be taken; the message may be shown."""

    def __init__(self, status: HTTPStatus, detail: str, errors: Iterable[tuple[str, str]] = ()) -> None:
        super().__init__(detail)
        self.status, self.detail, self.errors = status, detail, tuple(errors)


def problem(status: int, detail: str = "", errors: Iterable[tuple[str, str]] = (), **headers: str) -> HttpResponse:
    body: dict[str, Any] = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    body["errors"] = [{"where": where, "what": what} for where, what in errors]
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return HttpResponse(msgspec.json.encode(body), status=status, content_type=MEDIA, headers=named)


def as_problem(response: HttpResponse) -> HttpResponse:
    """What Django answers by itself, such as that there is no such address, as a problem too."""
    if response.status_code < HTTPStatus.BAD_REQUEST or response.get("Content-Type", "").startswith(MEDIA):
        return response
    found = problem(response.status_code, _WORDS.get(response.status_code, ""))
    if "Allow" in response:
        found["Allow"] = response["Allow"]
    return found


_WORDS = {
    400: "The request could not be read.",
    404: "There is no such operation.",
    405: "The operation is not done by this method; Allow names those that it is.",
    500: "Nothing of this was saved. Send it again; if it happens again, tell whoever runs Safehold, with the X-Request-Id of this answer.",
}
