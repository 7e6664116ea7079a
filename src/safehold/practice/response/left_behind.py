"""Calls that somebody began to type and did not record: nobody else knows of them until a supervisor takes them over, or closes them with
a reason. Nothing typed is thrown away: what is closed is recorded first, as it was typed."""

import time

from django.db import models, transaction
from django.utils.translation import gettext as _

from safehold.access.models import Posting
from safehold.access.viewer import Viewer
from safehold.chronology.models import StoredEvent
from safehold.chronology.record import record
from safehold.chronology.times import MINUTE
from safehold.chronology.writing import Writing
from safehold.practice.response.actions import ENDINGS
from safehold.practice.response.calls import key_of
from safehold.practice.response.drafts import forget, read_call, typed_of
from safehold.practice.response.models import Call, Draft
from safehold.practice.response.refusals import Declined
from safehold.practice.response.taking import take
from safehold.rulebook.state import rulebook

# A call that is typed no further is like one that was cut off, and may wait no longer.
UNTOUCHED = "cut-off-minutes"


def left_behind(viewer: Viewer, before: int) -> list[Draft]:
    """What anybody of the agency has typed, not recorded, and not touched since an instant, the longest first."""
    viewer.must("supervise_calls")
    return [draft for draft in _of_agency(viewer).filter(updated_at__lt=before).order_by("updated_at") if typed_of(draft).anything]


def untouched_since(now: int) -> int:
    """Before when a draft must have been touched last, to be taken for left behind."""
    minutes = rulebook().settings[UNTOUCHED]
    return now - (minutes if isinstance(minutes, int) else 0) * MINUTE


def recorded(drafts: list[Draft]) -> dict[str, int]:
    """Of calls that are on record, the number of each, by the id under which its draft names it."""
    keys = {str(each): each for each in (read_call(draft.call) for draft in drafts)}
    found = StoredEvent.objects.filter(source_id__in=[key.id for key in keys.values()]).values_list("source", "source_id", "seq")
    return {f"{source}/{key}": seq for source, key, seq in found if f"{source}/{key}" in keys}


@transaction.atomic
def take_over(viewer: Viewer, number: int) -> Draft:
    """Makes a draft the viewer's own, with the time at which the call came. Whoever typed it loses nothing: if they go on, that is kept
    again, as theirs."""
    viewer.must("supervise_calls")
    viewer.must("record_calls")
    draft = _held(viewer, number)
    if draft.user_id == viewer.user_id:
        return draft
    own = Draft.objects.filter(user_id=viewer.user_id, call=draft.call).first()
    if own is not None and own.unsaved:
        raise Declined(_("You have typed something of this call yourself. Open it and record that first."))
    mine, __ = Draft.objects.update_or_create(
        user_id=viewer.user_id,
        call=draft.call,
        defaults={
            "posting_id": viewer.posting_id,
            "fields": draft.fields,
            "turn": draft.turn + 1,
            "unsaved": True,
            "opened_at": draft.opened_at,
            "updated_at": time.time_ns() // 1000,
        },
    )
    draft.delete()
    return mine


@transaction.atomic
def close(viewer: Viewer, number: int, *, ending: str, rationale: str) -> Call:
    """Records a call as it was typed, and closes it in the viewer's name."""
    if ending not in ENDINGS:
        raise Declined(_("Say how the call ended."))
    if not rationale.strip():
        raise Declined(_("Say why it can be closed: who it was, what was done, and that nobody waits for help."))
    draft = take_over(viewer, number)
    if draft.call in recorded([draft]):
        raise Declined(_("This call is on record. Take it over, and close it on its own page."))
    call = take(viewer, read_call(draft.call), typed_of(draft), None)
    writing = Writing(viewer)
    writing.add("call.closed", {"rationale": rationale, "as": ending, "category": call.category}, about=[key_of(call.event_id)])
    record(writing.raws)
    forget(viewer, read_call(draft.call))
    return call


def _of_agency(viewer: Viewer) -> models.QuerySet[Draft]:
    postings = Posting.objects.filter(agency_id=viewer.agency).values("pk")
    return Draft.objects.filter(posting_id__in=postings, unsaved=True).select_related("user")


def _held(viewer: Viewer, number: int) -> Draft:
    draft = _of_agency(viewer).select_for_update(of=("self",)).filter(pk=number).first()
    if draft is None:
        raise Declined(_("Somebody has recorded this call or taken it over meanwhile."))
    return draft
