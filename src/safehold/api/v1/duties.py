"""The duties of one's own agency, as they stand now."""

import time
from datetime import datetime
from typing import Annotated, Any

from django.db.models import Q
from ninja import Schema
from ninja.params.functions import Query
from pydantic import AfterValidator

from safehold.access.looks import look
from safehold.access.systems import marks
from safehold.access.viewer import Viewer
from safehold.api.problems import Problem
from safehold.api.v1.interface import ALWAYS, interface, most
from safehold.api.v1.words import written
from safehold.chronology.times import instant
from safehold.identity.models import Case
from safehold.rulebook.changing import changed_since as changed
from safehold.rulebook.model import State
from safehold.rulebook.models import Obligation
from safehold.web.duties import title, token


def _with_zone(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("say the offset from UTC, as in 2026-11-22T09:00:00Z")
    return value


Since = Annotated[datetime, AfterValidator(_with_zone)]


class Duty(Schema):
    """`key` stays the same for as long as the duty is there. `trigger` is told where the agency recorded it itself, and `cases` where
    the token may read them."""

    key: str
    rule: str
    version: str
    title: str
    says: str
    state: State
    role: str
    each: str
    awaiting: str
    triggered_at: str | None
    due_at: str | None
    trigger: str | None
    cases: list[str]


class Duties(Schema):
    """`next` is the cursor of what follows; nothing where that was all. `in_all`, told with `changed_since`, is how many duties the agency
    has: a copy that holds more, once it has taken in all that is told here, holds some that have ended, and is read anew."""

    at: str | None
    duties: list[Duty]
    next: int | None
    in_all: int | None


@interface.get("/duties", response=ALWAYS | {200: Duties, 422: Problem}, summary="The duties of one's own agency")
def read_duties(
    request: Any,
    state: list[State] = Query([]),
    changed_since: Since | None = Query(None),
    cursor: int = Query(0, ge=0, le=2**62),
    limit: int = Query(most("page"), ge=1, le=most("most_page")),
) -> dict[str, Any]:
    """Page by page. `state` may stand several times. `changed_since` gives those around which something was received since, whose time
    came, and that were worked out otherwise since, as when people were joined or parted: at least all that changed."""
    viewer: Viewer = request.viewer
    viewer.must("read_duties")
    now = time.time_ns() // 1000
    found = Obligation.objects.for_viewer(viewer).filter(agency=viewer.agency, pk__gt=cursor).at(now)
    if state:
        found = found.filter(state_now__in=state)
    marks.note()
    in_all = None
    if changed_since is not None:
        in_all = Obligation.objects.for_viewer(viewer).filter(agency=viewer.agency).count()
        found = found.filter(changed(instant(changed_since), now) | Q(pk__gt=marks.written_since(changed_since)))
    page = list(found.order_by("pk")[: limit + 1])
    more, page = len(page) > limit, page[:limit]
    cases = {case for duty in page for case in duty.cases}
    may_see = {case.pk for case in Case.objects.for_viewer(viewer).filter(pk__in=cases)} if viewer.may("read_cases") else set()
    look(viewer, "page", case_ids=cases, task="duties of their agency")
    return {
        "at": written(now),
        "duties": [_told(viewer, duty, may_see) for duty in page],
        "next": page[-1].pk if more else None,
        "in_all": in_all,
    }


def _told(viewer: Viewer, duty: Any, cases: set[str]) -> dict[str, Any]:
    return {
        "key": f"{duty.rule}/{duty.trigger_event}/{token(duty)}",
        "rule": duty.rule,
        "version": duty.version,
        "title": title(duty),
        "says": duty.says,
        "state": duty.state_now,
        "role": duty.who,
        "each": duty.each,
        "awaiting": duty.awaiting,
        "triggered_at": written(duty.triggered_earliest),
        "due_at": written(duty.due_latest),
        "trigger": duty.trigger if duty.begun_by == viewer.agency else None,
        "cases": [case for case in duty.cases if case in cases],
    }
