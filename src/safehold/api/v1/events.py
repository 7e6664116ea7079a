"""Sending events, and reading one's own back."""

from http import HTTPStatus
from typing import Any, Literal

from ninja import Query, Schema

from safehold.access.looks import look
from safehold.api.problems import Problem, Unacceptable
from safehold.api.v1.body import events_in
from safehold.api.v1.interface import ALWAYS, interface
from safehold.api.v1.sending import send
from safehold.api.v1.words import Source, written
from safehold.chronology.envelope import EventId
from safehold.identity.own import own_event


class Refusal(Schema):
    event: int
    id: str
    why: str


class Outcome(Schema):
    event: int
    source: str
    id: str
    outcome: Literal["new", "duplicate", "refused"]
    why: str
    warnings: list[str]


class Report(Schema):
    """`read = new + duplicate + refused`. `event` counts from 1, in the order in which they were sent."""

    read: int
    new: int
    duplicate: int
    refused: list[Refusal]
    warnings: int
    events: list[Outcome]


class ReadBack(Schema):
    """The event as it is exported, and when Safehold received it."""

    received_at: str | None
    event: dict[str, Any]


EVENT = {
    "type": "object",
    "description": "As docs/events.md describes it.",
    "required": ["id", "source", "kind", "occurred_at", "agency"],
    "properties": {name: {"type": "string"} for name in ("id", "source", "kind", "occurred_at", "recorded_at", "agency")},
}
BODY = {"required": True, "content": {"application/json": {"schema": {"oneOf": [EVENT, {"type": "array", "items": EVENT}]}}}}


@interface.post(
    "/events",
    response=ALWAYS | {200: Report, 400: Problem, 413: Problem, 415: Problem},
    openapi_extra={"requestBody": BODY},
    summary="Send events",
)
def send_events(request: Any) -> dict[str, Any]:
    """One event or a list of them. Each is new, a duplicate of what is held, or refused with the reason; the others are taken."""
    request.viewer.must("send_events")
    became = send(request.viewer, events_in(request))
    return {
        "read": len(became),
        "new": sum(each.outcome == "new" for each in became),
        "duplicate": sum(each.outcome == "duplicate" for each in became),
        "refused": [{"event": each.event, "id": each.id, "why": each.why} for each in became if each.outcome == "refused"],
        "warnings": sum(bool(each.warnings) for each in became),
        "events": became,
    }


@interface.get("/events", response=ALWAYS | {200: ReadBack, 404: Problem, 422: Problem}, summary="Read back an event of one's own")
def read_event(request: Any, source: Query[Source], id: Query[Source]) -> dict[str, Any]:
    """What the agency itself recorded, under this source and id. Another agency's event, a restricted one and none are answered alike."""
    viewer = request.viewer
    viewer.must("read_events")
    found = own_event(viewer, EventId(source, id))
    if found is None:
        look(viewer, "page", refused=True, why="no event of their own has this id")
        raise Unacceptable(HTTPStatus.NOT_FOUND, "Your agency recorded no event of this source and id that may be read back.")
    look(viewer, "page", persons=found.persons, case_ids=found.cases)
    return {"received_at": written(found.received), "event": found.event}
