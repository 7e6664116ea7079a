"""What becomes of a call that somebody began to type and left. Nothing typed is thrown away: what is closed is recorded first, as it was
typed."""

import time

from django.db import transaction
from django.utils.translation import gettext as _

from safehold.access.viewer import Viewer
from safehold.chronology.declined import Declined
from safehold.chronology.record import record
from safehold.chronology.writing import Writing
from safehold.practice.response.actions import ENDINGS
from safehold.practice.response.calls import key_of
from safehold.practice.response.drafts import forget, read_call, typed_of
from safehold.practice.response.left_behind import of_agency, recorded
from safehold.practice.response.models import Call, Draft
from safehold.practice.response.taking import take


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


def _held(viewer: Viewer, number: int) -> Draft:
    draft = of_agency(viewer).select_for_update(of=("self",)).filter(pk=number).first()
    if draft is None:
        raise Declined(_("Somebody has recorded this call or taken it over meanwhile. If that was you, it stands under New call."))
    return draft
