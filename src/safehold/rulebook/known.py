"""A duty that was on record as unmet until it became known that it had been met: both stay on record, each with when it was known."""

import msgspec

from safehold.access.reading import matching
from safehold.chronology.envelope import EventId
from safehold.chronology.models import StoredEvent
from safehold.rulebook.models import Obligation

ANSWERED = ("fulfilled", "late", "released", "waived")


class KnownLater(msgspec.Struct, frozen=True):
    """From `unmet_from` it was on record here as unmet; at `known_at` what answered it was received, which its agency had recorded at
    `recorded_at`."""

    unmet_from: int
    known_at: int
    recorded_at: int
    state: str
    outcome: str


def known_later(duty: Obligation) -> KnownLater | None:
    """None where what answered it was received before it fell due, or with what started it. Only times are read, of whosever records."""
    if duty.state not in ANSWERED or duty.due_latest is None or not duty.decided_by:
        return None
    triggers = duty.trigger.split("\n")
    received = _received([*triggers, *duty.decided_by])
    if not all(each in received for each in (*triggers, *duty.decided_by)):
        return None
    arose = max(received[each][0] for each in triggers)
    unmet_from = max(duty.due_latest, arose)
    known_at = max(received[each][0] for each in duty.decided_by)
    if known_at <= unmet_from:
        return None
    return KnownLater(unmet_from, known_at, max(received[each][1] for each in duty.decided_by), duty.state, duty.outcome)


def _received(keys: list[str]) -> dict[str, tuple[int, int]]:
    wanted = [EventId(*key.split("/", 1)) for key in keys]
    with matching():
        found = StoredEvent.objects.filter(source__in={each.source for each in wanted}, source_id__in={each.id for each in wanted})
        listed = list(found.values_list("source", "source_id", "received", "recorded"))
    return {str(EventId(source, key)): (received, recorded) for source, key, received, recorded in listed}
