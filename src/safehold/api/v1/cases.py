"""Where a case stands as far as one's own agency is concerned: what it recorded there, and what it still has to do."""

import time
from collections import Counter
from http import HTTPStatus
from typing import Any

from ninja import Path, Schema

from safehold.access.looks import look
from safehold.access.viewer import Viewer
from safehold.api.problems import Problem, Unacceptable
from safehold.api.v1.interface import ALWAYS, interface
from safehold.api.v1.words import CaseId, written
from safehold.identity.chronicle import now_called
from safehold.identity.models import Case
from safehold.identity.own import in_case
from safehold.rulebook.models import Obligation

UNMET = ("pending", "breached", "uncertain", "unknown")


class Standing(Schema):
    """`case` is what it is called now, which may be otherwise once people were linked or split. `duties` counts the agency's own by
    state; `next_due_at` is of those that are still to be done."""

    case: str
    events: int
    first_at: str | None
    last_at: str | None
    duties: dict[str, int]
    next_due_at: str | None


@interface.get(
    "/cases/{case}", response=ALWAYS | {200: Standing, 404: Problem, 422: Problem}, summary="Where a case stands for one's agency"
)
def read_case(request: Any, case: Path[CaseId]) -> dict[str, Any]:
    """Of a case in which the agency is involved. One that is restricted, one of others and none are answered alike."""
    viewer: Viewer = request.viewer
    viewer.must("read_cases", case_ids=[case])
    seen = Case.objects.for_viewer(viewer)
    found = seen.filter(pk=case).first() or seen.filter(pk=now_called(case)).first()
    if found is None:
        look(viewer, "page", case_ids=[case], refused=True, why="no case that they may read has this number")
        raise Unacceptable(HTTPStatus.NOT_FOUND, "There is no such case that your agency may read.")
    look(viewer, "page", persons=[one for one in (found.victim_id, found.suspect_id) if one], case_ids=[found.pk])
    own = in_case(viewer, found.pk)
    duties = list(Obligation.objects.for_viewer(viewer).filter(agency=viewer.agency).of_case(found.pk).at(time.time_ns() // 1000))
    due = [duty.due_latest for duty in duties if duty.state_now in UNMET and duty.due_latest is not None]
    return {
        "case": found.pk,
        "events": own.events,
        "first_at": written(own.first),
        "last_at": written(own.last),
        "duties": Counter(duty.state_now for duty in duties),
        "next_due_at": written(min(due, default=None)),
    }
