"""A hold is lifted by two people of the agency that set it: one asks, and another agrees, by which it is recorded. What was asked and not
agreed to lapses after some days, and can be withdrawn until then."""

import time
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from safehold.access.viewer import Viewer
from safehold.chronology.envelope import EventId
from safehold.chronology.record import record as record_events
from safehold.chronology.session import recorder
from safehold.chronology.times import DAY
from safehold.chronology.writing import Writing
from safehold.retention.deciding import DECIDE, CannotDecide
from safehold.retention.holds import LIFTED, Hold
from safehold.retention.models import Lifting
from safehold.retention.reading import schedule_of

Step = Lifting.Step


def asked(holds: Iterable[Hold]) -> dict[EventId, Lifting]:
    """Of these holds those that somebody has asked to lift and nobody has answered, each with who and why."""
    wanted = {hold.event for hold in holds}
    found = _asked().filter(hold__in=[event.id for event in wanted]).select_related("by")
    return {key: each for each in found if (key := EventId(each.source, each.hold)) in wanted}


def waits_for(viewer: Viewer) -> int:
    """How many liftings another person of their agency asked for that somebody has to agree to."""
    return _asked().filter(agency=viewer.agency).exclude(by_id=viewer.user_id).count() if viewer.may(DECIDE) else 0


def ask(hold: Hold, *, by: Viewer, reason: str) -> None:
    _own(hold, by)
    if not reason.strip():
        raise CannotDecide("Say why the hold is lifted.")
    if asked([hold]):
        raise CannotDecide("Its lifting was asked for already: another person has to agree.")
    _store(hold, by, Step.ASKED, reason.strip())


def agree(hold: Hold, *, by: Viewer) -> EventId:
    """Nobody agrees to what they asked for themselves. Returns the event by which the hold ends."""
    _own(hold, by)
    wanted = _waiting(hold)
    if wanted.by_id == by.user_id:
        raise CannotDecide("Another person than whoever asked has to agree that the hold is lifted.")
    writing = Writing(by)
    lifted = writing.add(LIFTED, {"reason": wanted.why}, about=[hold.event])
    record_events(writing.raws)
    _store(hold, by, Step.AGREED)
    return lifted


def withdraw(hold: Hold, *, by: Viewer) -> None:
    """By whoever asked, or by another who does not agree."""
    _own(hold, by)
    _waiting(hold)
    _store(hold, by, Step.WITHDRAWN)


def _own(hold: Hold, by: Viewer) -> None:
    by.must(DECIDE)
    if hold.agency != by.agency:
        raise CannotDecide("Another agency set this hold. Ask them: only they lift it.")


def _waiting(hold: Hold) -> Lifting:
    wanted = asked([hold]).get(hold.event)
    if wanted is None:
        raise CannotDecide("Nobody asks to lift this hold any more: it was withdrawn, or too long ago.")
    return wanted


def _asked() -> "QuerySet[Lifting]":
    later = Lifting.objects.filter(source=OuterRef("source"), hold=OuterRef("hold"), id__gt=OuterRef("id"))
    since = _now() - schedule_of().days_to_agree * DAY
    return Lifting.objects.filter(~Exists(later), step=Step.ASKED, at__gte=since)


def _store(hold: Hold, by: Viewer, step: str, why: str = "") -> None:
    with transaction.atomic(), recorder():
        Lifting.objects.create(
            at=_now(), agency=hold.agency, source=hold.event.source, hold=hold.event.id, step=step, why=why, by_id=by.user_id, role=by.role
        )


def _now() -> int:
    return time.time_ns() // 1000
