"""The call that a supervisor opens for an alarm which nobody has picked up: one, whoever presses first."""

import hashlib
from collections.abc import Iterable
from itertools import count

from django.db import connection, transaction
from django.utils.translation import gettext as _

from safehold.access.viewer import Viewer
from safehold.chronology.declined import Declined
from safehold.chronology.envelope import EventId
from safehold.chronology.writing import SOURCE
from safehold.practice.response.board import Alarm
from safehold.practice.response.calls import number_of
from safehold.practice.response.drafts import draft_of, save, typed_of
from safehold.practice.response.left_behind import of_agency
from safehold.practice.response.models import Draft
from safehold.practice.response.taking_over import take_over
from safehold.practice.response.typed import Typed


def call_for(alarm: int) -> EventId:
    """The same for everybody and however often they press, until it is on record. If the alarm still waits then, that call was of somebody
    else, and another is opened."""
    keys = (hashlib.sha256(f"alarm/{alarm}/{number}".encode()).hexdigest()[:32] for number in count())
    return next(call for call in (EventId(SOURCE, key) for key in keys) if number_of(call) is None)


def opened(viewer: Viewer, alarms: Iterable[Alarm]) -> dict[int, Draft]:
    """For which of these alarms somebody of the agency has opened a call that is not on record yet; of several who type it, the last."""
    calls = {str(call_for(alarm.event)): alarm.event for alarm in alarms}
    return {calls[draft.call]: draft for draft in of_agency(viewer).filter(call__in=calls).order_by("updated_at")} if calls else {}


@transaction.atomic
def open_call(viewer: Viewer, alarm: Alarm, given: Typed, *, over: str = "") -> EventId:
    """Begins it with what is known. Where a colleague has begun it, that is declined and says who; but `over`, the number of theirs, takes
    it over as it is typed."""
    viewer.must("supervise_calls")
    viewer.must("record_calls")
    call = call_for(alarm.event)
    with connection.cursor() as cursor:  # whoever presses in the same moment finds what this one has made
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 18))", [str(call)])
    theirs = of_agency(viewer).exclude(user_id=viewer.user_id).filter(call=str(call)).order_by("-updated_at").first()
    if theirs is not None and str(theirs.pk) == over:
        take_over(viewer, theirs.pk)
        return call
    before = draft_of(viewer, call)
    if before is not None and typed_of(before).anything:  # it was pressed before, and what was typed since stands
        return call
    if theirs is not None:
        raise Declined(_("%(who)s has opened a call for that alarm. Ask them, or take it over.") % {"who": theirs.user.display_name})
    save(viewer, call, given, opened_at=alarm.at)
    return call
