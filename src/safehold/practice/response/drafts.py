"""What is typed of a call before it is recorded, kept at every pause, so that nothing is lost to a reload, a crash or a dropped line."""

import time
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from django.db import transaction
from django.utils.translation import gettext

from safehold.access.looks import look
from safehold.access.viewer import Viewer
from safehold.chronology.apart.cipher import NoKey, Tampered
from safehold.chronology.envelope import EventId
from safehold.chronology.times import HOUR
from safehold.chronology.writing import SOURCE
from safehold.practice.response.models import Draft
from safehold.practice.response.sealed import seal, unseal
from safehold.practice.response.typed import Typed, typed

MOST_UNFINISHED = 20
# A page that says that it was opened longer ago than this is not believed.
LONGEST_CALL = 12 * HOUR


def new_call() -> EventId:
    """The id of a call that nobody has recorded yet."""
    return EventId(SOURCE, uuid.uuid4().hex)


def read_call(text: str) -> EventId:
    """The id of a call as a page names it. Raises ValueError."""
    source, slash, key = text.partition("/")
    if not (source and slash and key) or len(text) > 300:
        raise ValueError("the page does not say which call this is")
    return EventId(source, key)


def draft_of(viewer: Viewer, call: EventId) -> Draft | None:
    return Draft.objects.filter(user_id=viewer.user_id, call=str(call)).first()


def unfinished(viewer: Viewer) -> list[Draft]:
    """What the viewer has typed and not recorded, the newest first."""
    mine = Draft.objects.filter(user_id=viewer.user_id, posting_id=viewer.posting_id, unsaved=True).order_by("-updated_at")
    return [draft for draft in mine[:MOST_UNFINISHED] if typed_of(draft).anything]


@transaction.atomic(savepoint=False)  # as below
def save(viewer: Viewer, call: EventId, given: Typed, *, turn: int = 0, opened_at: int = 0) -> Draft:
    """Keeps what is typed. A save that comes after a later one changes nothing; one without a turn is the latest."""
    draft = started(viewer, call, opened_at=opened_at)
    if turn == 0 or turn > draft.turn:
        draft.fields, draft.turn, draft.unsaved, draft.updated_at = seal(str(call), fields_of(given)), turn or draft.turn + 1, True, _now()
        draft.save(update_fields=["fields", "turn", "unsaved", "updated_at"])
    return draft


@transaction.atomic(savepoint=False)  # nothing goes on after a row that could not be held
def started(viewer: Viewer, call: EventId, *, opened_at: int = 0) -> Draft:
    """The viewer's draft of a call, held until the transaction ends; an empty one if there is none yet."""
    now = _now()
    opened = opened_at if now - LONGEST_CALL < opened_at <= now else now
    made = {"posting_id": viewer.posting_id, "opened_at": opened, "updated_at": now}
    draft, _ = Draft.objects.select_for_update().get_or_create(user_id=viewer.user_id, call=str(call), defaults=made)
    return draft


def settle(draft: Draft, given: Typed) -> None:
    """What was typed of the call is on the record now, and need not be kept twice; a step that was only begun still is."""
    begun = given.beginning
    draft.fields, draft.unsaved = (seal(draft.call, fields_of(given)), True) if begun else ({}, False)
    draft.save(update_fields=["fields", "unsaved"])


def forget(viewer: Viewer, call: EventId) -> None:
    """The call is closed, or nothing was ever typed."""
    Draft.objects.filter(user_id=viewer.user_id, call=str(call)).delete()


def shown(viewer: Viewer, draft: Draft, persons: Iterable[int]) -> None:
    """Logs the history check, and every person whom it shows for this call, once."""
    new: Sequence[int] = sorted(set(persons) - set(draft.shown))
    if new or not draft.checked:
        look(viewer, "check", persons=new, task=f"call {draft.call}")
        draft.shown, draft.checked = [*draft.shown, *new], True
        draft.save(update_fields=["shown", "checked"])


def fields_of(given: Typed) -> dict[str, Any]:
    """Only what differs from an empty page."""
    empty = Typed()
    return {name: value for name, value in msgspec.structs.asdict(given).items() if value != getattr(empty, name)}


def typed_of(draft: Draft) -> Typed:
    try:
        return typed(unseal(draft.call, draft.fields))
    except (NoKey, Tampered):
        # It must not look as if nothing had been typed.
        return Typed(words=gettext("What was typed here cannot be read: its key is not at hand."))


def _now() -> int:
    return time.time_ns() // 1000
