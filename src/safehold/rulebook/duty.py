"""A duty as it is being judged, and which events are about it."""

import msgspec

from safehold.chronology.envelope import Event, EventId
from safehold.chronology.times import When
from safehold.rulebook.model import Answers
from safehold.rulebook.triggers import Started
from safehold.rulebook.truth import NO, UNSAID, UNSURE, YES, Truth
from safehold.rulebook.view import Index, View


class Duty(msgspec.Struct, gc=False):
    """One obligation as it is being judged, at first as if it had no due time.

    `index` is the events of the rule's scope, and `rivals` are the ids of all that start the same rule; `dated` is false where the record
    lacks the date by which it was due.
    """

    view: View
    index: Index
    start: Started
    runs_from: When
    each: str
    person: int | None
    rivals: frozenset[EventId]
    due: When | None = None
    dated: bool = True


def answers(event: Event, mode: Answers, duty: Duty) -> bool:
    """Whether an event concerns the trigger: it is about it, or about what it is about and not about a nearer trigger (itself apart)."""
    if mode == "scope":
        return True
    if not event.about:
        return mode == "about"
    reach = duty.view.reach.get
    reached = reach(event.id) or duty.view.ancestors(event)
    if not reached.isdisjoint(duty.start.ids):
        return True
    if mode == "direct":
        return False
    for trigger in duty.start.events:
        above = reach(trigger.id) or duty.view.ancestors(trigger)
        if not reached.isdisjoint(above) and (reached.isdisjoint(duty.rivals) or (reached & duty.rivals) - {event.id} <= above):
            return True
    return False


def in_time(event: Event, duty: Duty) -> Truth:
    if not duty.dated:
        return UNSAID
    return YES if duty.due is None else by(event.occurred_at, duty.due)


def by(at: When, due: When) -> Truth:
    """Windows are closed: what happens at the due instant is in time."""
    if at.latest <= due.earliest:
        return YES
    return NO if at.earliest > due.latest else UNSURE
