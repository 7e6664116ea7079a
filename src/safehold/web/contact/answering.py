"""What an attempt to reach her may answer: the duties of the case that are answered so, and its latest calls."""

from safehold.chronology.envelope import EventId
from safehold.practice.safeguarding.contact import clocks
from safehold.web import words
from safehold.web.case.entering import Inside
from safehold.web.contact.led_to import KIND
from safehold.web.events.telling import tell
from safehold.web.plans.forms import Choices

CALLS = 4
REPORTS = ("call.received", "third_party.reported")


def choices(inside: Inside, asked: str) -> Choices:
    """By the name of the event. `asked` is where somebody came from; what is not of this case is not offered, whoever asks."""
    entries = [entry for entry in inside.entries if entry.struck is None]
    by_number = {entry.seq: entry.event for entry in entries}
    found: dict[str, str] = {}
    for each in clocks.owed(inside.viewer, inside.case, inside.now):
        started = by_number.get(each.duty.trigger_event)
        if started is not None and KIND in each.kinds:
            found.setdefault(str(started.id), f"{each.topics}, {words.coarse(started.occurred_at)}")
    reports = [entry.event for entry in entries if entry.event.kind in REPORTS]
    others = [entry.event for entry in entries if str(entry.event.id) == asked]
    for event in (*reports[:CALLS], *others):
        title = tell(event, inside.viewer, inside.agencies, confidential=True).title
        found.setdefault(str(event.id), f"{title}, {words.coarse(event.occurred_at)}")
    return list(found.items())


def chosen(said: str) -> list[EventId]:
    source, _slash, key = said.partition("/")
    return [EventId(source, key)] if source and key else []
