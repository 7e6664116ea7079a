"""Those who are wanted and not found, and when they were last looked for: by the duty that asks for it at every shift."""

import msgspec
from django.db import connection

from safehold.access.viewer import Viewer
from safehold.chronology.envelope import Event
from safehold.identity.threads import thread
from safehold.practice.response.calls import Followed, followed
from safehold.practice.response.models import Call
from safehold.rulebook.models import OPEN, Obligation

FOUND = ("arrest.made", "suspect.charged", "crime.outcome", "crime.cancelled")
MOST = 200
SHOWN = 12


class Sought(msgspec.Struct, frozen=True):
    """`tries` are the attempts since, the latest last."""

    wanted: Event
    tries: tuple[Event, ...]


class Overdue(msgspec.Struct, frozen=True):
    call: Call
    sought: Sought
    due: int | None


def sought(history: Followed) -> Sought | None:
    wanted = history.last("suspect.wanted")
    if wanted is None:
        return None
    later = [event for event in history.after if event.order > wanted.order]
    if any(event.kind in FOUND for event in later):
        return None
    return Sought(wanted, tuple(event for event in later if event.kind == "arrest.attempted"))


class AllSought(msgspec.Struct, frozen=True):
    """The first that must be looked for; `more` duties to look for somebody come after them."""

    listed: list[Overdue]
    more: int


def all_sought(viewer: Viewer, most: int = SHOWN) -> AllSought:
    """Of the viewer's own agency, whoever must be looked for first. Each costs a look through an incident: so many as are shown."""
    duties = Obligation.objects.for_viewer(viewer).filter(OPEN, rule="suspect-found", agency=viewer.agency, answerable=True)
    due: dict[int, int | None] = {}
    for each in duties.order_by("due_latest")[:MOST]:
        due.setdefault(each.trigger_event, each.due_latest)
    found: dict[int, Overdue] = {}
    asked = 0
    for event, until in due.items():
        asked += 1
        with connection.cursor() as cursor:
            incident = thread(cursor, [event])
        call = Call.objects.for_viewer(viewer).filter(pk__in=incident).first()
        if call is not None and call.pk not in found and (he := sought(followed(call))):
            found[call.pk] = Overdue(call, he, until)
        if len(found) == most:
            break
    return AllSought(list(found.values()), len(due) - asked)
