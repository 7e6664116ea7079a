"""Calls that stand in a case which is kept from whoever works on them. Who took such a call goes on with it until it is closed, and sees
nothing else of the case (migrations/0005_in_hand.py)."""

from django.db import connection
from django.db.models import BooleanField, F, Func

from safehold.access.reading import checking
from safehold.access.viewer import Viewer
from safehold.chronology.envelope import EventId
from safehold.chronology.recording import rows
from safehold.practice.response.models import Call


def as_recorded(number: int) -> Call | None:
    """The call as it stands, to record something more of it: whoever asks was found to see it when they began. Nothing of it may be shown,
    since what they recorded may have put it into a case that is kept from them."""
    with checking(), connection.cursor() as cursor:
        found: Call | None = Call.everything.filter(pk=number).first()
        if found is not None:
            ((source, key),) = rows(cursor, _KEY, [number])
            found.key = EventId(source, key)
        return found


def whoever_hold(agency: str, callsign: str) -> list[Call]:
    """The open calls of the agency to which a unit was sent, the latest first, but for those that are not domestic. As above, nothing of
    them may be shown."""
    with checking():
        held = Call.everything.filter(agency=agency, closed_at=None, units__contains=[callsign]).exclude(domestic=False)
        return list(held.order_by("-dispatched_at"))


def seen(viewer: Viewer, number: int) -> Call | None:
    """A call that leads, of which this viewer sees what was said too: that of a woman with two cases, one of them kept from the viewer,
    belongs to both."""
    found: Call | None = Call.objects.for_viewer(viewer).filter(_SEEN, pk=number).first()
    return found


def out_of_sight(viewer: Viewer, number: int) -> Call | None:
    """A call that leads and that this viewer sees no more."""
    return None if seen(viewer, number) is not None else as_recorded(number)


def kept(call: Call) -> bool:
    """Whether a case of the call is kept from the viewer of this request, who sees the call alone, or no more."""
    with connection.cursor() as cursor:
        ((found,),) = rows(cursor, _KEPT, [call.event_id])
    return bool(found)


_SEEN = Func(F("event_id"), function="access.sees_event", output_field=BooleanField())
_KEY = "SELECT source, source_id FROM chronology_event WHERE seq = %s"
_KEPT = "SELECT access.kept_in_hand(n) OR NOT access.sees_event(n) FROM (VALUES (%s)) AS of_call(n)"
