"""The interface as a whole: its document, who may ask, and how each kind of refusal is answered."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.security import HttpBearer

from safehold.access.systems.limits import standard
from safehold.access.viewer import Refused
from safehold.api.problems import MEDIA, Problem, Unacceptable, problem

ABOUT = "Records and command-and-control systems send events and read what is their own agency's. docs/api.md says how to connect one."
# What may be answered to anything.
ALWAYS: dict[Any, Any] = {401: Problem, 403: Problem, 429: Problem}


class Token(HttpBearer):
    """The door has read the token already (door.py); this says so in the document."""

    def authenticate(self, request: Any, token: str) -> Any:
        return request.viewer if token else None


class Interface(NinjaAPI):
    def get_openapi_schema(self, **given: Any) -> Any:
        """Problems are of a kind of their own, which Ninja cannot say of an answer."""
        document = super().get_openapi_schema(**given)
        for operations in document["paths"].values():
            for operation in operations.values():
                for status, answer in operation["responses"].items():
                    if int(status) >= HTTPStatus.BAD_REQUEST and "application/json" in answer.get("content", {}):
                        answer["content"] = {MEDIA: answer["content"]["application/json"]}
        return document


interface = Interface(title="Safehold", version="1", description=ABOUT, urls_namespace="v1", docs_url=None, auth=Token())


@interface.exception_handler(Refused)
def refused(request: Any, refusal: Refused) -> HttpResponse:
    """What the request had done is undone, and the refusal is logged, as on a page (access.middleware)."""
    request.raised = refusal
    return problem(HTTPStatus.FORBIDDEN, str(refusal))


@interface.exception_handler(Unacceptable)
def unacceptable(_request: HttpRequest, refusal: Unacceptable) -> HttpResponse:
    return problem(refusal.status, refusal.detail, refusal.errors)


@interface.exception_handler(ValidationError)
def invalid(_request: HttpRequest, refusal: ValidationError) -> HttpResponse:
    errors = [(".".join(str(part) for part in each["loc"] if part != "body"), str(each["msg"])) for each in refusal.errors]
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "The request is not as the document has it.", errors)


@interface.exception_handler(HttpError)
def unread(_request: HttpRequest, refusal: HttpError) -> HttpResponse:
    return problem(refusal.status_code, "The body is not JSON." if refusal.status_code == HTTPStatus.BAD_REQUEST else str(refusal))


def most(name: str) -> int:
    """A number of limits.yaml."""
    return int(getattr(standard(), name).value)
